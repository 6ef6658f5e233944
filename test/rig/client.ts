import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Clock, realClock } from '../../src/base/clock.ts';
import { digestOf, type Fingerprint, fingerprintOf } from '../../src/base/fingerprint.ts';
import { type Account, selfOf } from '../../src/client/account.ts';
import type { Db, Write } from '../../src/client/db-port.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { type Entrance, login, register } from '../../src/client/enrol.ts';
import { opaque } from '../../src/client/opaque.ts';
import type { Client, ClientEvent, LineRow } from '../../src/client/port.ts';
import type { Dial, Ports } from '../../src/client/ports.ts';
import { openClient } from '../../src/client/run.ts';
import type { Line } from '../../src/protocol/line.ts';
import { type EasyClock, heldClock } from './clock.ts';
import { memoryLines } from './memory-line.ts';
import { nuvemKey, type Rig } from './nuvem.ts';

export const address = 'nuvem.example:7070';
export const password = 'quatro palavras bem longas';

/** One installation of one person, with files of its own, that reaches a nuvem through lines in memory. */
export interface TestClient extends AsyncDisposable {
  readonly client: Client;
  /** What it told so far. */
  readonly events: readonly ClientEvent[];
  /** The next event that fits, from where the last one was found. Waits for it. */
  readonly until: <E extends ClientEvent['event']>(
    event: E,
    where?: (event: Extract<ClientEvent, { event: E }>) => boolean,
  ) => Promise<Extract<ClientEvent, { event: E }>>;
  readonly say: (
    to: string,
    text: string,
    wait?: 'waiting' | 'stored' | 'delivered' | 'read',
  ) => Promise<LineRow>;
  readonly texts: (room: string) => Promise<readonly string[]>;
  /** The network: cut what is open, refuse or allow what is dialled. */
  readonly cut: () => void;
  readonly network: (on: boolean) => void;
  /**
   * Ends it where it stands, as `kill -9` does, before or after a step is on disk that has such a write; resolves
   * then. `deaf`: it only hears nothing any more.
   */
  readonly dies: (
    how: 'before' | 'after' | 'deaf',
    where: (write: Write) => boolean,
  ) => Promise<void>;
  /** Its disk is slow: the first step that has such a write waits until `go`. */
  readonly holds: (where: (write: Write) => boolean) => Held;
  /** Ends the client, and opens it again on the same files. */
  readonly again: () => Promise<TestClient>;
  /** The same after a log-in with the password: as a new device, when this one was signed off. */
  readonly anew: () => Promise<TestClient>;
  /** Where its files are. */
  readonly folder: string;
  readonly kept: () => Account;
}

interface Held {
  /** There is such a step. */
  readonly met: Promise<void>;
  readonly go: () => void;
}

interface Place {
  readonly rig: () => Rig;
  readonly clock?: Clock | EasyClock;
  readonly folder: string;
  account: Account | undefined;
  readonly seals?: boolean;
  readonly through?: Through;
  readonly wary?: boolean;
}

/** What lies between a client and its nuvem. */
type Through = (line: Line) => Line;

interface Options {
  readonly clock?: Clock | EasyClock;
  readonly enrol?: 'login' | 'register';
  readonly password?: string;
  readonly seals?: boolean;
  readonly through?: Through;
  readonly wary?: boolean;
}

export async function newClient(
  rig: Rig | (() => Rig),
  name: string,
  options: Options = {},
): Promise<TestClient> {
  const folder = await mkdtemp(join(tmpdir(), 'pychat-client-'));
  const place: Place = {
    rig: typeof rig === 'function' ? rig : () => rig,
    folder,
    account: undefined,
    ...(options.clock ? { clock: options.clock } : {}),
    seals: options.seals ?? false,
    ...(options.through ? { through: options.through } : {}),
    wary: options.wary ?? false,
  };
  const net = newNet(place.rig);
  const enrol = options.enrol === 'login' ? login : register;
  const entrance = entranceOf(name, options.password ?? password);
  place.account = await during(place, enrol({ ...enrolPorts, dial: net.dial }, entrance));
  return openIn(place);
}

/** Time that can stand still does, until that is done. */
const during = <T>({ clock }: Pick<Place, 'clock'>, work: Promise<T>): Promise<T> =>
  clock && 'during' in clock ? clock.during(work) : work;

export const entranceOf = (name: string, secret: string): Entrance => ({
  address,
  pins: [],
  first: () => Promise.resolve(true),
  signal: new AbortController().signal,
  name,
  password: secret,
  label: 'test',
});

export const enrolPorts = { opaque, clock: realClock, random: randomBytes, agent: 'test' };
export const nuvem: Fingerprint = fingerprintOf(nuvemKey);

