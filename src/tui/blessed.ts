import process from 'node:process';
import { PassThrough } from 'node:stream';

import blessed from 'blessed';

import type { Size } from './frame.ts';

/** Where pictures go, as `process.stdout` is. */
export interface HostOutput extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly rows?: number;
  readonly writableNeedDrain?: boolean;
}

/** The terminal as blessed knows it: its other screen, and its size. */
export interface Host {
  readonly size: () => Size;
  readonly enter: () => void;
  readonly leave: () => void;
  readonly end: () => void;
}

/**
 * Opens blessed on an output. It gets an input on which nothing ever comes, since its keys lose what is
 * pasted, clicked and split; and one fixed terminal, since its parser of terminal descriptions fails on
 * those of today. It paints nothing: `paint.ts` does.
 */
export function openHost(output: HostOutput, resized: () => void): Host {
  const input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: true,
    setRawMode: () => {},
  });
  const program = outsideTmux(() =>
    blessed.program({
      input,
      output,
      terminal: 'xterm-256color',
      extended: false,
      // Its descriptions of terminals are not needed, and it prints what it cannot compile in them.
      tput: false,
      forceUnicode: true,
    } as unknown as Parameters<typeof blessed.program>[0]),
  );
  program.on('resize', resized);
  return {
    size: () => ({ width: output.columns || 80, height: output.rows || 24 }),
    // Its own way enters twice, and loses the cursor of before.
    enter: () => void output.write('\u001b[?1049h'),
    leave: () => void output.write('\u001b[?1049l'),
    end() {
      program.removeListener('resize', resized);
      program.destroy();
    },
  };
}

/** In tmux blessed would start a process, and wait for it, to learn a version that nobody here needs. */
function outsideTmux<T>(run: () => T): T {
  const { TMUX } = process.env;
  delete process.env['TMUX'];
  try {
    return run();
  } finally {
    if (TMUX !== undefined) process.env['TMUX'] = TMUX;
  }
}
