import { createHash } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';

import { digestOf } from '../../../src/base/fingerprint.ts';
import { newLifetime } from '../../../src/base/lifetime.ts';
import type { Dialled } from '../../../src/client/ports.ts';
import { newNuvem } from '../../../src/nuvem/nuvem.ts';
import { openAccounts } from '../../../src/nuvem/opaque.ts';
import { sha256 } from '../../../src/nuvem/proven.ts';
import { defaults, type Settings } from '../../../src/nuvem/settings.ts';
import { entryKinds, parseCommitEntry } from '../../../src/protocol/entries.ts';
import type { Line } from '../../../src/protocol/line.ts';
import type { Store } from '../../../src/store/port.ts';
import type { Device, Entry, Outcome, Room, User } from '../../../src/store/rows.ts';
import { openEngine, renewIncarnation } from '../../../src/store/sqlite/engine.ts';
import type { Batch, Done } from '../../../src/store/sqlite/engine.ts';
import { storeOver } from '../../../src/store/sqlite/store.ts';
import { nuvem as nuvemPrint } from '../../rig/client.ts';
import { memoryLines } from '../../rig/memory-line.ts';
import { nuvemKey } from '../../rig/nuvem.ts';
import type { Actor, Fate } from './fate.ts';

/** A nuvem that fate rules: the real core over the real store, which may die and come back at any moment. */
export interface Cloud {
  /** Bytes pass on it for as long as they may. */
  readonly dial: (may: () => boolean) => Dialled;
  readonly begin: () => Promise<void>;
  /** It ends where it is: what was on its way to the disk or from there is no more. */
  readonly dies: () => Promise<void>;
  readonly isUp: () => boolean;
  /** Asks the store, past the nuvem. */
  readonly ask: <V extends Verb>(
    verb: V,
    ...args: Parameters<Store[V]>
  ) => Awaited<ReturnType<Store[V]>>;
  /** A new account, or one more device of somebody: its number, with a ticket that is good. */
  readonly enrol: (who: Newcomer) => { readonly user: number; readonly device: number };
  /** Its database, while it is down or between two acts; it is in a file then. */
  readonly copyTo: (copy: string) => void;
  readonly goBackTo: (copy: string) => void;
  /** A ticket of that device is good, as after a log-in. */
  readonly admit: (device: number, ticket: Uint8Array) => void;
  readonly rooms: ReadonlyMap<string, Seen>;
  /** Rooms that were there when it went back. */
  readonly past: ReadonlySet<string>;
  /** What a device began a generation with, in whatever past: digests. */
  readonly begun: ReadonlyMap<string, ReadonlySet<string>>;
  readonly bugs: readonly string[];
  readonly end: () => Promise<void>;
}

