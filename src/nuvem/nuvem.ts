import type { Lifetime } from '../base/lifetime.ts';
import type { FileLine } from '../protocol/file-line.ts';
import type { Line } from '../protocol/line.ts';
import type { Shelf } from '../store/shelf.ts';
import { newActivity } from './activity.ts';
import { newAllowances } from './allowances.ts';
import { newAppender } from './appender.ts';
import { newCommits } from './commits.ts';
import { newDeviceKeys } from './device-keys.ts';
import { drain } from './drain.ts';
import type { Ground } from './fanout.ts';
import { newFileTokens } from './file-tokens.ts';
import { newFileServing } from './files/serving.ts';
import type { World } from './handler.ts';
import { newHub } from './hub.ts';
import { newLines } from './lines.ts';
import { newMarks } from './marks.ts';
import { newPresence } from './presence.ts';
import { newReceipts } from './receipts.ts';
import { serveLine } from './serve.ts';
import { newSlowMode } from './slow-mode.ts';
import { goOn } from './stays.ts';
import { startSweeping } from './sweep.ts';
import { newThrottle } from './throttle.ts';
import { noTransfers } from './transfers.ts';

/** What a nuvem is made of; clocks and chance come from outside, so that tests bring their own. */
export type Made = MadeOf & {
  /** Where the bytes of files lie; without one there are none. */
  readonly shelf?: Shelf | undefined;
};

type MadeOf = Pick<
  World,
  | 'settings'
  | 'store'
  | 'accounts'
  | 'log'
  | 'now'
  | 'uptime'
  | 'later'
  | 'random'
  | 'keys'
  | 'former'
  | 'stop'
  | 'reload'
>;

export interface Nuvem {
  readonly world: World;
  readonly serve: (line: Line, as: { readonly owner: boolean }) => void;
  readonly serveFile: (line: FileLine) => void;
  /** Says goodbye to everybody, finishes what is in flight, closes all lines; five seconds at most. */
  readonly drain: () => Promise<void>;
}

const beatEvery = 500;

/** The core, put together. Everything that runs by itself ends with `life`. */
export function newNuvem(made: Made, life: Lifetime): Nuvem {
  const world = newWorld(made);
  startBeating(world, life);
  startSweeping(world, life);
  world.activity('start', { name: made.settings.name });
  return {
    world,
    serve: (line, as) => serveLine(world, line, as),
    serveFile: world.transfers.serve,
    drain: () => drain(world),
  };
}

function newWorld({ shelf, ...made }: Made): World {
  const { store, settings, log, now, later } = made;
  const failed = (what: string, failure: unknown): void =>
    log('warn', what, { why: String(failure) });
  const { outgoing } = settings;
  const common = { ...made, outgoing, failed };
  const isBlocked = (one: string, other: string): boolean => presence.isBlocked(one, other);
  const receipts = newReceipts({ ...common, isBlocked, upTo: settings.receiptsUpTo });
  const gone: Ground['gone'] = (...left) => goOn(world, ...left);
  const ground = { outgoing, later, failed, gone, read: store.read, onEntry: receipts.wrote };
  const hub = newHub(ground, settings.sessions, (session) => presence.touch(session));
  const presence = newPresence({ ...common, hub, upTo: settings.presenceUpTo });
  const fileTokens = newFileTokens(made.random, made.uptime);
  let sessions = 0;

  const world: World = {
    ...made,
    hub,
    receipts,
    presence,
    appender: newAppender({ store, hub, log, now }),
    marks: newMarks({ store, failed }),
    lines: newLines(),
    allowances: newAllowances(settings),
    deviceKeys: newDeviceKeys(store),
    throttle: newThrottle(settings, made.uptime),
    slowMode: newSlowMode(made.uptime),
    commits: newCommits(settings, made.uptime),
    nextSession: () => (sessions += 1),
    activity: newActivity({ ...common, store }),
    fileTokens,
    transfers: shelf ? newFileServing({ ...made, hub, fileTokens }, shelf) : noTransfers,
  };
  return world;
}

/** Twice a second: what is due is written, and who is silent is sent away. */
function startBeating(world: World, life: Lifetime): void {
  const beat = (): void => {
    void world.marks.flush();
    const now = world.uptime();
    for (const line of world.lines) line.beat(now);
    cancel = world.later(beatEvery, beat);
  };
  let cancel = world.later(beatEvery, beat);
  life.onEnd(() => cancel());
}
