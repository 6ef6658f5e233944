import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import type { Caller } from '../../src/nuvem/handler.ts';
import { frameOf, headSize } from '../../src/protocol/frames.ts';
import {
  type FromClient,
  type Message,
  messages,
  type Row,
  versions,
} from '../../src/protocol/messages.ts';
import { encode } from '../../src/protocol/wire.ts';
import { testClock } from '../rig/clock.ts';
import { bodyOf, newRig, syncWith } from '../rig/nuvem.ts';
import { greet } from '../rig/wire.ts';

const hello = {
  type: 'hello',
  re: 1,
  min: 1,
  max: 1,
  agent: 'test',
  nonce: randomBytes(32),
  features: [],
} as const;

const framed = (...bytes: readonly number[]): Buffer =>
  frameOf(Buffer.concat([Buffer.alloc(headSize), Buffer.from(bytes)]));

/** The first field of a message changed by hand, so that it is no message any more. */
const withByte = (message: Message, at: number, byte: number): Buffer => {
  const frame = Buffer.from(encode(message));
  frame[at < 0 ? frame.length + at : headSize + at] = byte;
  return frame;
};

const junk: Readonly<Record<string, Buffer>> = {
  'an empty frame': framed(),
  'no map': framed(0x01),
  'an empty map': framed(0xa0),
  'a type that is text': framed(0xa1, 0x00, 0x61, 0x61),
  'a type that nobody knows': framed(0xa1, 0x00, 0x18, 0xfe),
  'fields that are missing': framed(0xa1, 0x00, 0x01),
  'a field too many': framed(0xa2, 0x00, 0x09, 0x01, 0x01),
  'a map that ends before it says': framed(0xb7, 0x00, 0x01),
  'something after the end': framed(0xa1, 0x00, 0x09, 0x00),
  'a message that only the nuvem sends': encode({ type: 'pong', re: 1, at: 1 }),
  'a frame longer than a stranger may send': Buffer.from([0, 0, 0x40, 0x01]),
  'a frame of four gigabytes': Buffer.from([0xff, 0xff, 0xff, 0xff]),
  'a flag where a number should be': withByte({ type: 'ping', re: 1 }, -1, 0xf4),
  'a number that is longer than needed': framed(0xa2, 0x00, 0x18, 0x3c, 0x01, 0x18, 0x01),
};

for (const [what, bytes] of Object.entries(junk))
  test(`${what} is refused, and only that line is closed`, async () => {
    await using rig = await newRig();
    const ana = await rig.join('ana');
    const wire = rig.connect();

    wire.sendRaw(bytes);

    assert.equal((await wire.hear('refused')).code, 'malformed');
    await wire.ended;
    await ana.want('pong', { type: 'ping' });
    assert.deepEqual(rig.bugs, []);
  });

test('random bytes close their line and harm nobody', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');

  for (let round = 0; round < 200; round += 1) {
    const wire = rig.connect();
    if (round % 2 === 0) await greet(wire);
    const body = randomBytes(1 + (round % 60));
    wire.sendRaw(framed(...body));
    wire.sendRaw(Buffer.from([0xff, 0xff, 0xff, 0xff]));
    await wire.ended;
  }

  await ana.want('pong', { type: 'ping' });
  assert.deepEqual(rig.bugs, []);
});

test('nothing but hello, ping and bye is allowed before hello', async () => {
  await using rig = await newRig();
  const wire = rig.connect();

  await wire.want('pong', { type: 'ping' });
  const refused = await wire.want('refused', {
    type: 'login-1',
    name: 'ana',
    request: randomBytes(96),
  });

  assert.equal(refused.code, 'order');
  await wire.ended;
});

test('a second hello is out of order', async () => {
  await using rig = await newRig();
  const wire = rig.connect();
  await greet(wire);

  wire.say(hello);

  assert.equal((await wire.hear('refused')).code, 'order');
  await wire.ended;
});

for (const [type, row] of Object.entries<Row>(messages)) {
  if (row.from !== 'client' || row.when === 'new') continue;
  test(`${type} is out of order from who has not logged in`, async () => {
    await using rig = await newRig();
    const wire = rig.connect();
    await greet(wire);

    wire.say(emptyish(type as FromClient));

    assert.equal((await wire.hear('refused')).code, 'order');
    await wire.ended;
  });
}

test('a log-in on a line that is logged in is out of order', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');

  const refused = await ana.want('refused', {
    type: 'login-1',
    name: 'ana',
    request: randomBytes(96),
  });

  assert.equal(refused.code, 'order');
  await ana.ended;
});

test('both sides speak the highest version that both know', async () => {
  await using rig = await newRig();
  const future = rig.connect();
  const newer = rig.connect();

  future.say({ ...hello, min: 0, max: 255 });
  newer.say({ ...hello, min: versions.max + 1, max: 9 });

  assert.equal((await future.hear('greeting')).version, versions.max);
  assert.equal((await newer.hear('refused')).code, 'version');
  await newer.ended;
});

