import { writeSync } from 'node:fs';
import process from 'node:process';

import { sqliteStore } from '../../../src/store/sqlite.ts';
import { bytes, lobbyOf, newUser, text, value } from './people.ts';

/** A process that appends without end, and says after each batch which number is acknowledged. */
const store = await sqliteStore(process.argv[2] ?? '', { key: new Uint8Array(32).fill(3) });
const there = await store.userByName('ana');
const device = there
  ? (await store.devices(there.id))[0]!
  : value(await store.createUser(newUser('ana'))).device;
const { fence, user } = value(await store.beginSession(device.id, bytes(32), Date.now()));
const room = await lobbyOf(store);
let no = (await store.roomOf(room, user.id, device.id))?.mark ?? 0;

for (;;) {
  const posts = Array.from({ length: 10 }, () => {
    no += 1;
    return {
      room,
      user: user.id,
      device: device.id,
      fence,
      no,
      gen: 0,
      epoch: 0,
      body: text(`${no}`),
    };
  });
  const [placed] = await Promise.all([
    store.append(posts),
    store.ack([{ device: device.id, room, seq: no - 20 }]),
  ]);
  if (placed.some((one) => !('seq' in one))) throw new Error(JSON.stringify(placed));
  writeSync(1, `${no}\n`);
}
