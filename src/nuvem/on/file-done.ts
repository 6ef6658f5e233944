import { no } from '../../base/result.ts';
import { known } from '../known.ts';

/** This nuvem carries no files. */
export const onFileDone = known<'file-done'>(() => Promise.resolve(no('files-off')));
