import assert from 'node:assert/strict';

import { openSqlite } from '../../src/base/sqlite.ts';
import type { Account } from '../../src/client/account.ts';
import type { Kept, Write } from '../../src/client/db-port.ts';
import { newBodies } from '../../src/client/db/body.ts';
import { find, lines, load, lost, same } from '../../src/client/db/queries.ts';
import { schema } from '../../src/client/db/schema.ts';
import { commit } from '../../src/client/db/writes.ts';
import type { Question } from '../../src/client/question.ts';
import { contentOf } from '../../src/client/rows.ts';
import { start } from '../../src/client/start.ts';
import type { Effect, Event, State, Timer } from '../../src/client/state.ts';
import { update } from '../../src/client/update.ts';
import type { FromNuvem, Message } from '../../src/protocol/messages.ts';
import { bodyOf } from './nuvem.ts';

const account: Account = {
  name: 'ana',
  nuvem: 'sha256:x',
  addresses: ['here'],
  user: 1,
  device: 1,
  deviceSecret: '',
  ticket: '',
  storageKey: '',
  identity: '',
};
const roomKey = 'ab'.repeat(16);
const room = Buffer.from(roomKey, 'hex');

interface Logged {
  readonly seq: number;
  readonly mine: boolean;
  readonly no: number;
  readonly at: number;
  readonly body: Uint8Array;
  readonly text: string;
}

export type Move =
  | 'type'
  | 'commit'
  | 'commit-fails'
  | 'work'
  | 'receive'
  | 'say'
  | 'answer'
  | 'dial'
  | 'dial-fails'
  | 'kept'
  | 'tick'
  | 'cut'
  | 'boot'
  | 'disk-full'
  | 'read-only'
  | 'fine'
  | 'restore';

/** A client's whole life against a small model of the nuvem, every move of it chosen from outside. */
export interface Life {
  readonly step: (chance: number) => void;
  /** These moves, one after the other. */
  readonly go: (...moves: readonly Move[]) => void;
  /** From now on nothing fails, until nothing is left to do. */
  readonly settle: () => void;
  readonly resend: () => void;
  readonly log: () => readonly Logged[];
  readonly typed: () => readonly string[];
  readonly failed: () => readonly string[];
  readonly told: () => readonly string[];
  readonly archive: () => readonly (readonly [number, string])[];
  readonly waiting: () => readonly string[];
}

