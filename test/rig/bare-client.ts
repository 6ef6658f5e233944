import type { Account } from '../../src/client/account.ts';
import type { Loaded } from '../../src/client/db-port.ts';
import { start } from '../../src/client/start.ts';
import type { Effect, Event, State } from '../../src/client/state.ts';
import { update } from '../../src/client/update.ts';
import type { FromNuvem, Message } from '../../src/protocol/messages.ts';

export const nuvem = 'sha256:it';
export const account: Account = {
  name: 'ana',
  nuvem,
  addresses: ['one', 'two'],
  user: 1,
  device: 7,
  deviceSecret: '',
  ticket: '00',
  storageKey: '',
  identity: '',
};
export const nothing: Loaded = {
  meta: new Map(),
  rooms: [],
  left: [],
  marks: [],
  waiting: [],
  receipts: [],
  own: [],
  lost: 0,
  sealed: [],
  titles: new Map(),
  verified: [],
};

/** A client without a world: what happens goes in, and what it wants done is looked at. */
export function newClient(loaded = nothing, seals = false) {
  let { state }: { state: State } = start(loaded, account, { agent: 'test', seals });
  let now = 0;
  const happen = (event: Event, chance = 0.5): readonly Effect[] => {
    const [after, effects] = update(state, event, { now, wall: now, chance });
    state = after;
    return effects;
  };
  const hear = (...messages: readonly Message<FromNuvem>[]) =>
    happen({ type: 'received', n: state.link.n, messages });
  const dialled = (key = nuvem) =>
    happen({ type: 'dialled', n: state.link.n, nuvem: key, nonce: new Uint8Array(32) });
  return {
    happen,
    hear,
    dialled,
    wait: (ms: number) => void (now += ms),
    link: () => state.link,
    state: () => state,
    /** Logged in on any connection, up to its `sync`. */
    seated() {
      dialled();
      hear(greeting(state.nextRe - 1));
      hear(welcome(state.nextRe - 1));
      return happen({ type: 'kept', n: state.link.n });
    },
    up() {
      dialled();
      hear(greeting(1));
      hear(welcome(2));
      happen({ type: 'kept', n: state.link.n });
      return hear({ type: 'synced', re: 3 });
    },
  };
}

export const greeting = (re: number): Message<'greeting'> => ({
  type: 'greeting',
  re,
  version: 1,
  name: 'n',
  nonce: new Uint8Array(32),
  features: [],
  registration: 'open',
});
export const welcome = (re: number): Message<'welcome'> => ({
  type: 'welcome',
  re,
  name: 'ana',
  user: 1,
  device: 7,
  session: 1,
  seats: 1,
  role: 'member',
  incarnation: new Uint8Array(16),
  ticket: Buffer.alloc(32, 9),
  at: 1,
  vault: new Uint8Array(),
  version: 1,
  identity: new Uint8Array(32),
});
export const of = <T extends Effect['type']>(effects: readonly Effect[], type: T) =>
  effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
export const said = (effects: readonly Effect[]): string[] =>
  of(effects, 'send').map(({ message }) => message.type);

export const message = (over: Partial<Message<'message'>>): Message<'message'> => ({
  type: 'message',
  room: new Uint8Array(16),
  seq: 1,
  kind: 0,
  from: 'bia',
  device: 9,
  no: 1,
  at: 1,
  body: new Uint8Array(8),
  ...over,
});

export const room = (over: Partial<Message<'room'>>): Message<'room'> => ({
  type: 'room',
  room: new Uint8Array(16),
  kind: 'group',
  name: 'lab',
  role: 'member',
  members: 2,
  head: 0,
  low: 0,
  joined: 0,
  read: 0,
  mark: 0,
  gen: 0,
  epoch: 0,
  topic: '',
  slow: 0,
  readOnly: false,
  sealed: false,
  request: false,
  ...over,
});
