import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Loaded } from '../../../src/client/db-port.ts';
import type { Outcome, SealedRow } from '../../../src/client/seal/port.ts';
import { untitled } from '../../../src/client/sealed/title.ts';
import type { Effect } from '../../../src/client/state.ts';
import { encodeCommitEntry, encodeInviteEntry, entryKinds } from '../../../src/protocol/entries.ts';
import type { FromNuvem, Message } from '../../../src/protocol/messages.ts';
import { message, newClient, nothing, of, room } from '../../rig/bare-client.ts';

const key = 'ab'.repeat(16);
const at = Buffer.from(key, 'hex');
const inboxKey = 'cd'.repeat(16);
const inbox = Buffer.from(inboxKey, 'hex');
const welcome = Buffer.alloc(32, 5);
/** Of this device, and of bia's. */
const [own, hers] = [7, 9];

const people = [
  { user: 'ana', device: own },
  { user: 'bia', device: hers },
];
const standing = { since: 0, spent: false, alarm: [], newcomers: [], roster: people };

/** A client that is in generation 1 of a group, and has read as much of it. */
function loaded(cursor: number): Loaded {
  const kept = room({ room: at });
  const row: SealedRow = { room: key, gen: 1, epoch: 1, state: 'in', ...standing };
  return {
    ...nothing,
    meta: new Map([
      ['device', String(own)],
      ['incarnation', '00'.repeat(16)],
    ]),
    rooms: [{ ...kept, key, from: '', draft: false }],
    marks: [
      { room: key, cursor, acked: 0, read: 0 },
      { room: inboxKey, cursor: 0, acked: 0, read: 0 },
    ],
    sealed: [row],
  };
}

function client(kept: Loaded, ...told: readonly Message<'room'>[]) {
  const it = newClient(kept, true);
  it.happen({ type: 'opened' });
  it.seated();
  const sync = it.state().nextRe - 1;
  it.hear(...told.map((each) => ({ ...each, re: sync })), { type: 'synced', re: sync });
  /** Until nothing is left to write; the outcomes are of what is opened, entered or planned there. */
  const write = (effects: readonly Effect[], ...outcomes: readonly Outcome[]): Effect[] => {
    if (!it.state().flying) return [...effects];
    const seals = of(effects, 'commit').some(({ writes }) =>
      writes.some((each) => ['open', 'enter', 'plan'].includes(each.do)),
    );
    const after = it.happen({ type: 'committed', outcomes: seals ? outcomes : [] });
    return [...effects, ...write(after, ...(seals ? [] : outcomes))];
  };
  write([]);
  return {
    ...it,
    write,
    tell: (...said: readonly Message<FromNuvem>[]) => write(it.hear(...said)),
  };
}

const asked = (effects: readonly Effect[]) =>
  of(effects, 'send').flatMap(({ message: each }) => (each.type === 'fetch' ? [each.after] : []));
const said = (effects: readonly Effect[]) =>
  of(effects, 'send').map(({ message: each }) => each.type);

const commitOf = (seq: number, gen: number, add: readonly number[] = [own]) =>
  message({
    room: at,
    seq,
    kind: entryKinds.commit,
    device: hers,
    body: encodeCommitEntry({
      gen,
      epoch: 0,
      add: [...add],
      remove: [],
      body: new Uint8Array(3),
      blob: undefined,
    }),
  });
const invite = (gen: number, seq: number) =>
  message({
    room: inbox,
    seq: 1,
    kind: entryKinds.invite,
    body: encodeInviteEntry({ room: at, gen, seq, blob: welcome }),
  });

test('what follows a commit that was read after its own invitation is taken', () => {
  const ana = client(
    loaded(6),
    room({ room: inbox, kind: 'inbox', name: '', head: 1 }),
    room({ room: at, head: 7, gen: 2, epoch: 1, sealed: true, inside: true }),
  );
  const [get] = of(ana.tell(invite(2, 7)), 'send').slice(-1);
  assert.ok(get?.message.type === 'blob-get');
  const blob = { type: 'blob', re: get.message.re, size: 1, body: new Uint8Array(1) } as const;
  const place = { room: key, seq: 7, gen: 2, epoch: 1, ...standing } as const;
  const title = { title: untitled, untold: false } as const;
  const step = ana.hear(blob, commitOf(7, 2));
  ana.write(step, { of: 'entered', ...place, ...title, identities: [], code: '' });

  const next = ana.hear(message({ room: at, seq: 8, body: Buffer.from('line') }));

  assert.equal(ana.state().rooms.get(key)?.cursor, 8);
  assert.equal(of(next, 'commit').length, 1);
});

test('as many sealed lines are taken at once as are opened in a moment', () => {
  const ana = client(loaded(6), room({ room: at, head: 6, gen: 1, epoch: 1, sealed: true }));
  const line = (seq: number) => message({ room: at, seq, device: hers, body: Buffer.alloc(700) });

  const few = ana.hear(...Array.from({ length: 200 }, (_, n) => line(7 + n)));
  const many = ana.hear(...Array.from({ length: 300 }, (_, n) => line(207 + n)));
  const after = ana.happen({ type: 'committed', outcomes: [] });

  assert.deepEqual(of(few, 'hold'), []);
  assert.deepEqual(of(many, 'hold'), [{ type: 'hold', on: true }]);
  assert.deepEqual(of(after, 'hold'), [{ type: 'hold', on: false }]);
});

