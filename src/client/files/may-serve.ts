import type { Welcome } from './carrier-port.ts';
import { type Desk, fileOf } from './desk.ts';

/** A device that has the key of a file of ours asks for it here. Who was removed since is no longer to have it. */
export async function mayServe(desk: Desk, id: string, device: number): Promise<Welcome> {
  const file = await fileOf(desk, id);
  if (file?.way !== 'out') return 'no';
  return desk.client.ask<'file-welcome'>({ kind: 'file-welcome', room: file.room, device });
}
