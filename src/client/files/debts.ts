import { ClientError } from '../port.ts';
import { type Desk, each } from './desk.ts';
import type { FoundFile } from './kept.ts';
import { namedAfter } from './offers.ts';

/** Tells the nuvem what it has to know yet, one file after the other: that one is here, that one is taken back. */
export async function payDebts(desk: Desk): Promise<void> {
  for await (const file of each(desk, { by: 'debt' })) {
    // What is taken back before its line has a place is told when it has.
    if (file.owes === 'drop' && file.about.seq === undefined) continue;
    await settled(pay(desk, file));
    await desk.change(file.id, { happened: 'paid' });
  }
}

async function pay({ client }: Desk, { id: file, room, owes, about: { seq } }: FoundFile) {
  if (owes === 'done') return client.ask<'file-done'>({ kind: 'file-done', file });
  await settled(client.ask<'file-drop'>({ kind: 'file-drop', file }));
  if (seq === undefined) return;
  const content = { kind: 'delete', of: seq } as const;
  const id = namedAfter('drop', file);
  await client.ask<'send'>({ kind: 'send', id, to: room, content, wait: 'waiting' });
}

/** A nuvem that says no has heard it; what could not be said is said again later. */
async function settled(said: Promise<unknown>): Promise<void> {
  try {
    await said;
  } catch (failure) {
    if (!(failure instanceof ClientError) || failure.refusal === undefined) throw failure;
  }
}
