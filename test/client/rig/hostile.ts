import { randomBytes } from 'node:crypto';
import { after } from 'node:test';
import { setImmediate as turnOver } from 'node:timers/promises';

import type { ClientEvent, LineRow } from '../../../src/client/port.ts';
import type { Entry, FromClient } from '../../../src/protocol/messages.ts';
import type { TestClient } from '../../rig/client.ts';
import { type TestClock, testClock } from '../../rig/clock.ts';
import { sealing, told } from '../../rig/crew.ts';
import { type Liar, type Lie, newLiar } from '../../rig/liar.ts';
import { newRig, type Rig } from '../../rig/nuvem.ts';

/** People of a nuvem that lies to bob when a test wants it to, and only then. Bob's time stands still. */
export interface Crew extends AsyncDisposable {
  readonly rig: Rig;
  readonly ana: TestClient;
  readonly bob: TestClient;
  readonly eva: TestClient;
  readonly clock: TestClock;
  readonly liar: Liar;
}

/** A sealed group of ana and bob, in which ana has said `antes`, and bob has read it. */
export interface Scene extends Crew {
  readonly to: string;
  /** Of the group, in hex. */
  readonly key: string;
  /** The number of the entry that comes next in its log. */
  readonly first: number;
  /** What bob was warned of since. */
  readonly warnings: () => readonly string[];
}

export async function newCrew(): Promise<Crew> {
  // How much bob says is measured here, so nobody slows him down; his clock stands still, so he pings nobody.
  const rig = await newRig({
    settings: { framesPerSecond: 1e6, framesBurst: 1e6, silence: 600_000 },
  });
  const [liar, clock] = [newLiar(), testClock(Date.now())];
  const [ana, bob, eva] = await Promise.all([
    sealing(rig, 'ana'),
    sealing(rig, 'bob', { through: liar.through, clock }),
    sealing(rig, 'eva'),
  ]);
  return {
    rig,
    ana,
    bob,
    eva,
    clock,
    liar,
    async [Symbol.asyncDispose]() {
      for (const each of [ana, bob, eva, rig]) await each[Symbol.asyncDispose]();
    },
  };
}

type Work = (scene: Scene) => Promise<void>;

/** The tests of a file share their people; each has a group of its own, and a nuvem that is honest before and after. */
export function newScenes(): (work: Work) => () => Promise<void> {
  let opened: Promise<Crew> | undefined;
  let groups = 0;
  after(async () => (await opened)?.[Symbol.asyncDispose]());
  return (work) => async () => {
    opened ??= newCrew();
    const crew = await opened;
    groups += 1;
    const scene = await inGroup(crew, `g${groups}`);
    try {
      await work(scene);
    } finally {
      crew.liar.repent();
    }
  };
}

export async function inGroup(crew: Crew, name: string): Promise<Scene> {
  const { ana, bob } = crew;
  const key = randomBytes(16).toString('hex');
  const to = `+${name}`;
  await ana.client.ask({ kind: 'create', id: key, what: 'group', name, members: ['bob'] });
  await ana.say(to, 'antes');
  await hears(bob, to, 'antes');
  await rests(bob, crew.liar);
  const from = bob.events.length;
  const [line] = await bob.client.ask({ kind: 'lines', room: to, limit: 1 });
  const first = (line?.seq ?? 0) + 1;
  began.set(to, first);
  return { ...crew, to, key, first, warnings: () => warningsIn(bob.events.slice(from)) };
}

/** That text is in that room, or will be. */
export const hears = (who: TestClient, to: string, text: string) =>
  told(who, 'line', ({ line: { room, content } }) => {
    return room === to && content.kind === 'text' && content.text === text;
  });

/** Says it, and has read it in the log: what is said next tells of that. */
export async function says(who: TestClient, to: string, text: string): Promise<void> {
  const { seq } = await who.say(to, text);
  while (
    !(await who.client.ask({ kind: 'lines', room: to, limit: 9 })).some((line) => line.seq === seq)
  );
}

