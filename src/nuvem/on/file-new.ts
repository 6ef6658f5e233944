import { no } from '../../base/result.ts';
import { known } from '../known.ts';

/** This nuvem carries no files. */
export const onFileNew = known<'file-new'>(() => Promise.resolve(no('files-off')));
