import { randomBytes } from 'node:crypto';

import type { Client, RoomRow } from '../client/port.ts';
import { askLine } from './ask.ts';
import type { Terminal } from './terminal.ts';

/** The new device shows digits, and they are typed here: who has both in hand is its owner. */
export async function confirmHere(
  terminal: Terminal,
  client: Client,
  device: number,
): Promise<void> {
  const { results } = terminal.words;
  const ask = (digits?: string) =>
    client.ask<'confirm'>({
      kind: 'confirm',
      id: randomBytes(16).toString('hex'),
      device,
      ...(digits === undefined ? {} : { digits }),
    });
  // Once this is answered the new one is known here.
  await client.ask<'devices'>({ kind: 'devices' });
  await ask();
  await ask(await digitsFrom(terminal, device));
  const isIn = await letIn(client, device, AbortSignal.any([terminal.signal, patience()]));
  terminal.err(`${(isIn ? results.confirmed : results.confirmedOnly)(device)}\n`);
}

/** What is typed serves once, so what cannot be those digits is asked for again. */
async function digitsFrom(terminal: Terminal, device: number): Promise<string> {
  const { results } = terminal.words;
  for (;;) {
    const said = await askLine(terminal, results.digitsOf(device));
    const digits = said.replaceAll(/[\s-]/g, '');
    if (/^\d{6}$/.test(digits)) return digits;
    terminal.err(`${results.sixDigits}\n`);
  }
}

/** A room takes a device within moments, and many rooms take them one after the other. */
const patience = (): AbortSignal => AbortSignal.timeout(20_000);

/** Who is gone lets nobody in, so this waits until the device is in every sealed room of this one. */
async function letIn(client: Client, device: number, signal: AbortSignal): Promise<boolean> {
  const events = client.events(signal);
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  const open = new Set(rooms.filter(({ sealed, request }) => sealed && !request));
  await look(client, device, open);
  if (open.size === 0) return true;
  for await (const { event } of events) {
    if (event === 'room') await look(client, device, open);
    if (open.size === 0) return true;
  }
  return false;
}

async function look(client: Client, device: number, open: Set<RoomRow>): Promise<void> {
  for (const room of open) {
    const { roster } = await client.ask<'room-code'>({ kind: 'room-code', room: room.key });
    if (roster.some((one) => one.device === device)) open.delete(room);
  }
}

/** Waits for one of this person's other devices, and shows the digits that are to be typed there. */
export async function showDigits(terminal: Terminal, client: Client): Promise<void> {
  const { results } = terminal.words;
  const events = client.events(terminal.signal);
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  if (rooms.some(({ sealed }) => sealed)) return terminal.err(`${results.letIn}\n`);
  terminal.err(`${results.awaits(client.me.device)}\n`);
  for await (const event of events) {
    if (event.event === 'digits') {
      terminal.err(`${results.typeDigits(event.device)}\n`);
      terminal.out(`${event.digits}\n`);
    }
    if (event.event === 'room' && event.room.sealed) return terminal.err(`${results.letIn}\n`);
  }
}