/** Other entries in the place of each one of a room's log, as they come by themselves and in pages. */
export function inLog(key: string, lie: (entry: Entry) => readonly Entry[]): Lie {
  const isIt = (room: Uint8Array | undefined): boolean =>
    room !== undefined && Buffer.from(room).toString('hex') === key;
  return (said, asked) => {
    if (said.type === 'message' && isIt(said.room)) {
      const { type, room, ...entry } = said;
      return lie(entry).map((other) => ({ type, room, ...other }));
    }
    if (said.type === 'page' && asked?.type === 'fetch' && isIt(asked.room))
      return [{ ...said, entries: said.entries.flatMap((entry) => [...lie(entry)]) }];
    return [said];
  };
}

/** What a line shows, in a word or two. */
export function shown({ from, content }: LineRow): string {
  if (content.kind === 'text') return `${from}: ${content.text}`;
  if (content.kind === 'unreadable') return `unreadable ${content.why}`;
  if (content.kind === 'roster') return namesOf(content);
  return content.kind === 'notice' ? `notice ${content.change}` : content.kind;
}

type Roster = Extract<LineRow['content'], { kind: 'roster' }>;

const namesOf = ({ by, added, removed }: Roster): string =>
  [by.user, ...added.map(({ user }) => `+${user}`), ...removed.map(({ user }) => `-${user}`)].join(
    ' ',
  );

const began = new Map<string, number>();

/** What somebody sees in a room since it began. */
export const sees = async (who: TestClient, to: string): Promise<readonly string[]> =>
  (
    await who.client.ask({ kind: 'lines', room: to, after: (began.get(to) ?? 0) - 1, limit: 1000 })
  ).map(shown);

type Warning = Extract<ClientEvent, { event: 'suspicion' | 'key-changed' | 'gap' | 'notice' }>;
const grave: ReadonlySet<string> = new Set(['suspicion', 'key-changed', 'gap', 'notice']);
const isWarning = (event: ClientEvent): event is Warning => grave.has(event.event);

const warningsIn = (events: readonly ClientEvent[]): readonly string[] =>
  events.filter(isWarning).map((event) => {
    if (event.event === 'suspicion') return `${event.suspicion.kind} ${event.from}`.trim();
    if (event.event === 'notice') return event.reason[0];
    return event.event === 'gap' ? `gap ${event.from}-${event.to}` : `key-changed ${event.user}`;
  });

const restful: ReadonlySet<FromClient> = new Set(['ping', 'ack', 'read', 'users'] as FromClient[]);

/** Waits until somebody says no more by themselves, and answers how much they said since; who never rests fails. */
export async function rests({ client }: TestClient, liar: Liar): Promise<number> {
  const said = (): number => liar.asked.filter(({ type }) => !restful.has(type)).length;
  const before = said();
  let last = -1;
  for (let quiet = 0; quiet < 4;) {
    if (said() - before > 2000) throw new Error('It never rests');
    quiet = said() === last ? quiet + 1 : 0;
    last = said();
    await client.ask({ kind: 'users' });
    await client.ask({ kind: 'drafts' });
    await turnOver();
  }
  return said() - before;
}

/** Bob's connection breaks, and he comes back. */
export async function comesBack({ bob }: Crew): Promise<void> {
  bob.cut();
  await bob.until('link', ({ link }) => link.state === 'down');
  await bob.client.ask({ kind: 'retry' });
  await bob.until('link', ({ link }) => link.state === 'up');
}

/** So many seconds pass for bob, who does what is due in each part of them; answers how much he said. */
export async function pass({ bob, clock, liar }: Crew, seconds: number): Promise<number> {
  // Shorter than what makes a link a silent one.
  const part = 5;
  let said = 0;
  for (let n = 0; n < seconds; n += part) {
    clock.advance(part * 1000);
    said += await rests(bob, liar);
  }
  return said;
}
