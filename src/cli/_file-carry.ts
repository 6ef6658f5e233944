import { setTimeout as pause } from 'node:timers/promises';

import { type Client, ClientError, type FileRow } from '../client/port.ts';
import { inWords, type Reason } from '../words/reason.ts';
import { userOf } from './_account.ts';
import { type Looks, newProgress } from './_progress.ts';
import { type Wanted, withClient } from './_session.ts';
import { type FileWatch, isTakenBack, mustBeDone, watchFiles } from './_watch-files.ts';
import { exits, explained, Failure, sentence } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** What commands work with that stay until files are there. */
export interface Carrying {
  readonly terminal: Terminal;
  readonly client: Client;
  readonly watch: FileWatch;
  /** Answers those that are asked for when all are there, and what is then to be waited for has come. */
  readonly all: (
    asking: () => Promise<readonly FileRow[]>,
    wait: string,
    then?: (file: FileRow) => Promise<void>,
  ) => Promise<readonly FileRow[]>;
}

interface Options extends Looks {
  readonly timeout?: number | undefined;
  readonly direct?: boolean | undefined;
}

/** What is on its way: known as soon as it was asked for, as it goes on if this ends before. */
interface Journey {
  /** It may have been asked for. */
  isAsking: boolean;
  readonly under: Map<string, FileRow>;
  /** Of those that are there already. */
  wait: string;
  /** Another process carries them. */
  isElsewhere: boolean;
}

/** Does work during which files move. Whoever ends it early is told how it goes on. */
export async function carrying(
  wanted: Wanted,
  options: Options,
  work: (carry: Carrying) => Promise<void>,
): Promise<void> {
  const { terminal } = wanted;
  const progress = await newProgress(terminal, options);
  const journey: Journey = {
    under: new Map(),
    isAsking: false,
    wait: '',
    isElsewhere: false,
  };
  const files = options.direct === false ? { direct: false } : {};
  try {
    await withClient({ ...wanted, files }, async (client) => {
      journey.isElsewhere = client.me.attached === true;
      using watch = watchFiles(client, progress.show);
      const all: Carrying['all'] = async (asking, wait, then) => {
        Object.assign(journey, { wait, isAsking: true });
        const rows = await asking();
        journey.isAsking = false;
        for (const row of rows) journey.under.set(row.id, row);
        return everyOne(terminal, rows, async (row) => {
          const file = await watch.over(row);
          journey.under.delete(row.id);
          await mustBeThere(watch, file);
          await then?.(file);
          return file;
        });
      };
      const doing = work({ terminal, client, watch, all });
      await inTime(doing, options.timeout, (seconds) => late(wanted, journey, seconds));
    });
  } catch (failure) {
    const isEnded = failure instanceof Failure && failure.exit === exits.interrupted;
    if (!isEnded || !isUnderWay(journey)) throw failure;
    throw new Failure(interrupted(wanted, journey), exits.interrupted);
  }
}

/** What was to be sent may be there no more: then the nuvem is to know that as well. */
async function mustBeThere(watch: FileWatch, file: FileRow): Promise<void> {
  if (isTakenBack(file)) await watch.settled(file);
  mustBeDone(file);
}

/** With several, each that does not arrive is told by its name, and the others are waited for. */
async function everyOne(
  { err, words }: Terminal,
  rows: readonly FileRow[],
  one: (row: FileRow) => Promise<FileRow>,
): Promise<readonly FileRow[]> {
  const [only] = rows;
  if (only && rows.length === 1) return [await one(only)];
  let failed = 0;
  const orTold = async (row: FileRow): Promise<FileRow> => {
    try {
      return await one(row);
    } catch (failure) {
      const known = explained(failure);
      if (!known) throw failure;
      failed += 1;
      err(sentence(`${row.name}: ${inWords(words.reasons, known.reason)}`));
      return row;
    }
  };
  const done = await Promise.all(rows.map(orTold));
  if (failed > 0) throw new Failure(['files-failed', failed, rows.length]);
  return done;
}

async function inTime(
  work: Promise<void>,
  timeout: number | undefined,
  because: (seconds: number) => Reason,
): Promise<void> {
  if (timeout === undefined) return work;
  const done = new AbortController();
  const over = pause(timeout * 1000, undefined, { signal: done.signal }).then(() => {
    throw new ClientError('timeout', because(timeout));
  });
  try {
    await Promise.race([work, over]);
  } finally {
    done.abort();
    over.catch(() => {
      // It was in time.
    });
  }
}

const isUnderWay = ({ isAsking, under }: Journey): boolean => isAsking || under.size > 0;

const interrupted = (wanted: Wanted, journey: Journey): Reason =>
  journey.isElsewhere ? ['files-go-on-there'] : ['files-go-on', resuming(wanted, journey)];

function late(wanted: Wanted, journey: Journey, seconds: number): Reason {
  if (!isUnderWay(journey) && journey.wait !== '') return ['not-reached', journey.wait, seconds];
  if (journey.isElsewhere) return ['files-late-there', seconds];
  return ['files-late', seconds, resuming(wanted, journey)];
}

/** The command that goes on with them. */
function resuming({ command, address }: Wanted, { under }: Journey): string {
  const user = userOf(command);
  const { home } = command.optsWithGlobals<{ home?: string }>();
  const ids = [...under.keys()].map((id) => id.slice(0, 8));
  return [
    'pychat',
    ...(home === undefined ? [] : ['--home', home]),
    'file resume',
    address.replace(/#.*$/, ''),
    ...(user === undefined ? [] : ['--user', user]),
    // Of more than these all are meant: nobody types so many.
    ...(ids.length > mostNamed ? [] : ids),
  ].join(' ');
}

const mostNamed = 4;
