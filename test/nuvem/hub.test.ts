import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newEar } from '../../src/nuvem/hearing.ts';
import { type Hub, newHub, type Session } from '../../src/nuvem/hub.ts';
import { headSize } from '../../src/protocol/frames.ts';
import { parseMessage } from '../../src/protocol/wire.ts';
import type { Entry, Room } from '../../src/store/rows.ts';

/** A hub over a log whose reads are answered when the test says so. */
interface Stage {
  readonly hub: Hub;
  /** Answers the read that waits with the entries of these seqs, and lets what follows happen. */
  readonly answer: (...seqs: readonly number[]) => Promise<void>;
  readonly reads: readonly number[];
}

test('what is delivered in the turn in which a session becomes live comes once', async () => {
  const { hub, answer } = newStage();
  const [live, late] = [newSession(1), newSession(2)];
  hub.hear(live.session, roomWith(1), 1);
  await answer();
  hub.hear(late.session, roomWith(1), 0);

  hub.deliver(roomWith(2), entry(2));
  await answer(1, 2);
  hub.deliver(roomWith(3), entry(3));
  await turn();

  assert.deepEqual(late.seqs(), [1, 2, 3]);
  assert.deepEqual(live.seqs(), [2, 3]);
});

test('what was said lately comes to who is late as it came to everybody, without the store', async () => {
  const { hub, answer, reads } = newStage();
  const [live, late] = [newSession(1), newSession(2)];
  hub.hear(live.session, roomWith(0), 0);
  await answer();
  for (const seq of [1, 2, 3]) hub.deliver(roomWith(3), entry(seq));

  hub.hear(late.session, roomWith(3), 1);
  hub.deliver(roomWith(4), entry(4));
  await turn();

  assert.deepEqual(late.seqs(), [2, 3, 4]);
  assert.deepEqual(live.seqs(), [1, 2, 3, 4]);
  assert.deepEqual(reads, [0]);
});

test('who is late reads again what was said before a notice, as it may have been removed', async () => {
  const { hub, answer, reads } = newStage();
  const [live, late] = [newSession(1), newSession(2)];
  hub.hear(live.session, roomWith(0), 0);
  await answer();
  hub.deliver(roomWith(2), entry(1));
  hub.deliver(roomWith(2), { ...entry(2), kind: 1 });

  hub.hear(late.session, roomWith(2), 0);
  await answer(1, 2);

  assert.deepEqual(late.seqs(), [1, 2]);
  assert.deepEqual(reads, [0, 0]);
});

test('what the store has and nobody delivered is read when somebody comes who knows of it', async () => {
  const { hub, answer } = newStage();
  const [live, late] = [newSession(1), newSession(2)];
  hub.hear(live.session, roomWith(0), 0);
  await answer();

  hub.hear(late.session, roomWith(2), 0);
  await answer(1, 2);
  await turn();

  assert.deepEqual(late.seqs(), [1, 2]);
  assert.deepEqual(live.seqs(), [1, 2]);
});

test('a room that nobody hears is not read for who asked for it and has everything', async () => {
  const { hub, reads } = newStage();
  const { session, seqs } = newSession(1);
  hub.syncing(session);
  hub.synced(session);
  hub.hear(session, roomWith(2), 2, true);
  hub.deliver(roomWith(3), entry(3));
  await turn();

  assert.deepEqual(seqs(), [3]);
  assert.deepEqual(reads, []);
});

test('what is written in a room that nobody hears, while somebody asks for it, reaches them', async () => {
  const { hub, answer } = newStage();
  const [first, second] = [newSession(1), newSession(2)];
  hub.syncing(first.session);
  hub.syncing(second.session);
  hub.synced(second.session);
  hub.deliver(roomWith(3), entry(3));
  hub.synced(first.session);
  hub.hear(first.session, roomWith(2), 2, true);
  await answer(3);

  assert.deepEqual(first.seqs(), [3]);
});

test('a page that is further than the hub brings everybody there, and once', async () => {
  const { hub, answer } = newStage();
  const [live, late] = [newSession(1), newSession(2)];
  hub.hear(live.session, roomWith(1), 1);
  await answer();
  hub.hear(late.session, roomWith(1), 0);

  await answer(1, 2, 3);
  hub.deliver(roomWith(3), entry(2));
  hub.deliver(roomWith(3), entry(3));
  hub.deliver(roomWith(4), entry(4));
  await turn();

  assert.deepEqual(late.seqs(), [1, 2, 3, 4]);
  assert.deepEqual(live.seqs(), [2, 3, 4]);
});

