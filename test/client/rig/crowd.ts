import { randomBytes } from 'node:crypto';

import type { ClientEvent, LineRow } from '../../../src/client/port.ts';
import { parseCommitEntry } from '../../../src/protocol/entries.ts';
import { newClient, type TestClient } from '../../rig/client.ts';
import { fastClock } from '../../rig/clock.ts';
import { newRig, type Rig } from '../../rig/nuvem.ts';

/** One device of somebody, over all its restarts. */
export interface Dweller {
  readonly user: string;
  readonly device: number;
  it: TestClient;
  /** What its clients told, of all of them. */
  readonly events: ClientEvent[];
  /** Texts of its lines by their ids, and which of them it took: of the others nothing is promised. */
  readonly texts: Map<string, string>;
  readonly taken: Set<string>;
}

/** What became of a room, by the nuvem's own log. */
export interface Truth {
  readonly lines: readonly Told[];
  /** Devices that are in it at the end. */
  readonly inside: ReadonlySet<number>;
}

interface Told {
  readonly seq: number;
  readonly device: number;
  /** Devices that were in the room then. */
  readonly readers: ReadonlySet<number>;
}

/** Real clients around a real nuvem, in one process, with a clock that runs faster than ours. */
export interface Crowd extends AsyncDisposable {
  readonly rig: Rig;
  readonly all: Dweller[];
  readonly of: (user: string) => readonly Dweller[];
  /** Somebody new, or one more device of somebody. */
  readonly comes: (user: string) => Promise<Dweller>;
  readonly restart: (who: Dweller) => Promise<void>;
  readonly say: (who: Dweller, room: string, text: string) => Promise<void>;
  /** Looks again whenever any client tells something, until it is so. */
  readonly until: (what: string, isSo: () => Promise<boolean>) => Promise<void>;
  readonly rows: (who: Dweller, room: string) => Promise<readonly LineRow[]>;
  readonly truth: (room: string) => Promise<Truth>;
}

export async function newCrowd(times: number): Promise<Crowd> {
  const clock = fastClock(times);
  const rig = await newRig({ clock, settings: { commits: 1000, logins: 1000, freeLogins: 1000 } });
  const all: Dweller[] = [];
  const wakers = new Set<() => void>();

  async function comes(user: string): Promise<Dweller> {
    const enrol = all.some((other) => other.user === user) ? 'login' : 'register';
    const it = await newClient(rig, user, { clock, enrol, seals: true });
    const who: Dweller = {
      user,
      device: it.client.me.device,
      it,
      events: [],
      texts: new Map(),
      taken: new Set(),
    };
    all.push(who);
    listen(who);
    return who;
  }

  function listen({ it: { client }, events }: Dweller): void {
    void (async () => {
      for await (const event of client.events()) {
        events.push(event);
        for (const wake of wakers) wake();
        wakers.clear();
      }
    })();
  }

  return {
    rig,
    all,
    comes,
    of: (user) => all.filter((who) => who.user === user),
    async restart(who) {
      who.it = await who.it.again();
      listen(who);
    },
    async say({ it: { client }, texts, taken }, to, text) {
      const id = randomBytes(16).toString('hex');
      const content = { kind: 'text', text } as const;
      texts.set(id, text);
      await client.ask({ kind: 'send', id, to, content, wait: 'waiting' });
      taken.add(id);
    },
    async until(what, isSo) {
      while (!(await withNews(isSo, wakers))) void what;
    },
    rows: ({ it: { client } }, room) => client.ask({ kind: 'lines', room, limit: 1000 }),
    truth: (room) => truthOf(rig, room),
    async [Symbol.asyncDispose]() {
      for (const { it } of all) await it[Symbol.asyncDispose]();
      clock.end();
      await rig[Symbol.asyncDispose]();
    },
  };
}

/** Whether it is so; if not, something has been told since it was looked at. */
async function withNews(isSo: () => Promise<boolean>, wakers: Set<() => void>): Promise<boolean> {
  const news = new Promise<void>((wake) => void wakers.add(wake));
  if (await isSo()) return true;
  await news;
  return false;
}

const lots = 100_000_000;

async function truthOf({ store }: Rig, key: string): Promise<Truth> {
  const room = await store.roomByKey(Buffer.from(key, 'hex'));
  if (!room) throw new Error('No such room');
  const lines: Told[] = [];
  let inside = new Set<number>();
  for (const { seq, kind, device, body } of await store.read(room.id, 0, lots, lots)) {
    if (kind === 0) lines.push({ seq, device, readers: inside });
    if (kind !== 3) continue;
    const { epoch, add, remove } = parseCommitEntry(body);
    const before = epoch === 0 ? [device] : [...inside].filter((id) => !remove.includes(id));
    inside = new Set([...before, ...add]);
  }
  return { lines, inside };
}
