import { no } from '../../base/result.ts';
import { known } from '../known.ts';

/** This nuvem carries no files. */
export const onFileOpen = known<'file-open'>(() => Promise.resolve(no('files-off')));
