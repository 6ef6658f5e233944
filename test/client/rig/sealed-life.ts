import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { pairOf } from '../../../src/client/keys.ts';
import type { Answers, Ask, AskKind, LineRow } from '../../../src/client/port.ts';
import { type Citizen, newCitizen, type Person } from './citizen.ts';
import { type Cloud, newCloud } from './cloud.ts';
import { type Fate, newFate } from './fate.ts';
import { compare, compareRestored, type Last } from './sealed-truth.ts';

export interface Wish {
  readonly seed: number;
  readonly people: number;
  /** Of one person, at most. */
  readonly devices: number;
  readonly groups: number;
  readonly steps: number;
  /** All devices are there from the beginning; else more come by and by. */
  readonly full?: boolean;
  /** All devices are there from the start, copies are made of the nuvem's database, and it goes back to them. */
  readonly restores?: boolean;
}

/** People with several devices around a nuvem: what happens to them, and in which order, is decided by the seed. */
export interface Life extends Wish {
  readonly fate: Fate;
  readonly cloud: Cloud;
  readonly all: readonly Citizen[];
  /** Those whose device was not taken from them. */
  readonly here: () => readonly Citizen[];
  readonly run: () => Promise<void>;
  /** From now on nothing fails, until nobody waits for anything; and once more after everybody has said something. */
  readonly settle: () => Promise<void>;
  /** Lost 0, twice 0, and all agree. */
  readonly compare: () => Promise<void>;
  /** The nuvem's database is copied, or becomes what it was; everybody logs in again. */
  readonly copy: () => void;
  readonly goBack: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** A whole life. */
export async function live(wish: Wish): Promise<void> {
  const life = await newLife(wish);
  try {
    await life.run();
    await life.settle();
    await life.compare();
  } finally {
    await life.end();
  }
}

type Deed =
  | 'say'
  | 'whisper'
  | 'found'
  | 'add'
  | 'remove'
  | 'leave'
  | 'role'
  | 'race'
  | 'device'
  | 'revoke'
  | 'cut'
  | 'stall'
  | 'away'
  | 'back'
  | 'crash'
  | 'full'
  | 'sleep'
  | 'nuvem'
  | 'copy'
  | 'restore';

const weights: Readonly<Record<Deed, number>> = {
  say: 30,
  whisper: 12,
  found: 4,
  add: 10,
  remove: 5,
  leave: 2,
  role: 3,
  race: 4,
  device: 4,
  revoke: 2,
  cut: 6,
  stall: 2,
  away: 6,
  back: 8,
  crash: 9,
  full: 2,
  sleep: 3,
  nuvem: 2,
  copy: 0,
  restore: 0,
};
const restoring = { ...weights, found: 0, device: 0, revoke: 0, leave: 0, copy: 3, restore: 3 };

const often = (all: Readonly<Record<Deed, number>>): readonly Deed[] =>
  (Object.keys(all) as Deed[]).flatMap((deed) => Array.from({ length: all[deed] }, () => deed));

const second = 1000;
const hour = 3600 * second;
/** Who waits longer than this, while nothing fails, waits for ever. */
const patience = 20 * 60 * second;
/** More than this does not happen within a few seconds, unless somebody asks without end. */
const mostActs = 100_000;

export async function newLife(wish: Wish): Promise<Life> {
  const fate = newFate(wish.seed);
  const folder = wish.restores ? mkdtempSync(join(tmpdir(), 'pychat-life-')) : undefined;
  const cloud = newCloud(fate, {}, folder && join(folder, 'nuvem.db'));
  const last: Last[] = [];
  let copies = 0;
  await cloud.begin();
  const people: Person[] = Array.from({ length: wish.people }, (_, n) => ({
    name: `p${n}`,
    identity: pairOf(new Uint8Array(fate.bytes(32))),
  }));
  const all: Citizen[] = [];
  const gone = new Set<number>();
  const away = new Set<Citizen>();
  const groups: string[] = [];
  let lines = 0;

  const here = (): Citizen[] => all.filter(({ device }) => !gone.has(device));
  const running = (): Citizen[] => here().filter((each) => each.alive());
  const of = (user: string): Citizen[] => here().filter((each) => each.user === user);
  const names = people.map(({ name }) => name);
  const someOf = (percent: number): string[] => names.filter(() => fate.odds(percent));

  function comes(person: Person): void {
    const citizen = newCitizen(fate, cloud, person);
    all.push(citizen);
    void citizen.boot();
  }

  /** Whatever comes of it: what matters is told in the end. */
  async function ask(who: Citizen, what: Ask): Promise<boolean> {
    fate.note(`${who.user} ${who.device} asks ${JSON.stringify(what)}`);
    try {
      await who.ask(what);
      return true;
    } catch {
      return false;
    }
  }

  async function say(who: Citizen, to: string): Promise<void> {
    lines += 1;
    await sayThis(who, to, `line ${lines} of ${who.user} ${who.device}`);
  }

  async function sayThis(who: Citizen, to: string, text: string): Promise<void> {
    const id = fate.bytes(16).toString('hex');
    const line = { text, taken: false, failed: undefined };
    who.said.set(id, line);
    const content = { kind: 'text', text } as const;
    line.taken = await ask(who, { kind: 'send', id, to, content, wait: 'waiting' });
  }

  /** Somebody of a user whose process runs. */
  const someone = (user: string): Citizen | undefined => {
    const able = of(user).filter((each) => each.alive());
    return able.length > 0 ? fate.pick(able) : undefined;
  };

  const members = (room: string): readonly string[] => {
    const seen = cloud.rooms.get(room);
    return seen ? cloud.ask('members', seen.id, '', 1000).map(({ name }) => name) : [];
  };

  /** Somebody of a group does something there. */
  function inGroup(work: (who: Citizen, room: string, others: readonly string[]) => unknown): void {
    if (groups.length === 0) return;
    const room = fate.pick(groups);
    const inside = members(room);
    const who = inside.length > 0 ? someone(fate.pick(inside)) : undefined;
    if (who) void work(who, room, inside);
  }

  const change = (): void =>
    inGroup((who, room, inside) => {
      const other = fate.pick(names);
      return inside.includes(other)
        ? ask(who, { kind: 'remove', room, member: other })
        : ask(who, { kind: 'add', room, members: [other] });
    });

  const deedsOften = often(wish.restores ? restoring : weights);
  const deeds: Readonly<Record<Deed, () => void | Promise<void>>> = {
    say: () => inGroup((who, room) => say(who, room)),
    whisper() {
      const able = running();
      const who = able.length > 0 ? fate.pick(able) : undefined;
      const other = fate.pick(names);
      if (who && other !== who.user) void say(who, `@${other}`);
    },
    found() {
      const who = groups.length < wish.groups ? someone(fate.pick(names)) : undefined;
      if (!who) return;
      const id = fate.bytes(16).toString('hex');
      groups.push(id);
      const some = someOf(50).filter((name) => name !== who.user);
      const name = `lab${groups.length}`;
      void ask(who, { kind: 'create', id, what: 'group', name, members: some });
    },
    add: () =>
      inGroup((who, room) => ask(who, { kind: 'add', room, members: [who.user, ...someOf(30)] })),
    remove: () =>
      inGroup((who, room, others) => ask(who, { kind: 'remove', room, member: fate.pick(others) })),
    leave: () => inGroup((who, room) => ask(who, { kind: 'leave', room })),
    role: () =>
      inGroup((who, room, others) => {
        const role = fate.pick(['member', 'admin', 'admin', 'owner'] as const);
        return ask(who, { kind: 'role', room, member: fate.pick(others), role });
      }),
    race() {
      change();
      change();
    },
    device() {
      const person = fate.pick(people);
      if (of(person.name).length < wish.devices) comes(person);
    },
    revoke() {
      const user = fate.pick(names);
      const who = someone(user);
      const other = of(user).find((each) => each !== who);
      if (who && other) void revoke(who, other);
    },
    cut: () => fate.pick(all).cut(),
    stall: () => fate.pick(all).stall(),
    away() {
      const who = fate.pick(all);
      away.add(who);
      who.network(false);
    },
    back() {
      for (const who of away) if (fate.odds(50)) back(who);
    },
    crash() {
      const saving = running().filter((each) => each.isSaving());
      const able = fate.odds(60) && saving.length > 0 ? saving : here();
      const who = fate.pick(able);
      who.crash();
      if (fate.odds(70)) void who.boot();
    },
    full: () => fate.pick(all).disk(true),
    copy,
    restore: goBack,
    sleep: () => fate.sleep(fate.pick([5 * second, 60 * second, hour, 6 * hour])),
    async nuvem() {
      if (cloud.isUp()) await cloud.dies();
      if (fate.odds(80)) await cloud.begin();
    },
  };

  function copy(): void {
    copies += 1;
    if (folder) cloud.copyTo(join(folder, `copy ${copies}`));
  }

  async function goBack(): Promise<void> {
    if (!folder || copies === 0) return;
    await cloud.dies();
    // A new ticket that was on its way to a disk gets there.
    while (fate.waiting().some((what) => / (has kept|keeps)$/.test(what))) await fate.step();
    cloud.goBackTo(join(folder, `copy ${1 + fate.below(copies)}`));
    for (const who of all) cloud.admit(who.device, who.ticket());
    await cloud.begin();
  }

  async function revoke(who: Citizen, other: Citizen): Promise<void> {
    if (await ask(who, { kind: 'revoke-device', device: other.device })) gone.add(other.device);
  }

  function back(who: Citizen): void {
    away.delete(who);
    who.network(true);
  }

  async function pass(acts: number): Promise<void> {
    for (let n = 0; n < acts; n += 1) await fate.step();
  }

  async function allReturn(): Promise<void> {
    if (!cloud.isUp()) await cloud.begin();
    for (const who of all) {
      who.disk(false);
      back(who);
      if (who.alive()) continue;
      who.crash();
      void who.boot();
    }
  }

  const isSealed = (kind: string): boolean => kind === 'dm' || kind === 'group';
  const sealed = (): string[] =>
    [...cloud.rooms].flatMap(([room, { kind }]) => (isSealed(kind) ? [room] : []));

  /** All that there ever is is there before the first copy. */
  async function begun(): Promise<void> {
    await pass(200);
    while (groups.length < wish.groups) await deeds.found();
    for (const who of all) void say(who, `@${fate.pick(names)}`);
    await pass(1500);
    copy();
  }

  /** Until nobody waits for anything; whoever never gets what they wait for is told. */
  async function quiet(): Promise<void> {
    const until = fate.clock.uptime() + patience;
    while (fate.clock.uptime() < until) {
      const pause = fate.clock.uptime() + 5 * second;
      for (let acts = 0; fate.clock.uptime() < pause; acts += 1) {
        if (acts > mostActs) throw new Error(`Without end: ${fate.past().slice(-20).join('\n')}`);
        await fate.step();
      }
      if ((await unrest()).length === 0) return;
    }
    throw new Error(`Never at rest: ${(await unrest()).join(', ')}`);
  }

  /** What somebody still waits for. */
  async function unrest(): Promise<readonly string[]> {
    const found: string[] = [];
    for (const who of here()) {
      const waits = who.alive() ? await unrestOf(who) : ['its start'];
      found.push(...waits.map((what) => `${who.user} ${who.device} waits for ${what}`));
    }
    return [...found, ...sealed().flatMap(outside)];
  }

  async function unrestOf(who: Citizen): Promise<readonly string[]> {
    const { state } = await patient(who, { kind: 'link' });
    const isUp = state === 'up' && !who.isStalled();
    const found = [...(isUp ? [] : ['the nuvem']), ...who.open()];
    for (const room of sealed())
      for (const row of await rowsOf(who, room))
        if (row.state === 'waiting') found.push(`a line of ${room}`);
    return found;
  }

  /** Devices that ought to be in a room, or out of it. */
  function outside(room: string): readonly string[] {
    const { id = 0 } = cloud.rooms.get(room) ?? {};
    const [member] = cloud.ask('members', id, '', 1);
    const found = member && cloud.ask('roomDevices', id, member.user, 0, 1000);
    if (!found?.ok || found.value.room.gen === 0) return [];
    return found.value.devices.flatMap(({ device, name, state }) =>
      state === 'in' ? [] : [`${name} ${device} is ${state} in ${room}`],
    );
  }

  /** An answer for which nobody else is needed. */
  async function patient<K extends AskKind>(who: Citizen, what: Ask<K>): Promise<Answers[K]> {
    const progress = { isOver: false };
    const over = (): void => void (progress.isOver = true);
    const asked = who.ask(what);
    asked.then(over, over);
    for (let acts = 0; !progress.isOver; acts += 1) {
      if (acts > mostActs) throw new Error(`${who.user} ${who.device} never answers ${what.kind}`);
      await fate.step();
    }
    return asked;
  }

  const rowsOf = (who: Citizen, room: string): Promise<readonly LineRow[]> =>
    patient(who, { kind: 'lines', room, limit: 1000 }).catch(() => []);

  const first = wish.full === true || wish.restores === true ? wish.devices : 1;
  for (let n = 0; n < first; n += 1) for (const person of people) comes(person);
  await pass(60 * all.length);
  return {
    ...wish,
    fate,
    cloud,
    all,
    here,
    copy,
    goBack,
    async run() {
      await deeds.found();
      if (wish.restores) await begun();
      for (let n = 0; n < wish.steps; n += 1) {
        await pass(fate.below(60));
        const deed = fate.pick(deedsOften);
        fate.note(deed);
        await deeds[deed]();
        for (const who of all) if (fate.odds(20)) who.disk(false);
      }
    },
    async settle() {
      fate.calm();
      // New devices that nobody confirmed are let in when their day is over.
      fate.sleep(25 * hour);
      await allReturn();
      await quiet();
      for (const room of sealed()) {
        const inside = members(room);
        for (const who of here().filter(({ user }) => inside.includes(user))) {
          const text = `the last of ${who.user} ${who.device} in ${room}`;
          last.push({ room, text });
          void sayThis(who, room, text);
        }
      }
      await quiet();
    },
    compare: () =>
      (wish.restores ? compareRestored : compare)({
        cloud,
        all,
        here: here(),
        rows: rowsOf,
        code: (who, room) => patient(who, { kind: 'room-code', room }),
        last,
      }),
    async end() {
      for (const each of all) await each.end();
      await cloud.end();
      if (folder) rmSync(folder, { recursive: true });
    },
  };
}
