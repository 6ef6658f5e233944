import { no } from '../../base/result.ts';
import type { Handlers } from '../handler.ts';

/** Sealed rooms. */
export const sealed = {
  commit: () => no('not-allowed'),
  'blob-put': () => no('not-allowed'),
  'blob-get': () => no('not-allowed'),
  'room-devices': () => no('not-allowed'),
} satisfies Partial<Handlers>;