test('a newer session of the same device takes its seat at once', async () => {
  await using rig = await newRig({ settings: { sessions: 1 } });
  const before = await rig.join('ana');

  const now = await rig.join('ana');

  assert.equal((await before.hear('refused')).code, 'moved');
  await before.ended;
  await now.want('pong', { type: 'ping' });
});

test('what an older connection of a device sends afterwards is not stored', async () => {
  await using rig = await newRig();
  const old = await rig.join('ana');
  const room = await rig.lobby();
  const device = await rig.account('ana');

  const newer = rig.enter('ana');
  for (let no = 1; no <= 50; no += 1)
    old.say({ type: 'post', re: 100 + no, room, no, body: bodyOf('late') });
  const now = await newer;
  const [lobby] = (await syncWith(now)).filter(({ kind }) => kind === 'channel');
  const mark = lobby!.mark;
  for (let no = 51; no <= 100; no += 1)
    old.say({ type: 'post', re: 100 + no, room, no, body: bodyOf('late') });
  await old.ended;

  const stored = await now.want('stored', {
    type: 'post',
    room,
    no: mark + 1,
    body: bodyOf('first'),
  });
  assert.equal(stored.no, mark + 1);
  const row = (await rig.store.roomByKey(room))!;
  const log = await rig.store.read(row.id, 0, 1000, 1e9);
  assert.equal(log.filter(({ device: by }) => by === device).length, mark + 1);
  assert.equal(log.at(-1)!.seq, mark + 1);
});

test('a stranger who does not log in is sent away', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const wire = rig.connect();
  await greet(wire);

  clock.advance(29_000);
  await wire.want('pong', { type: 'ping' });
  clock.advance(2000);

  assert.equal((await wire.hear('refused')).code, 'slow');
  await wire.ended;
});

test('a session that is silent for two pings gives its seat back', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { sessions: 1 } });
  const ana = await rig.join('ana', 'laptop');

  for (let round = 0; round < 10; round += 1) {
    clock.advance(10_000);
    await ana.want('pong', { type: 'ping' });
  }
  clock.advance(21_000);

  assert.equal((await ana.hear('refused')).code, 'slow');
  await ana.ended;
  const other = await rig.join('ana', 'phone');
  await other.want('pong', { type: 'ping' });
});

test('half a frame now and then is a sign of life', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  const frame = encode({ type: 'post', re: 77, room, no: 1, body: Buffer.alloc(100) });

  for (let at = 0; at < frame.length; at += 16) {
    ana.sendRaw(frame.subarray(at, at + 16));
    await turn();
    clock.advance(15_000);
  }

  assert.equal((await ana.hear('stored')).re, 77);
});

test('who says goodbye leaves the seat at once', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');

  ana.say({ type: 'bye' });

  await ana.ended;
  assert.deepEqual([...rig.nuvem.world.hub.all()], []);
});

test('whose line went during the log-in sits nowhere', async () => {
  await using rig = await newRig();
  const id = await rig.account('ana');
  const wire = rig.connect();
  const caller = [...rig.nuvem.world.lines].at(-1) as unknown as Caller;
  const begun = await rig.store.beginSession(id, Buffer.alloc(32), 1);
  assert(begun.ok);
  wire.line.destroy();
  await rig.nuvem.world.lines.empty();

  assert.equal(caller.sit(begun.value), 'gone');
  assert.deepEqual([...rig.nuvem.world.hub.all()], []);
});

test('what is asked in one breath is answered in that order', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');

  ana.say({ type: 'users', re: 101, after: '' });
  ana.say({ type: 'ping', re: 102 });
  ana.say({ type: 'users', re: 103, after: '' });
  await ana.hear('users-are', ({ re }) => re === 103);

  const order = ana.unheard.flatMap((message) => ('re' in message ? [message.re] : []));
  assert.deepEqual(order, [101, 102]);
});

test('a handler that fails costs its request, not the line', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const { world } = rig.nuvem;
  Object.assign(world.store, { users: () => Promise.reject(new Error('a bug')) });

  const refused = await ana.want('refused', { type: 'users', after: '' });

  assert.equal(refused.code, 'broken');
  await ana.want('pong', { type: 'ping' });
  assert.equal(rig.bugs.length, 1);
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A message of this type with the least in it. */
function emptyish(type: FromClient): Message {
  const fields = Object.entries(messages[type].fields).map(([name, { shape }]) => [
    name,
    least(shape),
  ]);
  return { type, ...Object.fromEntries(fields) } as Message;
}

type Shape = (typeof messages)['hello']['fields']['re']['shape'];

function least(shape: Shape): unknown {
  switch (shape.kind) {
    case 'uint':
      return 1;
    case 'text':
      return 'a'.repeat(Math.max(1, shape.min));
    case 'bytes':
      return Buffer.alloc(Math.max(1, shape.min));
    case 'flag':
      return false;
    case 'oneOf':
      return shape.options[0];
    case 'list':
      return [];
    case 'record':
      return {};
  }
}
