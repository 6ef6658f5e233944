import type { Allowance } from './allowance.ts';
import { type Desk, each } from './desk.ts';
import type { FoundFile } from './kept.ts';

/** Looks at new offers, one after the other: small ones of people who are known are fetched without a question. */
export async function lookAtNew(desk: Desk, allowance: Allowance): Promise<void> {
  for await (const file of each(desk, { by: 'stage', stage: 'new' })) {
    const { from, size } = file.about;
    const { autoGet } = await desk.ports.choices();
    const automatic = (await mayCome(desk, file, autoGet)) && allowance.take(from, size, autoGet);
    await desk.change(file.id, { happened: 'looked', automatic });
  }
}

async function mayCome(
  { client, ports }: Desk,
  { room, about: { from, size } }: FoundFile,
  autoGet: number,
): Promise<boolean> {
  if (!ports.carrier || size > autoGet || from === client.me.name) return false;
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  const found = rooms.find(({ key }) => key === room);
  if (!found || found.request || found.left) return false;
  return !(await client.ask<'blocks'>({ kind: 'blocks' })).includes(from);
}