test('a log that waits for an invitation goes on when the inbox was read and had none', () => {
  const ana = client(
    { ...loaded(4), sealed: [] },
    room({ room: inbox, kind: 'inbox', name: '', head: 1 }),
    room({ room: at, head: 9, gen: 1, epoch: 3, sealed: true, joined: 3, until: 9 }),
  );
  assert.deepEqual(asked(ana.tell(message({ room: at, seq: 5, body: Buffer.from('line') }))), []);

  const effects = ana.tell(message({ room: inbox, seq: 1, kind: entryKinds.notice }));

  assert.deepEqual(asked(effects), [4]);
});

test('who only reads, and is let in without an invitation, begins the next generation after a while', () => {
  const ana = client(loaded(6), room({ room: at, head: 6, gen: 1, epoch: 1, sealed: true }));
  ana.tell(commitOf(7, 2), message({ room: at, seq: 8, body: Buffer.from('line') }));
  assert.equal(ana.state().rooms.get(key)?.cursor, 6);

  ana.wait(10_000);
  const effects = ana.happen({ type: 'timer', timer: 'tend' });

  assert.deepEqual(said(effects), ['room-devices']);
});

/** Ana was not invited to the second generation, and sends the first commit of the third; answers its number. */
function beginsThird(ana: ReturnType<typeof client>): number {
  ana.tell(commitOf(7, 2));
  ana.wait(10_000);
  ana.happen({ type: 'timer', timer: 'tend' });
  const re = (): number => ana.state().nextRe - 1;
  const waiting = { device: hers, name: 'bia', state: 'waiting', young: false } as const;
  const devices = { devices: [waiting], more: false } as const;
  ana.tell({ type: 'room-devices-are', re: re(), gen: 2, epoch: 1, ...devices });
  const offer = { device: hers, package: new Uint8Array(1) };
  const step = ana.hear({ type: 'keys', re: re(), keys: [offer] });
  const pending = { gen: 3, epoch: 0, no: 1, wire: Buffer.from('wire'), add: [hers], remove: [] };
  const planned = { of: 'planned', room: key, bad: [], identities: [] } as const;
  ana.write(step, { ...planned, ...pending });
  return re();
}

test('who was in an earlier generation, and has begun a later one, reads on to that', () => {
  const ana = client(loaded(6), room({ room: at, head: 6, gen: 1, epoch: 1, sealed: true }));
  const re = beginsThird(ana);
  const stored = { type: 'stored', re, no: 1, at: 1, seq: 9 } as const;

  const read = ana.hear(stored, message({ room: at, seq: 8, body: Buffer.from('line') }));
  const effects = ana.write(read, { of: 'lost', room: key, seq: 7, why: 'newer' });

  assert.deepEqual(asked(effects), [7]);
});

test('who began a later generation while its invitation was on its way reads the earlier one, too', () => {
  const ana = client(
    { ...loaded(6), sealed: [] },
    room({ room: inbox, kind: 'inbox', name: '', head: 0 }),
    room({ room: at, head: 6, gen: 1, epoch: 1, sealed: true }),
  );
  const re = beginsThird(ana);

  const [get] = of(ana.tell(invite(2, 7)), 'send').slice(-1);
  const stored = ana.tell({ type: 'stored', re, no: 1, at: 1, seq: 9 });
  const [ask] = of(stored, 'send').filter((each) => each.message.type === 'fetch');
  assert.ok(ask?.message.type === 'fetch' && get?.message.type === 'blob-get');
  const entries = [commitOf(7, 2), message({ seq: 8, body: Buffer.from('line') })];
  const page = { type: 'page', entries, low: 0, more: false } as const;
  const early = ana.hear({ ...page, re: ask.message.re });
  const blob = { type: 'blob', size: 1, body: new Uint8Array(1) } as const;
  const entered = ana.hear({ ...blob, re: get.message.re });

  const writes = (effects: readonly Effect[]) =>
    of(effects, 'commit').flatMap((each) => each.writes.map((write) => write.do));
  assert.deepEqual(writes(early), []);
  assert.ok(writes(entered).includes('enter'));
});

test('a line behind a number that a commit had, and that nobody knows of any more, moves up', () => {
  const line = { id: 'e1', room: key, no: 2, order: 1, at: 1, seq: 0, why: '' } as const;
  const body = Buffer.from('line');
  const ana = client(
    { ...loaded(6), waiting: [{ ...line, body, state: 'waiting' }] },
    room({ room: at, head: 6, gen: 1, epoch: 1, sealed: true, inside: true, mark: 0 }),
  );

  const [[no] = []] = ana.state().rooms.get(key)?.out ?? [];

  assert.equal(no, 1);
});

test('who begins a generation, also after a restart, takes no earlier one for their own', () => {
  const pending = { gen: 2, epoch: 0, no: 1, wire: Buffer.from('wire'), add: [hers], remove: [] };
  const begun = { ...standing, room: key, gen: 0, epoch: 0, state: 'out', roster: [] } as const;
  const ana = client(
    { ...loaded(6), sealed: [{ ...begun, pending }] },
    room({ room: at, head: 8, gen: 2, epoch: 1, sealed: true, inside: true, mark: 1 }),
  );

  const effects = ana.hear(commitOf(7, 1, []));

  const written = of(effects, 'commit').flatMap(({ writes }) => writes.map((each) => each.do));
  assert.equal(ana.state().rooms.get(key)?.cursor, 7);
  assert.ok(!written.includes('open'));
});
