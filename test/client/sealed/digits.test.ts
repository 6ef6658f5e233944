import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Account } from '../../../src/client/account.ts';
import { pairOf } from '../../../src/client/keys.ts';
import { start } from '../../../src/client/start.ts';
import type { Effect, Event, State } from '../../../src/client/state.ts';
import { update } from '../../../src/client/update.ts';
import type { FromNuvem, Message } from '../../../src/protocol/messages.ts';
import { account, greeting, nothing, of, welcome } from '../../rig/bare-client.ts';

const secretOf = (seed: number): string => Buffer.alloc(32, seed).toString('hex');
const keyOf = (seed: number): Uint8Array => pairOf(Buffer.from(secretOf(seed), 'hex')).public;
const nonce = (n: number): string => String(n).padStart(32, '0');

/** A device of ana's without a world; 7 was there first, 8 is new. */
function device(
  number: number,
  { key: seed = number, shows = keyOf }: { key?: number; shows?: (id: number) => Uint8Array } = {},
) {
  const own: Account = {
    ...account,
    device: number,
    deviceSecret: secretOf(seed),
    identity: '11'.repeat(32),
  };
  const ports = { agent: 'test', seals: true, wary: true };
  let { state }: { state: State } = start(nothing, own, ports);
  let now = 0;
  const happen = (event: Event): readonly Effect[] => {
    const [after, effects] = update(state, event, { now, wall: now, chance: 0.5 });
    state = after;
    return effects;
  };
  const hear = (...messages: readonly Message<FromNuvem>[]): readonly Effect[] =>
    happen({ type: 'received', n: state.link.n, messages });
  happen({ type: 'opened' });
  const { n } = state.link;
  happen({ type: 'dialled', n, nuvem: account.nuvem, nonce: new Uint8Array(32) });
  hear(greeting(1));
  hear({ ...welcome(2), device: number });
  happen({ type: 'kept', n });
  const up = hear({ type: 'synced', re: 3 });
  const listing = of(up, 'send').find(({ message }) => message.type === 'devices')?.message;
  const re = listing && 're' in listing ? (listing.re ?? 0) : 0;
  hear({ type: 'devices-are', re, identity: new Uint8Array(32), devices: [7, 8].map(listed) });
  function listed(id: number) {
    const key = shows(id);
    const cert = Buffer.alloc(64);
    const times = { created: id, seen: 9 };
    return {
      id,
      label: `d${id}`,
      key,
      cert,
      ...times,
      revoked: false,
      online: true,
      young: id === 8,
    };
  }
  return {
    wait: (ms: number) => void (now += ms),
    /** What it says to the other device when that happens. */
    happen,
    hears: (from: number, body: Uint8Array) => hear({ type: 'device-says', device: from, body }),
    confirm: (ask: number, id: string, digits?: string) =>
      happen({
        type: 'ask',
        n: ask,
        ask: { kind: 'confirm', id, device: 8, ...(digits === undefined ? {} : { digits }) },
      }),
  };
}

type Device = ReturnType<typeof device>;

const saidIn = (effects: readonly Effect[]): Uint8Array[] =>
  of(effects, 'send').flatMap(({ message }) =>
    message.type === 'device-say' ? [message.body] : [],
  );

const digitsIn = (effects: readonly Effect[]): string[] =>
  of(effects, 'tell').flatMap(({ event }) => (event.event === 'digits' ? [event.digits] : []));

const refusedIn = (effects: readonly Effect[]): unknown[] =>
  of(effects, 'refuse').map(({ error }) => error.reason);

/** What the new device shows at the end of a run that the nuvem passes on word by word. */
function shown(first: Device, fresh: Device, n: number, between = (body: Uint8Array) => body) {
  const [bound = new Uint8Array()] = saidIn(first.confirm(n, nonce(n)));
  const asks = fresh.hears(7, between(bound));
  if (of(asks, 'nonce').length === 0) return undefined;
  const [theirs = new Uint8Array()] = saidIn(
    fresh.happen({ type: 'chance', bytes: Buffer.alloc(16, n) }),
  );
  const [opened = new Uint8Array()] = saidIn(first.hears(8, theirs));
  const [digits] = digitsIn(fresh.hears(7, opened));
  return digits;
}

test('both devices make the same six digits, other ones each time', () => {
  const [first, fresh] = [device(7), device(8)];

  const one = shown(first, fresh, 1) ?? '';
  const other = shown(first, fresh, 2) ?? '';
  const old = refusedIn(first.confirm(3, nonce(3), one));
  const again = shown(first, fresh, 4) ?? '';
  const right = refusedIn(first.confirm(5, nonce(5), again));

  assert.match(one, /^\d{6}$/);
  assert.notEqual(one, other);
  assert.deepEqual(old, [['digits-wrong', 8]]);
  assert.deepEqual(right, []);
});

test('a nuvem that stands between the two with a key of its own makes the digits differ', () => {
  const own = 66;
  const seesOwn = (id: number): Uint8Array => keyOf(id === 8 ? own : id);
  const first = device(7, { shows: seesOwn });
  const fresh = device(8);

  const read = shown(device(7, { key: own }), fresh, 1) ?? '';
  const meant = shown(first, device(8, { key: own }), 1) ?? '';
  const typed = refusedIn(first.confirm(2, nonce(2), read));

  assert.match(`${read} ${meant}`, /^\d{6} \d{6}$/);
  assert.deepEqual(typed, [['digits-wrong', 8]]);
});

test('a nuvem that puts a key of its own into the place of another is shown nothing', () => {
  const [first, fresh] = [device(7), device(8)];
  const withOwn = (body: Uint8Array): Uint8Array =>
    Buffer.concat([body.subarray(0, 1), keyOf(66), body.subarray(33)]);

  assert.equal(shown(first, fresh, 1, withOwn), undefined);
});

test('who says another nonce than it was bound to is shown no digits', () => {
  const [first, fresh] = [device(7), device(8)];
  const [bound = new Uint8Array()] = saidIn(first.confirm(1, nonce(1)));
  fresh.hears(7, bound);
  fresh.happen({ type: 'chance', bytes: Buffer.alloc(16, 1) });

  const told = fresh.hears(7, Buffer.concat([Buffer.from([3]), Buffer.alloc(16, 5)]));

  assert.deepEqual(digitsIn(told), []);
});

test('digits are shown only so often within a time, so that nobody looks for a match', () => {
  const [first, fresh] = [device(7), device(8)];

  const all = [1, 2, 3, 4, 5, 6, 7].map((n) => shown(first, fresh, n) !== undefined);
  fresh.wait(10 * 60_000);
  const later = shown(first, fresh, 8) !== undefined;

  assert.deepEqual(all, [true, true, true, true, true, false, false]);
  assert.equal(later, true);
});

test('what is no part of the comparison is heard by nobody', () => {
  const fresh = device(8);

  for (const body of [[1], [2, 3], [3], [4, 4, 4], Array.from({ length: 256 }, () => 1)])
    assert.deepEqual(saidIn(fresh.hears(7, Buffer.from(body))), []);
});
