import type { FileStore } from '../../store/files.ts';
import type { Shelf } from '../../store/shelf.ts';
import { hex } from '../on/room-open.ts';

const page = 500;

/** A store that was put back to an older copy by mistake knows them again when it is put right. */
const patience = 7 * 86_400_000;

/** Removes from the shelf what the store knows nothing of, and nobody wrote to for a week. Nothing is put there meanwhile. */
export async function tidy(store: FileStore, shelf: Shelf, now: number): Promise<void> {
  const strangers = new Set(await shelf.names(now - patience));
  if (strangers.size === 0) return;
  let after: Uint8Array = new Uint8Array();
  for (;;) {
    // The next page begins behind the last one.
    const rows = await store.files(after, page);
    for (const { id } of rows) strangers.delete(hex(id));
    const last = rows.at(-1);
    if (!last || rows.length < page) break;
    after = last.id;
  }
  for (const name of strangers) await shelf.remove(name);
}
