import type { Handlers } from '../handler.ts';
import { onBlobGet } from './blob-get.ts';
import { onBlobPut } from './blob-put.ts';
import { onCommit } from './commit.ts';
import { onRoomDevices } from './room-devices.ts';

/** Sealed rooms, as far as who cannot read them has to do with them. */
export const sealed = {
  commit: onCommit,
  'blob-put': onBlobPut,
  'blob-get': onBlobGet,
  'room-devices': onRoomDevices,
} satisfies Partial<Handlers>;
