import type { FileRow, FileStore } from '../../store/files.ts';
import type { Shelf } from '../../store/shelf.ts';
import { type OpenFile, openFile, settled } from './open-file.ts';

/** Each file in use is open once, however many connections it has. */
export interface OpenFiles {
  /** Undefined when it is gone. `row` is asked when nobody else can open or close it. */
  readonly use: (
    name: string,
    row: () => Promise<FileRow | undefined>,
  ) => Promise<OpenFile | undefined>;
  /** The last one who leaves it keeps what was written. */
  readonly leave: (name: string) => Promise<void>;
  /** Resolves when nobody has it open. */
  readonly closed: (name: string) => Promise<void>;
}

interface Used {
  users: number;
  readonly file: Promise<OpenFile | undefined>;
  closing: boolean;
  readonly closed: Promise<void>;
  readonly sayClosed: () => void;
}

export function newOpenFiles(store: FileStore, shelf: Shelf, now: () => number): OpenFiles {
  const all = new Map<string, Used>();

  async function leave(name: string): Promise<void> {
    const used = all.get(name);
    if (!used) return;
    used.users -= 1;
    if (used.users > 0 || used.closing) return;
    used.closing = true;
    try {
      await close(used);
    } finally {
      all.delete(name);
      used.sayClosed();
    }
  }

  return {
    leave,
    closed: (name) => all.get(name)?.closed ?? Promise.resolve(),
    async use(name, row) {
      // Nobody opens what is just being closed.
      while (all.get(name)?.closing) await all.get(name)?.closed;
      const used = all.get(name) ?? newUsed(open(store, shelf, name, row, now));
      all.set(name, used);
      used.users += 1;
      try {
        const file = await used.file;
        if (!file) await leave(name);
        return file;
      } catch (failure) {
        await leave(name);
        throw failure;
      }
    },
  };
}

async function open(
  store: FileStore,
  shelf: Shelf,
  name: string,
  row: () => Promise<FileRow | undefined>,
  now: () => number,
): Promise<OpenFile | undefined> {
  const wanted = await row();
  if (!wanted) return undefined;
  const shelved = await shelf.open(name);
  let file: OpenFile | undefined;
  try {
    const is = await settled({ store, shelf }, wanted, shelved, now());
    file = is && openFile(store, is, shelved);
  } finally {
    if (!file) await shelved.close();
  }
  return file;
}

async function close({ file }: Used): Promise<void> {
  const opened = await file.catch(() => undefined);
  if (!opened) return;
  try {
    // What cannot be kept is sent again.
    await opened.keep();
  } finally {
    await opened.close();
  }
}

function newUsed(file: Promise<OpenFile | undefined>): Used {
  let sayClosed = (): void => {};
  const closed = new Promise<void>((resolve) => (sayClosed = resolve));
  return { users: 0, file, closing: false, closed, sayClosed };
}
