import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { chunkSize } from '../../../src/protocol/file-size.ts';
import {
  type FileRig,
  hearAll,
  newFileRig,
  putAll,
  sealed,
  sendAll,
  untilKept,
} from '../../rig/files.ts';

test('a file goes up and comes down, the same bytes, and lies where only the nuvem may look', async () => {
  await using files = await newFileRig();
  const file = sealed(5 * chunkSize + 77);
  await files.announce(files.ana, file, 1);

  await putAll(files, files.ana, file);
  const get = await files.begin(files.bob, file, 'get');
  await hearAll(get, file);

  const path = join(files.folder, file.id.toString('hex'));
  assert.equal(Buffer.compare(await readFile(path), Buffer.concat(file.chunks)), 0);
  if (process.platform !== 'win32') {
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(files.folder)).mode & 0o777, 0o700);
  }
  assert.deepEqual(await files.open(files.bob, file, 'get').then(({ complete }) => complete), true);
  const told = await files.bob.hear('file');
  assert.equal(told.state, 'complete');
  assert.deepEqual(files.rig.bugs, []);
});

test('an empty file is a file', async () => {
  await using files = await newFileRig();
  const file = sealed(0);
  await files.announce(files.ana, file, 1);

  await putAll(files, files.ana, file);

  await hearAll(await files.begin(files.bob, file, 'get'), file);
});

test('several files go over one connection, one after the other', async () => {
  await using files = await newFileRig();
  const all = [sealed(10), sealed(chunkSize), sealed(3 * chunkSize)];
  for (const [at, file] of all.entries()) await files.announce(files.ana, file, at + 1);
  const [up, down] = [await files.connect(), await files.connect()];

  for (const file of all) {
    const { token } = await files.open(files.ana, file, 'put');
    up.say({ type: 'open', token: Buffer.from(token), from: 0 });
    assert.equal((await up.hear('go')).at, 0);
    sendAll(up, file);
    await untilKept(up, file.chunks.length);
  }
  for (const file of all) {
    const { token } = await files.open(files.bob, file, 'get');
    down.say({ type: 'open', token: Buffer.from(token), from: 0 });
    await down.hear('go');
    await hearAll(down, file);
  }
});

test('after a break an upload goes on with the first chunk that is not kept, wherever it broke', async () => {
  await using files = await newFileRig();
  const file = sealed(6 * chunkSize + 1);
  await files.announce(files.ana, file, 1);
  let at = 0;
  for (let stop = 1; stop <= file.chunks.length; stop += 1) {
    const put = await files.begin(files.ana, file, 'put');
    assert.equal(put.at, at);
    sendAll(put, file, at, stop);
    await untilKept(put, stop);
    put.line.destroy();
    await put.ended;
    at = stop;
  }

  assert.equal((await files.begin(files.ana, file, 'put')).at, file.chunks.length);
  await hearAll(await files.begin(files.bob, file, 'get'), file);
  const get = await files.connect();
  for (let from = 1; from <= file.chunks.length; from += 1) {
    const { token } = await files.open(files.bob, file, 'get');
    get.say({ type: 'open', token: Buffer.from(token), from });
    assert.equal((await get.hear('go')).at, from);
    await hearAll(get, file, from);
  }
});

test('what broke off in the middle of a chunk does not count, and is sent again', async () => {
  await using files = await newFileRig();
  const file = sealed(2 * chunkSize);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  sendAll(put, file, 0, 1);
  const head = Buffer.alloc(9 + 1000, 1);
  head.writeUInt32BE(5 + file.chunks[1]!.length);
  head[4] = 2;
  await new Promise<void>((resolve) => put.line.send(head, resolve));
  await untilKept(put, 1);
  put.line.destroy();

  const again = await files.begin(files.ana, file, 'put');

  assert.equal(again.at, 1);
  sendAll(again, file, 1);
  await untilKept(again, file.chunks.length);
  await hearAll(await files.begin(files.bob, file, 'get'), file);
});

test('chunks out of turn, repeated, too long, too short or beyond the end are refused, and change nothing', async () => {
  await using files = await newFileRig();
  const file = sealed(3 * chunkSize + 5);
  await files.announce(files.ana, file, 1);
  const short = file.chunks[1]!.subarray(1);
  const long = Buffer.concat([file.chunks[1]!, Buffer.of(1)]);
  const bad = [
    { index: 2, bytes: file.chunks[2]!, code: 'order' },
    { index: 0, bytes: randomBytes(file.chunks[0]!.length), code: 'order' },
    { index: 2 ** 32 - 1, bytes: short, code: 'order' },
    { index: 1, bytes: short, code: 'size' },
    { index: 1, bytes: long, code: 'size' },
  ] as const;
  for (const { index, bytes, code } of bad) {
    const put = await files.begin(files.ana, file, 'put');
    sendAll(put, file, put.at, 1);
    put.say({ type: 'chunk', index, bytes });

    for (;;) {
      const frame = await put.next();
      if (frame.type === 'kept') continue;
      assert.deepEqual(frame, { type: 'no', code });
      break;
    }
    assert.equal(await put.ended, undefined);
  }

  const put = await files.begin(files.ana, file, 'put');
  assert.equal(put.at, 1);
  sendAll(put, file, 1);
  await untilKept(put, file.chunks.length);
  put.say({ type: 'chunk', index: file.chunks.length, bytes: file.chunks[0]! });
  assert.deepEqual(await put.next(), { type: 'no', code: 'order' });
  await hearAll(await files.begin(files.bob, file, 'get'), file);
});