export function newLife({ restores = false } = {}): Life {
  const db = openSqlite(':memory:');
  db.exec(schema.current);
  const bodies = newBodies(Buffer.alloc(32), (size) => Buffer.alloc(size, 3));
  const nuvem = newModel();
  const typed: string[] = [];
  const failed: string[] = [];
  const told: string[] = [];
  let now = 0;
  let asks = 0;
  let state: State;
  let pendingCommit: readonly Write[] | undefined;
  let questions: Question[] = [];
  let keeping: number | undefined;
  let timers = new Map<Timer, number>();
  let dialling: number | undefined;
  const texts = new Map<string, string>();
  /** Asks whose writers still wait: what they wrote is promised to nobody. */
  const unanswered = new Set<number>();

  const happening: Event[] = [];
  function happen(event: Event): void {
    happening.push(event);
    if (happening.length > 1) return;
    for (; happening.length > 0; happening.shift()) step(happening[0]!);
  }

  function step(event: Event): void {
    const [after, effects] = update(state, event, { now, wall: now, chance: 0.5 });
    state = after;
    for (const effect of effects) perform(effect);
  }

  // What is answered to whom asked changes nothing here.
  // oxlint-disable-next-line complexity
  function perform(effect: Effect): void {
    // oxlint-disable-next-line typescript/switch-exhaustiveness-check
    switch (effect.type) {
      case 'dial':
        nuvem.cut();
        dialling = effect.n;
        break;
      case 'hang-up':
        nuvem.cut();
        dialling = undefined;
        happen({ type: 'ended', n: state.link.n, reason: ['link-closed'] });
        break;
      case 'send':
        rests(effect.message);
        nuvem.send(effect.message);
        break;
      case 'resume':
        nuvem.send({
          type: 'resume',
          re: effect.re,
          device: 1,
          ticket: new Uint8Array(32),
          proof: new Uint8Array(64),
        });
        break;
      case 'commit':
        assert.equal(pendingCommit, undefined, 'one commit at a time');
        pendingCommit = effect.writes;
        break;
      case 'keep':
        keeping = effect.n;
        break;
      case 'timer':
        timers.set(effect.timer, now + effect.ms);
        break;
      case 'stop-timer':
        timers.delete(effect.timer);
        break;
      case 'question':
        questions.push(effect.question);
        break;
      case 'answer':
        unanswered.delete(effect.ask);
        break;
      case 'tell':
        if (effect.event.event === 'line' && effect.event.line.content.kind === 'text')
          told.push(`${processNo} ${effect.event.line.id} ${effect.event.line.seq ?? ''}`);
        if (effect.event.event === 'state' && effect.event.state === 'failed')
          failed.push(texts.get(effect.event.id) ?? '');
        break;
      default:
        break;
    }
  }
  let processNo = 0;

  /** What is said to the nuvem rests on what is on disk. */
  function rests(message: Message): void {
    if (message.type === 'post') {
      const found = db.get('SELECT 1 FROM outbox WHERE room=? AND no=?', [roomKey, message.no]);
      assert.ok(found, 'a post before its commit');
    }
    if (message.type !== 'ack') return;
    const row = db.get<{ cursor: number }>('SELECT cursor FROM marks WHERE room=?', [roomKey]);
    assert.ok((row?.cursor ?? 0) >= (message.marks[0]?.seq ?? 0), 'an ack before its commit');
  }

  function boot(): void {
    processNo += 1;
    pendingCommit = undefined;
    questions = [];
    keeping = undefined;
    timers = new Map();
    dialling = undefined;
    nuvem.cut();
    const begun = start(load(db, bodies), account, { agent: 'test', seals: false });
    if (begun.writes.length > 0) commit(db, bodies, begun.writes);
    state = begun.state;
    happen({ type: 'opened' });
  }

  function finishCommit(fails: boolean): void {
    if (!pendingCommit) return;
    const writes = pendingCommit;
    pendingCommit = undefined;
    if (fails) return happen({ type: 'commit-failed', reason: ['database', 'full', 'client.db'] });
    commit(db, bodies, writes);
    happen({ type: 'committed', outcomes: [] });
  }

  function answerOne(): void {
    const question = questions.shift();
    if (!question) return;
    if (question.ask === 'find')
      happen({ type: 'found', ask: question.n, line: find(db, bodies, question.id) });
    if (question.ask === 'lost') happen({ type: 'lost', lines: lost(db, bodies), ask: question.n });
    if (question.ask === 'same') {
      const { n, oldest, facts } = question;
      const found = same(db, question.room, facts);
      happen({ type: 'compared', n, room: question.room, same: found, at: 0, oldest });
    }
  }

  function dialled(works: boolean): void {
    const n = dialling;
    if (n === undefined) return;
    dialling = undefined;
    if (!works) return happen({ type: 'ended', n, reason: ['silent'] });
    nuvem.open();
    happen({ type: 'dialled', n, nuvem: 'sha256:x', nonce: new Uint8Array(32) });
  }

  function kept(): void {
    const n = keeping;
    keeping = undefined;
    if (n !== undefined) happen({ type: 'kept', n });
  }

  function receive(count: number): void {
    const messages = nuvem.take(count);
    if (messages.length > 0) happen({ type: 'received', n: state.link.n, messages });
  }

  function tick(): void {
    const [next] = [...timers].toSorted((one, other) => one[1] - other[1]);
    if (!next) return;
    now = Math.max(now, next[1]);
    timers.delete(next[0]);
    happen({ type: 'timer', timer: next[0] });
  }

  function type(): void {
    const text = `own ${typed.length + 1}`;
    const id = (typed.length + 1).toString(16).padStart(32, '0');
    asks += 1;
    typed.push(text);
    texts.set(id, text);
    const content = { kind: 'text', text } as const;
    unanswered.add(asks);
    happen({
      type: 'ask',
      n: asks,
      ask: { kind: 'send', id, to: '#lobby', content, wait: 'waiting' },
    });
    // What was typed counts from the moment in which it is on disk: until then its writer waits.
    while (questions.length > 0) answerOne();
    while (pendingCommit) finishCommit(false);
  }

  const moves: Readonly<Record<Move, readonly [number, (chance: number) => void]>> = {
    type: [14, type],
    commit: [22, () => finishCommit(false)],
    'commit-fails': [2, () => finishCommit(true)],
    work: [14, () => nuvem.work(1)],
    receive: [16, (chance) => receive(1 + (chance % 5))],
    say: [8, () => nuvem.say()],
    answer: [6, () => answerOne()],
    dial: [8, () => dialled(true)],
    'dial-fails': [1, () => dialled(false)],
    kept: [6, kept],
    tick: [6, tick],
    cut: [2, () => cut()],
    boot: [2, () => unanswered.size === 0 && boot()],
    'disk-full': [1, () => nuvem.mood('storage')],
    'read-only': [1, () => nuvem.mood('read-only')],
    fine: [3, () => nuvem.mood('fine')],
    restore: [restores ? 2 : 0, (chance) => restore(chance)],
  };
  const total = Object.values(moves).reduce((sum, [weight]) => sum + weight, 0);

  function cut(): void {
    if (!nuvem.isOpen()) return;
    nuvem.cut();
    happen({ type: 'ended', n: state.link.n, reason: ['silent'] });
  }

  function restore(chance: number): void {
    cut();
    nuvem.restore(chance);
  }

  function isIdle(): boolean {
    const here = state.rooms.get(roomKey);
    const done = here?.out.size === 0 && !here.search && here.want === 0;
    // A commit that failed is under way until its timer tries it again.
    const still = !state.flying && questions.length === 0 && nuvem.quiet();
    return done && still && state.link.phase === 'up';
  }

  boot();
  return {
    step(chance) {
      let left = chance % total;
      for (const [weight, move] of Object.values(moves)) {
        if (left < weight) return move(Math.floor(chance / total));
        left -= weight;
      }
    },
    go(...names) {
      for (const name of names) moves[name][1](0);
    },
    settle() {
      nuvem.mood('fine');
      for (let round = 0; round < 3000; round += 1) {
        dialled(true);
        kept();
        nuvem.work(100);
        receive(100);
        answerOne();
        finishCommit(false);
        if (isIdle()) return;
        if (round % 10 === 9) tick();
      }
      assert.fail(`never quiet: ${state.link.phase} ${JSON.stringify(state.rooms.get(roomKey))}`);
    },
    resend() {
      asks += 1;
      happen({ type: 'ask', n: asks, ask: { kind: 'resend', yes: true } });
    },
    log: nuvem.log,
    typed: () => typed,
    failed: () => failed,
    told: () => told,
    archive: () =>
      lines(db, bodies, { room: roomKey, limit: 10_000 })
        .filter((kept_) => isNow(db, kept_))
        .map(({ seq, body }) => [seq, textOf(body)]),
    waiting: () =>
      [...(state.rooms.get(roomKey)?.out.values() ?? [])].map(({ id }) => texts.get(id) ?? ''),
  };
}

