import type { Client, FileRow, LineState } from '../client/port.ts';

interface Waiting {
  readonly file: FileRow;
  readonly wait: LineState;
  readonly resolve: () => void;
  readonly reject: (why: unknown) => void;
}

/** How far own lines came, as events tell it. */
export interface LineWatch {
  readonly hear: (line: string, state: LineState) => void;
  readonly lookAgain: () => Promise<void>;
  readonly reached: (file: FileRow, wait: LineState) => Promise<void>;
  readonly end: (why: unknown) => void;
}

const far: Readonly<Record<LineState, number>> = {
  failed: 0,
  waiting: 0,
  stored: 1,
  delivered: 2,
  read: 3,
};

export function watchLines(client: Client): LineWatch {
  const waiting = new Map<string, Waiting>();

  function hear(line: string, state: LineState): void {
    const asked = waiting.get(line);
    if (!asked || far[state] < far[asked.wait]) return;
    waiting.delete(line);
    asked.resolve();
  }

  async function look({ line, room }: FileRow): Promise<void> {
    const lines = await client.ask<'lines'>({ kind: 'lines', room, limit: 1000 });
    const found = lines.find(({ id }) => id === line);
    if (found?.state) hear(line, found.state);
  }

  return {
    hear,
    async lookAgain() {
      for (const { file } of waiting.values()) await look(file);
    },
    reached: (file, wait) =>
      new Promise((resolve, reject) => {
        waiting.set(file.line, { file, wait, resolve, reject });
        look(file).catch(reject);
      }),
    end(why) {
      for (const { reject } of waiting.values()) reject(why);
    },
  };
}
