import process from 'node:process';
import { createInterface } from 'node:readline';

import { open } from '../src/cli/library.ts';

/**
 * Says lines in a room: `node dist/bench/speaker.js ADDRESS HOME ROOM`, as bob. Each line of standard input is
 * JSON, the texts to say; it answers with a line when all of them are on the nuvem's disk.
 */
const [address = '', home, room = ''] = process.argv.slice(2);
await using chat = await open({ address, user: 'bob', home });
process.stdout.write('ready\n');
const window = 500;
for await (const line of createInterface({ input: process.stdin })) {
  const texts = JSON.parse(line) as readonly string[];
  for (let from = 0; from < texts.length; from += window)
    await Promise.all(texts.slice(from, from + window).map((text) => chat.say(room, text)));
  process.stdout.write('said\n');
}
