import type { FileLine } from '../../protocol/file-line.ts';
import { encodeFileFrame, type FileEnd } from '../../protocol/file-wire.ts';
import type { FileGround } from './ground.ts';
import type { OpenFile } from './open-file.ts';

/** Brings an upload to the disk to stay, and tells so. */
interface Keeper {
  /** Something was written; waits when the disk is far behind. */
  readonly wrote: () => Promise<void>;
  /** Keeps what is left; answers what failed. */
  readonly last: () => Promise<FileEnd | undefined>;
  readonly fail: (why: FileEnd) => void;
}

/** So much is kept at a time: 16 MiB, or what came in so many milliseconds. */
const keepChunks = 64;
const keepMs = 250;

/** In large steps: each is a flush of the disk and a row of the store. A failure stops the upload. */
export function newKeeper(
  { later, log }: FileGround,
  line: FileLine,
  file: OpenFile,
  stop: AbortController,
): Keeper {
  let failure: FileEnd | undefined;
  let keeping: Promise<void> | undefined;
  const behind = (): number => file.written() - file.kept();

  function fail(why: FileEnd): void {
    failure ??= why;
    stop.abort();
  }

  async function keep(): Promise<void> {
    const before = file.kept();
    const failed = await tryToKeep(file, log);
    if (failed) fail(failed);
    keeping = undefined;
    if (file.kept() > before) line.send(encodeFileFrame({ type: 'kept', count: file.kept() }));
  }

  const soon = newSoon(later, () => {
    if (behind() > 0) keeping ??= keep();
  });

  return {
    fail,
    async wrote() {
      soon.due();
      if (behind() >= keepChunks) keeping ??= keep();
      if (behind() >= 2 * keepChunks) await keeping;
    },
    async last() {
      soon.cancel();
      await keeping;
      if (!failure) await keep();
      // The database is full: whoever sends comes again, and goes on from what was kept.
      return behind() > 0 ? (failure ?? 'broken') : failure;
    },
  };
}

async function tryToKeep(file: OpenFile, log: FileGround['log']): Promise<FileEnd | undefined> {
  try {
    const kept = await file.keep();
    return kept.ok || kept.error === 'full' ? undefined : kept.error;
  } catch (bug) {
    log('error', 'file.bug', { at: 'keep', bug: String(bug) });
    return 'broken';
  }
}

/** Something that is due a while after it was first asked for. */
function newSoon(
  later: FileGround['later'],
  run: () => void,
): { readonly due: () => void; readonly cancel: () => void } {
  let cancel: (() => void) | undefined;
  return {
    due() {
      cancel ??= later(keepMs, () => {
        cancel = undefined;
        run();
      });
    },
    cancel: () => cancel?.(),
  };
}