test('a device that has more than the hub knows of does not get it again', async () => {
  const { hub, answer } = newStage();
  const [live, ahead] = [newSession(1), newSession(2)];
  hub.hear(live.session, roomWith(5), 5);
  await answer();

  hub.hear(ahead.session, roomWith(7), 7);
  await answer(6, 7);
  await answer();
  hub.deliver(roomWith(8), entry(8));
  await turn();

  assert.deepEqual(ahead.seqs(), [8]);
  assert.deepEqual(live.seqs(), [6, 7, 8]);
});

test('the first who hears a room misses nothing that was stored while nobody did', async () => {
  const { hub, answer } = newStage();
  const only = newSession(1);

  hub.hear(only.session, roomWith(5), 5);
  await answer(6);
  await answer();

  assert.deepEqual(only.seqs(), [6]);
});

test('entries that are swept are not waited for', async () => {
  const { hub, answer } = newStage();
  const one = newSession(1);

  hub.hear(one.session, roomWith(9), 0);
  await answer(8, 9);
  await answer();
  hub.deliver(roomWith(10), entry(10));
  await turn();

  assert.deepEqual(one.seqs(), [8, 9, 10]);
});

test('everything is swept, and what comes next is live', async () => {
  const { hub, answer, reads } = newStage();
  const one = newSession(1);

  hub.hear(one.session, roomWith(9), 0);
  await answer();
  hub.deliver(roomWith(10), entry(10));
  await turn();

  assert.deepEqual(one.seqs(), [10]);
  assert.equal(reads.length, 1);
});

test('everybody who is live gets the very same bytes', async () => {
  const { hub, answer } = newStage();
  const sessions = [newSession(1), newSession(2), newSession(3)];
  hub.hear(sessions[0]!.session, roomWith(0), 0);
  await answer();
  for (const { session } of sessions.slice(1)) hub.hear(session, roomWith(0), 0);

  for (const seq of [1, 2, 3]) hub.deliver(roomWith(3), entry(seq));
  await turn();

  const [first, ...rest] = sessions.map(({ got }) => got);
  assert.equal(first!.length, 1);
  for (const got of rest) assert.equal(got[0], first![0]);
});

function newStage(): Stage {
  const reads: number[] = [];
  const waiting: Array<(entries: readonly Entry[]) => void> = [];
  const hub = newHub(
    {
      outgoing: 1024 * 1024,
      read: (_room, after) => {
        reads.push(after);
        return new Promise((resolve) => waiting.push(resolve));
      },
      later: () => () => {},
      failed: (what, failure) => assert.fail(`${what} ${String(failure)}`),
      onEntry() {},
      gone() {},
    },
    3,
    () => {},
  );
  return {
    hub,
    reads,
    async answer(...seqs) {
      const resolve = waiting.shift();
      assert(resolve, 'the hub reads');
      resolve(seqs.map(entry));
      await Promise.resolve();
      await Promise.resolve();
    },
  };
}

interface Listener {
  readonly session: Session;
  readonly got: readonly Buffer[];
  readonly seqs: () => readonly number[];
}

function newSession(id: number): Listener {
  const got: Buffer[] = [];
  const user = {
    id,
    name: `u${id}`,
    role: 'member' as const,
    receiptsOff: false,
  };
  const device = { id, label: 'd' };
  const session: Session = {
    id,
    user,
    device,
    fence: 1,
    blocks: false,
    version: 2,
    since: 0,
    away: false,
    tell() {},
    send: (bytes) => void got.push(bytes),
    refuse() {},
    queued: () => 0,
    end() {},
    ear: newEar(),
  };
  return { session, got, seqs: () => got.flatMap(seqsIn) };
}

function seqsIn(bytes: Buffer): readonly number[] {
  const seqs: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + headSize + bytes.readUInt32BE(at);
    const message = parseMessage(bytes.subarray(at + headSize, end));
    if (message.type === 'message') seqs.push(message.seq);
    at = end;
  }
  return seqs;
}

const entry = (seq: number): Entry => ({
  seq,
  kind: 0,
  from: 'ana',
  device: 1,
  no: seq,
  at: 1,
  body: Buffer.from([seq]),
});

const roomWith = (head: number): Room => ({
  id: 1,
  key: Buffer.alloc(16, 1),
  kind: 'channel',
  name: 'lobby',
  topic: '',
  slow: 0,
  readOnly: false,
  head,
  low: 0,
  gen: 0,
  epoch: 0,
  members: 3,
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
