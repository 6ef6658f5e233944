import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { plan } from '../../src/e2ee/commit.ts';
import { newRoom, seal } from '../../src/e2ee/room.ts';
import { Malformed } from '../../src/protocol/malformed.ts';
import { groupOf, sealedHeader } from '../../src/protocol/sealed.ts';
import { newDweller, value, vouches } from '../e2ee/rig/dweller.ts';
import { commitWire, lineWire, welcomeWire } from '../rig/mls.ts';

const room = Buffer.alloc(16, 7);
const label = Buffer.from('3 of device 5');

test('room, generation, epoch and label of what e2ee seals are read without opening it', async () => {
  const [ana, bob] = [newDweller('ana'), newDweller('bob')];
  const alone = await newRoom(groupOf(room, 258), (await ana.offer()).own, vouches);
  const { offer } = await bob.offer();
  const planned = value(await plan(alone, { add: [offer] }, label));
  const sealed = await seal(planned.next, Buffer.alloc(100_000), label);

  const place = { room, gen: 258, label };
  assert.deepEqual(plain(planned.wire), { ...place, kind: 'commit', epoch: 0 });
  assert.deepEqual(plain(sealed.wire), { ...place, kind: 'line', epoch: 1 });
});

const plain = (wire: Uint8Array) => {
  const { room: of, label: about, ...rest } = sealedHeader(wire);
  return { ...rest, room: Buffer.from(of), label: Buffer.from(about) };
};

const place = { room, gen: 1, epoch: 3 };
const whole = lineWire(place);

test('what was cut off, or has something behind it, is no sealed message', () => {
  for (let end = 0; end < whole.length; end += 1) refuses(whole.subarray(0, end));
  refuses(Buffer.concat([whole, Buffer.of(0)]));
});

test('other versions, open messages, proposals, Welcomes and other groups are refused', () => {
  const changed = (at: number, byte: number): Buffer => {
    const bytes = Buffer.from(whole);
    bytes[at] = byte;
    return bytes;
  };
  refuses(changed(1, 2));
  for (const wireFormat of [0, 1, 3, 4, 5]) refuses(changed(3, wireFormat));
  const kindAt = 4 + 1 + 20 + 8;
  for (const kind of [0, 2, 4, 255]) refuses(changed(kindAt, kind));
  refuses(changed(4, 19));
  refuses(welcomeWire());
});

test('an epoch past what can be counted and a length in a longer form are refused', () => {
  const far = Buffer.from(whole);
  far.writeBigUInt64BE(2n ** 53n, 4 + 1 + 20);
  refuses(far);
  refuses(Buffer.concat([whole.subarray(0, 4), Buffer.of(0x40, 20), whole.subarray(5)]));
});

test('any bytes are read or refused, and never more than they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(whole.length - 1), (junk, at) => {
      for (const wire of [junk, Buffer.concat([whole.subarray(0, at), junk])]) {
        try {
          assert.ok(sealedHeader(wire).label.length <= wire.length);
        } catch (failure) {
          assert.ok(failure instanceof Malformed, String(failure));
        }
      }
    }),
  );
});

test('a commit and a line differ by their kind alone', () => {
  assert.deepEqual({ ...plain(commitWire(place)), kind: 'line' }, plain(whole));
});

const refuses = (wire: Uint8Array): void => assert.throws(() => sealedHeader(wire), Malformed);
