import type { FromClient, Message } from '../protocol/messages.ts';
import type { Kept, KeptRoom, Write } from './db-port.ts';
import type { Moment } from './moment.ts';
import { addName, dropName } from './names.ts';
import type { ClientEvent } from './port.ts';
import type { Bare, Request } from './request.ts';
import type { Batch, Effect, Refused, Room, State, Timer } from './state.ts';

type Open<T> =
  T extends ReadonlyMap<infer K, infer V> ? Map<K, V> : T extends ReadonlySet<infer V> ? Set<V> : T;
type Opened<T> = { -readonly [K in keyof T]: Open<T[K]> };
export type OpenRoom = Opened<Room>;
type OpenBatch = Omit<Opened<Batch>, 'writes' | 'after'> & { writes: Write[]; after: Effect[] };
export type OpenState = Omit<Opened<State>, 'next'> & { next: OpenBatch };

/**
 * One step from a state to the next, while it is taken: the state, which may be written, and what is to be
 * done. A step costs what it changes, however much waits: nothing is copied.
 */
export interface Turn extends Moment {
  readonly state: OpenState;
  readonly room: (key: string) => OpenRoom | undefined;
  readonly add: (room: Room) => OpenRoom;
  readonly drop: (room: Room) => void;
  /** What is kept of the room is this now. */
  readonly become: (room: OpenRoom, kept: KeptRoom) => void;
  readonly setLink: (change: Partial<State['link']>) => void;

  readonly do: (effect: Effect) => void;
  /** Done when all that was written up to now is on disk. */
  readonly after: (effect: Effect) => void;
  readonly write: (write: Write) => void;
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

/** Uses the state up: only the turn may go on with it. */
export function newTurn(before: State, moment: Moment): Turn {
  // The one place where a state may be written: its readers elsewhere keep their promise.
  const state = before as OpenState;
  const effects: Effect[] = [];

  const turn: Turn = {
    ...moment,
    state,
    effects,
    room: (key) => state.rooms.get(key) as OpenRoom | undefined,
    add: (room) => {
      state.rooms.set(room.key, room);
      addName(state.names, room);
      return room as OpenRoom;
    },
    drop: (room) => {
      state.rooms.delete(room.key);
      state.fetching.delete(room.key);
      dropName(state.names, room);
    },
    become: (room, kept) => {
      dropName(state.names, room);
      addName(state.names, Object.assign(room, kept));
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

/** What goes into the commit that grows. */
function growing(
  state: OpenState,
  effects: Effect[],
): Pick<Turn, 'write' | 'after' | 'mark' | 'tell' | 'tellAfter'> {
  return {
    write: (write) => {
      state.next.writes.push(write);
      state.next.bytes += sizeOf(write);
      const echo = echoIn(write);
      if (echo) state.next.echoes.set(echo.id, echo);
    },
    after: (effect) => void state.next.after.push(effect),
    mark: (room) => void state.next.rooms.add(room),
    tell: (event) => void effects.push({ type: 'tell', event }),
    tellAfter: (event) => void state.next.after.push({ type: 'tell', event }),
  };
}

/** What a line takes in memory beside its body, until it is on disk and told. */
const around = 1024;

/** The worker opens a line in the time in which it writes so much, and is to have a step done in a moment. */
const toOpen = 32 * 1024;

const sizeOf = (write: Write): number =>
  around + (write.do === 'open' ? toOpen : 0) + ('line' in write ? write.line.body.length : 0);

const echoIn = (write: Write): Kept | undefined =>
  write.do === 'archive' && write.own ? write.line : undefined;

function wire(turn: () => Turn): Pick<Turn, 'send' | 'request' | 'timer' | 'stopTimer' | 'refuse'> {
  return {
    send: (message) => turn().do({ type: 'send', message }),
    request: (message, request) => {
      const { state } = turn();
      const re = state.nextRe;
      state.nextRe = re === 0xffff_ffff ? 1 : re + 1;
      state.requests.set(re, request);
      turn().do({ type: 'send', message: { ...message, re } as Message<FromClient> });
    },
    timer: (timer, ms) => {
      turn().state.timers.add(timer);
      turn().do({ type: 'timer', timer, ms });
    },
    stopTimer: (timer) => {
      if (turn().state.timers.delete(timer)) turn().do({ type: 'stop-timer', timer });
    },
    refuse: (ask, error) => {
      turn().state.asks.delete(ask);
      turn().do({ type: 'refuse', ask, error });
    },
  };
}