test('a file whose last chunk never comes is not complete, and who reads waits for it', async () => {
  await using files = await newFileRig();
  const file = sealed(3 * chunkSize);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  sendAll(put, file, 0, 2);
  await untilKept(put, 2);
  put.say({ type: 'end' });

  const get = await files.begin(files.bob, file, 'get');
  await get.hear('chunk');
  await get.hear('chunk');
  assert.deepEqual(await get.next(), { type: 'wait', why: 'edge' });
  const { kept, complete } = await files.open(files.bob, file, 'get');
  assert.deepEqual({ kept, complete }, { kept: 2, complete: false });

  const again = await files.begin(files.ana, file, 'put');
  sendAll(again, file, again.at);
  assert.deepEqual(await get.next(), { type: 'wait', why: 'going' });
  await hearAll(get, file, 2);
});

test('who reads while it is written follows at the edge, and so do many', async () => {
  await using files = await newFileRig();
  const file = sealed(40 * chunkSize + 3);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  const gets = await Promise.all(
    [0, 7, 39].map((from) => files.begin(files.bob, file, 'get', from)),
  );

  const heard = Promise.all(gets.map((get) => hearAll(get, file, get.at)));
  sendAll(put, file);

  await Promise.all([heard, untilKept(put, file.chunks.length)]);
});

test('a token is good once, for a minute, and for what it was given', async () => {
  let ahead = 0;
  const { heldClock } = await import('../../rig/clock.ts');
  const held = heldClock();
  const clock = { ...held, uptime: () => held.uptime() + ahead };
  await using files = await newFileRig({ clock, settings: { silence: 1e9 } });
  const file = sealed(10);
  await files.announce(files.ana, file, 1);
  const refused = async (token: Uint8Array): Promise<unknown> => {
    const end = await files.connect();
    end.say({ type: 'open', token: Buffer.from(token), from: 0 });
    const frame = await end.next();
    assert.equal(await end.ended, undefined);
    return frame;
  };
  const { token } = await files.open(files.ana, file, 'put');
  const first = await files.connect();
  first.say({ type: 'open', token: Buffer.from(token), from: 0 });
  await first.hear('go');

  assert.deepEqual(await refused(token), { type: 'no', code: 'token' });
  assert.deepEqual(await refused(randomBytes(32)), { type: 'no', code: 'token' });
  const late = await files.open(files.ana, file, 'put');
  ahead += 60_001;
  assert.deepEqual(await refused(late.token), { type: 'no', code: 'token' });
  const reading = await files.begin(files.bob, file, 'get');
  await reading.hear('wait');
  reading.say({ type: 'chunk', index: 0, bytes: file.chunks[0]! });
  assert.match(
    await Promise.race([reading.ended.then(String), reading.next().then(({ type }) => type)]),
    /no|undefined/,
  );
  held.end();
});

test('before a token nothing long is taken, and 100 MB without the end of a frame are not either', async () => {
  await using files = await newFileRig();
  const end = await files.connect();
  const head = Buffer.alloc(4);
  head.writeUInt32BE(100 * 1024 * 1024);
  end.line.send(head);

  assert.deepEqual(await end.next(), { type: 'no', code: 'malformed' });

  const file = sealed(10);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  put.line.send(head);
  assert.deepEqual(await put.next(), { type: 'no', code: 'malformed' });
});

test('a session has at most four connections', async () => {
  await using files = await newFileRig();
  const file = sealed(chunkSize);
  await files.announce(files.ana, file, 1);
  for (let n = 0; n < 4; n += 1) await files.begin(files.bob, file, 'get');

  const end = await files.connect();
  const { token } = await files.open(files.bob, file, 'get');
  end.say({ type: 'open', token: Buffer.from(token), from: 0 });

  assert.deepEqual(await end.next(), { type: 'no', code: 'too-many' });
});

