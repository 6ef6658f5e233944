import { randomBytes } from 'node:crypto';

import type { Client } from '../client/port.ts';
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
  await ask();
  await ask(await askLine(terminal, results.digitsOf(device)));
  terminal.err(`${results.confirmed(device)}\n`);
}

/** Waits for one of this person's other devices, and shows the digits that are to be typed there. */
export async function showDigits(terminal: Terminal, client: Client): Promise<void> {
  const { results } = terminal.words;
  const events = client.events(terminal.signal);
  terminal.err(`${results.awaits(client.me.device)}\n`);
  for await (const event of events) {
    if (event.event === 'digits') {
      terminal.err(`${results.typeDigits(event.device)}\n`);
      terminal.out(`${event.digits}\n`);
    }
    if (event.event === 'room' && event.room.sealed) return;
  }
}
