import { encode } from '../protocol/wire.ts';
import { reasonOf } from '../words/reason.ts';
import { changeLock, changePassword } from './change-password.ts';
import { dial, hangUp, say, sayResume } from './connection.ts';
import type { Db, Fact } from './db-port.ts';
import type { Held } from './held.ts';
import { notice } from './notice.ts';
import { type Ask, ClientError, type Stats } from './port.ts';
import type { Ports } from './ports.ts';
import type { Question } from './question.ts';
import type { Effect, Event } from './state.ts';

/** Does what `update` said is to be done. */
export function perform(held: Held, effect: Effect): void {
  const doer = doers[effect.type] as (held: Held, effect: never) => void;
  doer(held, effect as never);
}

type Doers = {
  readonly [T in Effect['type']]: (
    held: Held,
    effect: Extract<Effect, { readonly type: T }>,
  ) => void;
};

const doers: Doers = {
  dial,
  'hang-up': hangUp,
  send: (held, { message }) => say(held, encode(message)),
  resume: sayResume,
  hold: ({ line }, { on }) => (on ? line?.line?.pause() : line?.line?.resume()),
  commit: ({ ports, happen }, { writes }) => {
    ports.db.commit(writes).then(
      (outcomes) => happen({ type: 'committed', outcomes }),
      (failure: unknown) => happen({ type: 'commit-failed', reason: reasonOf(failure) }),
    );
  },
  keep,
  nonce: ({ ports, happen }, { bytes }) => happen({ type: 'chance', bytes: ports.random(bytes) }),
  forget: ({ ports, events }) => {
    ports.keep.forget().catch((failure: unknown) => {
      events.put(notice(reasonOf(failure)));
    });
  },
  timer: ({ timers, ports, happen }, { timer, ms }) => {
    timers.get(timer)?.();
    timers.set(
      timer,
      ports.clock.later(ms, () => {
        timers.delete(timer);
        happen({ type: 'timer', timer });
      }),
    );
  },
  'stop-timer': ({ timers }, { timer }) => {
    timers.get(timer)?.();
    timers.delete(timer);
  },
  tell: ({ events }, { event }) => events.put(event),
  answer: ({ waiting }, { ask, value }) => {
    waiting.get(ask)?.resolve(value as never);
    waiting.delete(ask);
  },
  stats: ({ waiting, through }, { ask, stats }) => {
    const { received, sent } = through;
    const all: Stats = { ...stats, received: { ...received }, sent: { ...sent } };
    waiting.get(ask)?.resolve(all as never);
    waiting.delete(ask);
  },
  refuse: ({ waiting }, { ask, error }) => {
    waiting.get(ask)?.reject(new ClientError(error.code, error.reason, error.refusal));
    waiting.delete(ask);
  },
  question: askDb,
  change,
};

function keep(held: Held, { n, ticket, address }: Extract<Effect, { type: 'keep' }>): void {
  const { ticket: _former, ...rest } = held.account;
  const others = rest.addresses.filter((each) => each !== address);
  const addresses = address === '' ? others : [address, ...others];
  held.account = { ...rest, addresses, ...(ticket === undefined ? {} : { ticket }) };
  held.ports.keep.save(held.account).then(
    () => held.happen({ type: 'kept', n }),
    (failure: unknown) => {
      held.events.put(notice(reasonOf(failure)));
      held.happen({ type: 'kept', n });
    },
  );
}

function askDb(held: Held, { question }: Extract<Effect, { type: 'question' }>): void {
  const { happen, events } = held;
  answerOf(held.ports, question).then(happen, (failure: unknown) => {
    const ask = question.ask === 'same' ? undefined : question.n;
    const waiting = ask === undefined ? undefined : held.waiting.get(ask);
    if (ask !== undefined) held.waiting.delete(ask);
    if (waiting) waiting.reject(new ClientError('local', reasonOf(failure)));
    else events.put(notice(reasonOf(failure)));
  });
}

type Of<A extends Question['ask']> = Extract<Question, { readonly ask: A }>;
type Answerers = {
  readonly [A in Question['ask']]: (db: Db, question: Of<A>) => Promise<Event>;
};

const answerers: Answerers = {
  find: async (db, { n, id }) => ({ type: 'found', ask: n, line: await db.find(id) }),
  lines: async (db, place) => ({ type: 'queried', ask: place.n, lines: await db.lines(place) }),
  unprinted: async (db, wanted) => ({
    type: 'queried',
    ask: wanted.n,
    lines: await db.unprinted(wanted),
  }),
  search: async (db, wanted) => ({
    type: 'searched',
    ask: wanted.n,
    found: await db.search(wanted),
  }),
  drafts: async (db, { n }) => ({ type: 'drafts', ask: n, drafts: await db.drafts() }),
  files: async (db, { n, wanted }) => ({ type: 'filed', ask: n, files: await db.files(wanted) }),
  person: async (db, { n, user }) => ({ type: 'known', ask: n, person: await db.person(user) }),
  'room-code': async (db, { n, room }) => ({
    type: 'coded',
    ask: n,
    code: await db.roomCode(room),
  }),
  lost: async (db, { n }) => ({ type: 'lost', lines: await db.lost(), ask: n }),
  same: async (db, { n, room, facts, oldest }) => ({
    type: 'compared',
    n,
    room,
    oldest,
    ...(await sameIn(db, room, facts)),
  }),
};

function answerOf({ db }: Ports, question: Question): Promise<Event> {
  const answerer = answerers[question.ask] as (db: Db, question: Question) => Promise<Event>;
  return answerer(db, question);
}

/** The link gives way, the account changes on a line of its own, the link comes back. */
function change(held: Held, { ask, wish }: Extract<Effect, { type: 'change' }>): void {
  const { happen, waiting } = held;
  const asked = waiting.get(ask);
  waiting.delete(ask);
  happen({ type: 'suspended' });
  // Whoever is told of it finds the link on its way.
  changed(held, wish)
    .finally(() => happen({ type: 'opened' }))
    .then(
      () => asked?.resolve(undefined as never),
      (failure: unknown) => asked?.reject(clientError(failure)),
    );
}

async function changed(held: Held, wish: Ask<'password' | 'lock'>): Promise<void> {
  const { ports, account, ending } = held;
  held.account = await (wish.kind === 'lock'
    ? changeLock(ports, account, wish, ending.signal)
    : changePassword(ports, account, wish, ending.signal));
  await ports.keep.save(held.account);
}

const clientError = (failure: unknown): ClientError =>
  failure instanceof ClientError ? failure : new ClientError('local', reasonOf(failure));

async function sameIn(db: Db, room: string, facts: readonly Fact[]) {
  const same = await db.same(room, facts);
  return { same, at: facts.find(({ seq }) => seq === same)?.at ?? 0 };
}