/** Lines in memory, which a test may cut. */
export function newNet(
  rig: () => Rig,
  through: Through = (line) => line,
): {
  dial: Dial;
  cut: () => void;
  network: (on: boolean) => void;
  deaf: () => void;
} {
  const lines = new Set<Line>();
  let up = true;
  return {
    dial: (_address, signal) => {
      if (!up || signal.aborted) return Promise.reject(new Error('Nothing listens there'));
      const [there, end] = memoryLines('192.0.2.7');
      const here = through(end);
      rig().nuvem.serve(there, { owner: false });
      lines.add(here);
      return Promise.resolve({ line: here, key: digestOf(nuvem), vouched: false });
    },
    cut: () => {
      for (const line of lines) line.destroy();
      lines.clear();
    },
    network: (on) => void (up = on),
    deaf: () => {
      for (const line of lines) line.pause();
    },
  };
}

async function openIn(place: Place): Promise<TestClient> {
  const net = newNet(place.rig, place.through);
  const held = heldClock();
  const account = place.account!;
  const ports: Ports = {
    dial: net.dial,
    opaque,
    db: openDb(
      join(place.folder, 'client.db'),
      Buffer.from(account.storageKey, 'hex'),
      randomBytes,
      place.seals === true ? { self: selfOf(account), now: (place.clock ?? realClock).now } : {},
    ),
    keep: {
      save: (kept) => Promise.resolve(void (place.account = kept)),
      forget: () => Promise.resolve(),
    },
    clock: place.clock ?? held,
    random: randomBytes,
    chance: () => 0.01,
    seals: place.seals ?? false,
    wary: place.wary ?? false,
    agent: 'test',
  };
  const { db } = ports;
  const death = newDeath({ ...db, commit: (writes) => during(place, db.commit(writes)) }, net);
  const client = await during(place, openClient({ ...ports, db: death.db }, account));
  const { events, until } = follow(client);
  const close = async (): Promise<void> => {
    await client[Symbol.asyncDispose]();
    held.end();
  };
  return {
    client,
    events,
    until,
    cut: net.cut,
    network: net.network,
    dies: death.dies,
    holds: death.holds,
    kept: () => place.account!,
    folder: place.folder,
    say: (to, text, wait = 'stored') =>
      client.ask({
        kind: 'send',
        id: randomBytes(16).toString('hex'),
        to,
        content: { kind: 'text', text },
        wait,
      }),
    async texts(room) {
      const rows = await client.ask({ kind: 'lines', room, limit: 1000 });
      return rows.flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []));
    },
    async again() {
      await close();
      return openIn(place);
    },
    async anew() {
      await close();
      const known = place.account!;
      const entrance = { ...entranceOf(known.name, password), known };
      place.account = await during(place, login({ ...enrolPorts, dial: net.dial }, entrance));
      return openIn(place);
    },
    async [Symbol.asyncDispose]() {
      await close();
      await rm(place.folder, { recursive: true, force: true });
    },
  };
}

/** A database that answers nothing from a step on, to a client that reaches nobody any more. */
function newDeath(
  db: Db,
  net: ReturnType<typeof newNet>,
): Pick<TestClient, 'dies' | 'holds'> & { db: Db } {
  type Fate = { how: string; where: (write: Write) => boolean; met: () => void };
  let fate: Fate | undefined;
  let dead = false;
  type Hold = { where: (write: Write) => boolean; met: () => void; over: Promise<void> };
  let hold: Hold | undefined;
  const held = async (writes: readonly Write[]): Promise<void> => {
    if (!hold || !writes.some(hold.where)) return;
    const { met, over } = hold;
    hold = undefined;
    met();
    await over;
  };
  const meet = ({ how, met }: Fate): void => {
    fate = undefined;
    if (how === 'deaf') net.deaf();
    else {
      dead = true;
      net.network(false);
      net.cut();
    }
    met();
  };
  const never = new Promise<never>(() => {});
  return {
    dies: (how, where) => new Promise((met) => void (fate = { how, where, met })),
    holds(where) {
      const [met, over] = [newGate(), newGate()];
      hold = { where, met: met.open, over: over.opened };
      return { met: met.opened, go: over.open };
    },
    db: {
      ...db,
      async commit(writes) {
        const due = fate && writes.some(fate.where) ? fate : undefined;
        if (due?.how === 'before') meet(due);
        if (dead) return never;
        await held(writes);
        const outcomes = await db.commit(writes);
        if (due && due.how !== 'before') meet(due);
        return dead ? never : outcomes;
      },
    },
  };
}

function newGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((met) => void (open = met));
  return { opened, open: () => open() };
}

/** Collects what a client tells, and waits for what a test wants to hear. */
export function follow(client: Client): Pick<TestClient, 'events' | 'until'> {
  const events: ClientEvent[] = [];
  const wakers = new Set<() => void>();
  let over = false;
  const wake = (): void => {
    for (const waker of wakers) waker();
    wakers.clear();
  };
  void (async () => {
    for await (const event of client.events()) {
      events.push(event);
      wake();
    }
    over = true;
    wake();
  })();
  let read = 0;
  return {
    events,
    async until(wanted, where = () => true) {
      for (;;) {
        for (; read < events.length; read += 1) {
          const event = events[read]!;
          if (event.event === wanted && where(event as never)) {
            read += 1;
            return event as never;
          }
        }
        if (over) throw new Error(`no ${wanted} in ${JSON.stringify(events)}`);
        await new Promise<void>((woken) => void wakers.add(woken));
      }
    },
  };
}