test('connections end with their session, and with the right to the file', async () => {
  await using files = await newFileRig();
  const file = sealed(3 * chunkSize);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  sendAll(put, file, 0, 1);
  const get = await files.begin(files.bob, file, 'get');
  while ((await get.next()).type !== 'chunk');
  assert.deepEqual(await get.next(), { type: 'wait', why: 'edge' });

  files.bob.line.destroy();
  assert.deepEqual(await get.next(), { type: 'no', code: 'token' });

  await untilKept(put, 1);
  await files.ana.want('ok', { type: 'file-drop', file: file.id });
  assert.deepEqual(await put.next(), { type: 'no', code: 'gone' });
  assert.deepEqual(await readdir(files.folder), []);
});

const ends = {
  'leaves the room': (files: FileRig) =>
    files.bob.want('ok', { type: 'room-leave', room: files.room }),
  'is removed from it': (files: FileRig) =>
    files.ana.want('ok', { type: 'room-remove', room: files.room, member: 'bob' }),
};

for (const [what, end] of Object.entries(ends))
  test(`who ${what} gets no more of a file that is on its way, and others do`, async () => {
    await using files = await newFileRig();
    const file = sealed(3 * chunkSize);
    await files.announce(files.ana, file, 1);
    const put = await files.begin(files.ana, file, 'put');
    sendAll(put, file, 0, 1);
    const get = await files.begin(files.bob, file, 'get');
    const own = await files.begin(files.ana, file, 'get');
    while ((await get.next()).type !== 'chunk');

    await end(files);
    for (;;) {
      const frame = await get.next();
      if (frame.type === 'wait') continue;
      assert.deepEqual(frame, { type: 'no', code: 'gone' });
      break;
    }
    sendAll(put, file, 1);
    await hearAll(own, file);
    const again = await files.bob.ask({ type: 'file-open', file: file.id, how: 'get' });
    assert(again.type === 'refused' && again.code === 'no-file');
  });

test('who is banned, removed or loses the device gets no further, nor by a token from before', async () => {
  const ways: Readonly<Record<string, (files: FileRig, room: Buffer) => Promise<unknown>>> = {
    removed: ({ ana, bob }, room) =>
      Promise.all([
        ana.want('ok', { type: 'room-remove', room, member: 'bob' }),
        bob.hear('room-gone'),
      ]),
    banned: ({ ana }, room) => ana.want('ok', { type: 'room-ban', room, member: 'bob', on: true }),
    revoked: async ({ rig }) => {
      const phone = await rig.join('bob', 'phone');
      return phone.want('ok', { type: 'device-revoke', device: await rig.account('bob') });
    },
  };
  for (const [way, lose] of Object.entries(ways)) {
    await using files = await newFileRig();
    const room = way === 'banned' ? randomBytes(16) : files.room;
    if (way === 'banned')
      await files.ana.want('room', {
        type: 'room-open',
        room,
        kind: 'channel',
        name: 'news',
        members: [],
      });
    const file = sealed(3 * chunkSize);
    const announcement = { no: 1, body: Buffer.from('a file'), file: file.id, size: file.size };
    await files.ana.want('stored', { type: 'file-new', room, ...announcement });
    const put = await files.begin(files.ana, file, 'put');
    sendAll(put, file, 0, 1);
    const get = await files.begin(files.bob, file, 'get');
    while ((await get.next()).type !== 'chunk');
    const { token } = await files.open(files.bob, file, 'get');

    await lose(files, room);
    let last = await get.next();
    while (last.type === 'wait') last = await get.next();
    assert.equal(last.type, 'no', way);
    const late = await files.connect();
    late.say({ type: 'open', token: Buffer.from(token), from: 0 });
    assert.equal((await late.next()).type, 'no', way);
    sendAll(put, file, 1);
    await untilKept(put, file.chunks.length);
  }
});

test('a sender that comes again while its last connection still stands takes over', async () => {
  await using files = await newFileRig();
  const file = sealed(4 * chunkSize);
  await files.announce(files.ana, file, 1);
  const dead = await files.begin(files.ana, file, 'put');
  sendAll(dead, file, 0, 2);
  await untilKept(dead, 2);

  const put = await files.begin(files.ana, file, 'put');

  assert.equal(put.at, 2);
  sendAll(put, file, 2);
  await untilKept(put, 4);
});

test('who reads slowly holds nobody up', async () => {
  await using files = await newFileRig();
  const file = sealed(60 * chunkSize);
  await files.announce(files.ana, file, 1);
  await putAll(files, files.ana, file);
  const slow = await files.connect(1);
  const { token } = await files.open(files.bob, file, 'get');
  slow.say({ type: 'open', token: Buffer.from(token), from: 0 });
  await slow.hear('go');

  await hearAll(await files.begin(files.bob, file, 'get'), file);
  assert(slow.received() <= 3, `${slow.received()} came to who reads one at a time`);
  await hearAll(slow, file);
});