type Verb = {
  readonly [K in keyof Store]: Store[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[Exclude<keyof Store, symbol>];

export interface Newcomer {
  readonly name: string;
  readonly identity: Uint8Array;
  readonly key: Uint8Array;
  readonly cert: Uint8Array;
  readonly ticket: Uint8Array;
}

/** What was ever written in a room, and which devices were in it then. */
export interface Seen {
  readonly id: number;
  readonly kind: Room['kind'];
  readonly lines: readonly SeenLine[];
  readonly inside: ReadonlySet<number>;
  readonly commits: number;
}

export interface SeenLine {
  readonly seq: number;
  readonly device: number;
  readonly no: number;
  readonly readers: ReadonlySet<number>;
}

type OpenSeen = { -readonly [K in keyof Seen]: Seen[K] } & { head: number; lines: SeenLine[] };

interface Run {
  readonly actor: Actor;
  readonly serve: (line: Line) => void;
  readonly lines: Set<Line>;
  readonly end: () => Promise<void>;
}

const lots = 100_000_000;
const accounts = openAccounts((_name, make) => Promise.resolve(make()));

export function newCloud(
  fate: Fate,
  settings: Partial<Settings> = {},
  file: string = ':memory:',
): Cloud {
  const place = { file, key: new Uint8Array(32) };
  let engine = openEngine(place, fate.clock.uptime);
  const rooms = new Map<string, OpenSeen>();
  const past = new Set<string>();
  const copies = new Map<string, ReadonlyMap<string, OpenSeen>>();
  const begun = new Map<string, Set<string>>();
  const bugs: string[] = [];
  let [run, runs, links]: [Run | undefined, number, number] = [undefined, 0, 0];

  function ask<V extends Verb>(verb: V, ...args: unknown[]): Awaited<ReturnType<Store[V]>> {
    const done = engine.perform({
      at: fate.clock.now(),
      asks: [[verb, args] as never],
      posts: undefined,
    });
    if ('broken' in done) throw new Error(done.broken);
    const [answer] = done.answers;
    if (!answer || !('value' in answer)) throw new Error(`${verb}: ${JSON.stringify(answer)}`);
    return answer.value as Awaited<ReturnType<Store[V]>>;
  }

  /** The disk of one run: a batch is performed when it is its turn, and answered later. */
  const storeOf = (actor: Actor): Store =>
    storeOver(
      {
        incarnation: engine.incarnation,
        died: new Promise(() => {}),
        perform: (batch) =>
          new Promise((resolve) =>
            actor.act(`writes ${batch.asks.map(([verb]) => verb).join(' ')}`, () => {
              const done = engine.perform(batch);
              look(batch, done);
              actor.act('has written', () => resolve(done));
            }),
          ),
        close: () => Promise.resolve(),
      },
      fate.clock.now,
      actor.later,
    );

  async function begin(): Promise<void> {
    runs += 1;
    const actor = fate.actor(`nuvem ${runs}`);
    const life = newLifetime();
    const nuvem = newNuvem(
      {
        now: actor.now,
        uptime: actor.uptime,
        later: actor.later,
        settings: { ...defaults, ...settings },
        store: storeOf(actor),
        accounts: await accounts,
        log(level, event, fields) {
          if (level === 'error') bugs.push(`${event} ${JSON.stringify(fields)}`);
        },
        random: fate.bytes,
        keys: () => [nuvemKey],
        former: () => [],
        stop() {},
        reload: () => Promise.resolve(),
      },
      life,
    );
    run = {
      actor,
      serve: (line) => nuvem.serve(line, { owner: false }),
      lines: new Set(),
      end: async () => life[Symbol.asyncDispose](),
    };
  }

  /** Rooms are met when they are made, and entries when they are written: later they may be swept. */
  function look({ asks }: Batch, done: Done): void {
    if ('broken' in done) return;
    for (const [n, [verb]] of asks.entries()) {
      const answer = done.answers[n];
      if (verb !== 'openRoom' || !answer || !('value' in answer)) continue;
      const opened = answer.value as Awaited<ReturnType<Store['openRoom']>>;
      if (opened.ok) meet(rooms, opened.value.room);
    }
    for (const seen of rooms.values()) lookOn(seen);
  }

  function lookOn(seen: OpenSeen): void {
    for (const entry of ask('read', seen.id, seen.head, lots, lots)) {
      lookAt(seen, entry);
      const began = entry.kind === entryKinds.commit ? parseCommitEntry(entry.body) : undefined;
      if (began?.epoch !== 0) continue;
      const generation = `${nameOf(seen)} ${began.gen} of ${entry.device}`;
      const digests = begun.get(generation) ?? new Set();
      begun.set(generation, digests.add(createHash('sha256').update(began.body).digest('hex')));
    }
  }

  const nameOf = (seen: OpenSeen): string =>
    [...rooms].find(([, each]) => each === seen)?.[0] ?? '';

  return {
    rooms,
    past,
    begun,
    bugs,
    begin,
    ask,
    isUp: () => run !== undefined,
    enrol(who) {
      const { name, key, cert, identity, ticket } = who;
      const device = { key, cert, label: 'test' };
      const at = fate.clock.now();
      const known = ask('userByName', name);
      const made = known
        ? addedTo(known, ask('addDevice', known.id, device, at))
        : ask('createUser', { name, record: 'none', identity, vault: Buffer.alloc(0), device, at });
      if (!made.ok) throw new Error(made.error);
      const { user, device: its } = made.value;
      ask('beginSession', its.id, sha256(ticket), at);
      return { user: user.id, device: its.id };
    },
    dial(may) {
      const there = run;
      if (!there) throw new Error('Nothing listens there');
      links += 1;
      const link = fate.actor(`link ${links}`);
      const [far, line] = memoryLines('192.0.2.7', {
        part: (bytes) => (fate.odds(80) ? bytes : 1 + fate.below(bytes)),
        turn(what, act) {
          link.act(what, act, may);
        },
      });
      there.lines.add(line);
      there.serve(far);
      return { line, key: digestOf(nuvemPrint), vouched: false };
    },
    async dies() {
      const was = run;
      run = undefined;
      if (!was) return;
      was.actor.end();
      for (const line of was.lines) line.destroy();
      await was.end();
    },
    copyTo(copy) {
      engine.close();
      copyFileSync(file, copy);
      copies.set(
        copy,
        new Map([...rooms].map(([key, seen]) => [key, { ...seen, lines: [...seen.lines] }])),
      );
      engine = openEngine(place, fate.clock.uptime);
    },
    goBackTo(copy) {
      engine.close();
      for (const each of [`${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
      copyFileSync(copy, file);
      renewIncarnation(place);
      engine = openEngine(place, fate.clock.uptime);
      for (const key of rooms.keys()) past.add(key);
      // What was made since is no more, and its number is another room's next.
      rooms.clear();
      for (const [key, seen] of copies.get(copy) ?? [])
        rooms.set(key, { ...seen, lines: [...seen.lines] });
    },
    admit: (device, ticket) => void ask('beginSession', device, sha256(ticket), fate.clock.now()),
    async end() {
      await this.dies();
      engine.close();
    },
  };
}

function meet(rooms: Map<string, OpenSeen>, { key, id, kind }: Room): void {
  const name = Buffer.from(key).toString('hex');
  if (rooms.has(name)) return;
  rooms.set(name, { id, kind, lines: [], inside: new Set(), commits: 0, head: 0 });
}

function lookAt(seen: OpenSeen, { seq, kind, device, no, body }: Entry): void {
  seen.head = seq;
  if (kind === entryKinds.line) seen.lines.push({ seq, device, no, readers: seen.inside });
  if (kind !== entryKinds.commit) return;
  const { epoch, add, remove } = parseCommitEntry(body);
  const before = epoch === 0 ? [device] : [...seen.inside].filter((id) => !remove.includes(id));
  seen.inside = new Set([...before, ...add]);
  seen.commits += 1;
}

const addedTo = (user: User, made: Outcome<Device>): Outcome<{ user: User; device: Device }> =>
  made.ok ? { ok: true, value: { user, device: made.value } } : made;
