import { no } from '../../base/result.ts';
import { known } from '../known.ts';

/** This nuvem carries no files. */
export const onFileDrop = known<'file-drop'>(() => Promise.resolve(no('files-off')));
