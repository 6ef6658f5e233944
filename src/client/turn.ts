import type { FromClient, Message } from '../protocol/messages.ts';
import type { KeptMarks, Write } from './db-port.ts';
import type { ClientEvent } from './port.ts';
import type { Bare, Request } from './request.ts';
import type { Effect, Moment, Refused, Room, State, Timer } from './state.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type OpenRoom = Writable<Room>;
type Collection =
  | 'rooms'
  | 'former'
  | 'busy'
  | 'asks'
  | 'waits'
  | 'requests'
  | 'ackRooms'
  | 'readRooms'
  | 'timers';
export type OpenState = Writable<Omit<State, Collection>> & {
  rooms: Map<string, Room>;
  former: Map<string, KeptMarks>;
  busy: Set<string>;
  asks: Map<number, State['asks'] extends ReadonlyMap<number, infer A> ? A : never>;
  waits: Map<string, readonly number[]>;
  requests: Map<number, Request>;
  ackRooms: Set<string>;
  readRooms: Set<string>;
  timers: Set<Timer>;
};

/**
 * One step from a state to the next, while it is taken: a copy that may be written, and what is to be
 * done. The state it began with is never touched; collections are copied when first written to.
 */
export interface Turn extends Moment {
  readonly state: OpenState;
  /** The room, as a copy that belongs to this turn. */
  readonly room: (key: string) => OpenRoom | undefined;
  readonly add: (room: Room) => OpenRoom;
  /** The collection, as a copy that belongs to this turn. */
  readonly own: <K extends Collection>(name: K) => OpenState[K];
  readonly setLink: (change: Partial<State['link']>) => void;

  readonly do: (effect: Effect) => void;
  /** Done when all that was written up to now is on disk. */
  readonly after: (effect: Effect) => void;
  readonly write: (...writes: readonly Write[]) => void;
  /** The marks of that room go with the commit that grows. */
  readonly mark: (room: string) => void;
  readonly tell: (event: ClientEvent) => void;
  readonly tellAfter: (event: ClientEvent) => void;
  readonly send: (message: Message<FromClient>) => void;
  readonly request: (message: Bare, request: Request) => void;
  readonly timer: (timer: Timer, ms: number) => void;
  readonly stopTimer: (timer: Timer) => void;
  readonly refuse: (ask: number, error: Refused) => void;
  readonly effects: Effect[];
}

export function newTurn(before: State, moment: Moment): Turn {
  const state = { ...before } as OpenState;
  const owned = new Set<Collection>();
  const rooms = new Set<string>();
  const effects: Effect[] = [];

  const turn: Turn = {
    ...moment,
    state,
    effects,
    own: (name) => {
      if (!owned.has(name)) {
        owned.add(name);
        const from = before[name];
        const copy = from instanceof Map ? new Map(from) : new Set(from as ReadonlySet<string>);
        Object.assign(state, { [name]: copy });
      }
      return state[name];
    },
    room: (key) => {
      const found = state.rooms.get(key);
      if (!found || rooms.has(key)) return found;
      return turn.add(found);
    },
    add: (room) => {
      const copy: OpenRoom = { ...room };
      rooms.add(room.key);
      turn.own('rooms').set(room.key, copy);
      return copy;
    },
    setLink: (change) => {
      state.link = { ...state.link, ...change };
    },
    do: (effect) => void effects.push(effect),
    ...growing(state, effects),
    ...wire(() => turn),
  };
  return turn;
}

/** What goes into the commit that grows. Its lists are copied once a turn, then grow in place. */
function growing(
  state: OpenState,
  effects: Effect[],
): Pick<Turn, 'write' | 'after' | 'mark' | 'tell' | 'tellAfter'> {
  let mine: { writes: Write[]; after: Effect[]; rooms: Set<string> } | undefined;
  const grow = (): NonNullable<typeof mine> => {
    if (mine) return mine;
    const { next } = state;
    mine = { writes: [...next.writes], after: [...next.after], rooms: new Set(next.rooms) };
    state.next = { ...next, ...mine };
    return mine;
  };
  return {
    write: (...writes) => {
      grow().writes.push(...writes);
      state.next = { ...state.next, bytes: state.next.bytes + sizeOf(writes) };
    },
    after: (effect) => void grow().after.push(effect),
    mark: (room) => void grow().rooms.add(room),
    tell: (event) => void effects.push({ type: 'tell', event }),
    tellAfter: (event) => void grow().after.push({ type: 'tell', event }),
  };
}

const sizeOf = (writes: readonly Write[]): number =>
  writes.reduce((sum, write) => sum + ('line' in write ? write.line.body.length : 0) + 64, 0);

function wire(turn: () => Turn): Pick<Turn, 'send' | 'request' | 'timer' | 'stopTimer' | 'refuse'> {
  return {
    send: (message) => turn().do({ type: 'send', message }),
    request: (message, request) => {
      const { state, own } = turn();
      const re = state.nextRe;
      state.nextRe = re === 0xffff_ffff ? 1 : re + 1;
      own('requests').set(re, request);
      turn().do({ type: 'send', message: { ...message, re } as Message<FromClient> });
    },
    timer: (timer, ms) => {
      turn().own('timers').add(timer);
      turn().do({ type: 'timer', timer, ms });
    },
    stopTimer: (timer) => {
      if (turn().own('timers').delete(timer)) turn().do({ type: 'stop-timer', timer });
    },
    refuse: (ask, error) => {
      turn().own('asks').delete(ask);
      turn().do({ type: 'refuse', ask, error });
    },
  };
}
