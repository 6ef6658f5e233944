import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import type { Clock } from '../../../src/base/clock.ts';
import { noise } from '../../rig/noise.ts';

/**
 * Who decides what happens next. Whatever waits for the world (bytes on their way, a disk, an answer) is an act, and the
 * seed picks one act after the other, or lets time pass: the same seed makes the same life.
 */
export interface Fate extends Chance {
  readonly clock: Clock;
  /** Somebody whose acts and timers end together: a process, a connection. */
  readonly actor: (name: string) => Actor;
  /** Does one act, and lets everything follow that follows from it. False when nothing is to come. */
  readonly step: () => Promise<boolean>;
  /** Time passes in which nobody did anything: what was due meanwhile is late. */
  readonly sleep: (ms: number) => void;
  /** From now on time passes only when nobody has anything to do. */
  readonly calm: () => void;
  readonly waiting: () => readonly string[];
  /** What happened so far, in a few bytes. */
  readonly digest: () => string;
  /** The last things that happened, for who looks for a fault. */
  readonly past: () => readonly string[];
  readonly note: (what: string) => void;
}

export interface Chance {
  readonly below: (bound: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** So often among a hundred. */
  readonly odds: (percent: number) => boolean;
  /** Bytes that decide nothing but that are the same in every run. */
  readonly bytes: (size: number) => Buffer;
}

export interface Actor extends Clock {
  readonly act: (what: string, run: () => unknown, may?: () => boolean) => void;
  readonly over: () => boolean;
  /** None of what it had before it happens any more. */
  readonly end: () => void;
  /** What it is about to do. */
  readonly waiting: () => readonly string[];
}

interface Act {
  readonly what: string;
  readonly actor: object;
  readonly run: () => unknown;
  readonly may: () => boolean;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly actor: object;
  readonly run: () => unknown;
}

/** So many turns of the event loop until what follows from an act has followed. */
const turns = 4;
const remembered = 4000;

export function newFate(seed: number): Fate {
  const below = noise(seed);
  const chance = chanceOf(below);
  const start = 1_760_000_000_000;
  const trace = createHash('sha256');
  const past: string[] = [];
  let acts: Act[] = [];
  let dues: Due[] = [];
  let [passed, order, isCalm] = [0, 0, false];

  const now = (): number => start + passed;
  const uptime = (): number => passed;

  function note(what: string): void {
    trace.update(`${what}\n`);
    past.push(`${passed} ${what}`);
    if (past.length > 2 * remembered) past.splice(0, remembered);
  }

  function wait(of: object, ms: number, run: () => unknown): () => void {
    order += 1;
    const due = { at: passed + Math.ceil(ms), order, actor: of, run };
    dues.push(due);
    return () => void (dues = dues.filter((each) => each !== due));
  }

  function nextAct(): (() => unknown) | undefined {
    const able = acts.filter(({ may }) => may());
    if (able.length === 0) return undefined;
    if (!isCalm && dues.length > 0 && chance.odds(2)) return undefined;
    const next = chance.pick(able);
    acts = acts.filter((each) => each !== next);
    note(next.what);
    return next.run;
  }

  function nextDue(): (() => unknown) | undefined {
    const [first, ...rest] = dues;
    if (!first) return undefined;
    const next = rest.reduce((best, each) => (isBefore(each, best) ? each : best), first);
    dues = dues.filter((each) => each !== next);
    passed = Math.max(passed, next.at);
    return next.run;
  }

  function actor(name: string): Actor {
    const me = {};
    let over = false;
    return {
      now,
      uptime,
      later: (ms, run) => (over ? () => {} : wait(me, ms, run)),
      act(what, run, may = () => true) {
        if (!over) acts.push({ what: `${name} ${what}`, actor: me, run, may });
      },
      over: () => over,
      end() {
        over = true;
        acts = acts.filter((each) => each.actor !== me);
        dues = dues.filter((each) => each.actor !== me);
      },
      waiting: () => acts.filter((each) => each.actor === me).map(({ what }) => what),
    };
  }

  return {
    ...chance,
    clock: { now, uptime, later: (ms, run) => wait({}, ms, run) },
    actor,
    async step() {
      const next = nextAct() ?? nextDue();
      if (!next) return false;
      await next();
      for (let turn = 0; turn < turns; turn += 1) await setImmediate();
      return true;
    },
    sleep: (ms) => void (passed += ms),
    calm: () => void (isCalm = true),
    waiting: () => acts.map(({ what }) => what),
    digest: () => trace.copy().digest('hex').slice(0, 16),
    past: () => past,
    note,
  };
}

const isBefore = (one: Due, other: Due): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

const chanceOf = (below: Chance['below']): Chance => ({
  below,
  pick: (list) => list[below(list.length)]!,
  odds: (percent) => below(100) < percent,
  bytes: (size) => Buffer.from(Array.from({ length: size }, () => below(256))),
});