function isNow(db: ReturnType<typeof openSqlite>, { id, seq, at }: Kept): boolean {
  return (
    db.get('SELECT 1 AS one FROM lines WHERE id=? AND seq=? AND at=? AND past=0', [id, seq, at]) !==
    undefined
  );
}

function textOf(body: Uint8Array): string {
  const content = contentOf(body);
  return content.kind === 'text' ? content.text : '';
}

type Mood = 'fine' | 'storage' | 'read-only';

/** As much of a nuvem as one device in one channel sees. */
function newModel() {
  let log: Logged[] = [];
  let mark = 0;
  let low = 0;
  let clock = 0;
  let incarnation = 1;
  let mood: Mood = 'fine';
  let isOpen = false;
  let hears = false;
  let inbox: Message[] = [];
  let outbox: Message<FromNuvem>[] = [];
  let others = 0;

  const entry = ({ seq, mine, no, at, body }: Logged) => ({
    seq,
    kind: 0,
    from: mine ? 'ana' : 'bob',
    device: mine ? 1 : 2,
    no,
    at,
    body,
  });

  function append(mine: boolean, no: number, body: Uint8Array, text: string): Logged {
    clock += 1;
    const logged = { seq: log.length + 1, mine, no, at: clock, body, text };
    log.push(logged);
    if (hears) outbox.push({ type: 'message', room, ...entry(logged) });
    return logged;
  }

  function post({ re, no, body }: Message<'post'>): void {
    const refuse = (code: string): void =>
      void outbox.push({ type: 'refused', re, code, text: '' });
    if (no <= mark) return void outbox.push({ type: 'stored', re, no, at: clock });
    if (no > mark + 1) return refuse('gap');
    if (mood !== 'fine') return refuse(mood);
    mark = no;
    const { seq, at } = append(true, no, body, textOf(body));
    outbox.push({ type: 'stored', re, no, at, seq });
  }

  function handle(message: Message): void {
    if (message.type === 'hello')
      outbox.push({
        type: 'greeting',
        re: message.re,
        version: 1,
        name: 'n',
        nonce: new Uint8Array(32),
        features: [],
        registration: 'open',
      });
    if (message.type === 'resume') welcome(message.re);
    if (message.type === 'sync') sync(message);
    if (message.type === 'post') post(message);
    if (message.type === 'fetch') page(message);
    if (message.type === 'ping') outbox.push({ type: 'pong', re: message.re, at: clock });
  }

  function welcome(re: number): void {
    outbox.push({
      type: 'welcome',
      re,
      name: 'ana',
      user: 1,
      device: 1,
      session: 1,
      seats: 1,
      role: 'member',
      incarnation: Buffer.alloc(16, incarnation),
      ticket: new Uint8Array(32),
      at: clock,
      vault: new Uint8Array(),
      version: 1,
      identity: new Uint8Array(32),
    });
  }

  function sync({ re, marks }: Message<'sync'>): void {
    outbox.push({
      type: 'room',
      re,
      room,
      kind: 'channel',
      name: 'lobby',
      role: 'member',
      members: 2,
      head: log.length,
      low,
      joined: 0,
      read: 0,
      mark,
      gen: 0,
      epoch: 0,
      topic: '',
      slow: 0,
      readOnly: false,
      sealed: false,
      request: false,
    });
    outbox.push({ type: 'synced', re });
    hears = true;
    const after = Math.min(Math.max(marks[0]?.seq ?? 0, low), log.length);
    for (const logged of log.slice(after)) outbox.push({ type: 'message', room, ...entry(logged) });
  }

  function page({ re, after = 0, before, limit }: Message<'fetch'>): void {
    const kept = log.filter(({ seq }) => seq > low);
    const found =
      before === undefined
        ? kept.filter(({ seq }) => seq > after).slice(0, limit)
        : kept.filter(({ seq }) => seq < before).slice(-limit);
    const entries = found.map(entry);
    outbox.push({ type: 'page', re, entries, low: (entries[0]?.seq ?? 1) - 1, more: false });
  }

  return {
    log: () => log as readonly Logged[],
    isOpen: () => isOpen,
    quiet: () => inbox.length === 0 && outbox.length === 0,
    open() {
      isOpen = true;
    },
    cut() {
      isOpen = false;
      hears = false;
      inbox = [];
      outbox = [];
    },
    send(message: Message) {
      if (isOpen) inbox.push(message);
    },
    work(count: number) {
      for (const message of inbox.splice(0, count)) handle(message);
    },
    take: (count: number) => outbox.splice(0, count),
    say() {
      others += 1;
      append(false, others, bodyOf(`other ${others}`), `other ${others}`);
    },
    mood(next: Mood) {
      mood = next;
    },
    restore(chance: number) {
      const keep = log.length === 0 ? 0 : Math.max(low, log.length - (chance % 4));
      log = log.slice(0, keep);
      mark = Math.max(0, ...log.filter(({ mine }) => mine).map(({ no }) => no));
      others += 100;
      incarnation += 1;
      clock += 1000;
    },
  };
}
