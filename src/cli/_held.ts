import { closeSync } from 'node:fs';

/** A screen that must be put back in whatever way the process ends. */
export interface HeldScreen {
  /** At once: there may be no later. */
  readonly restore: () => void;
  /** Whether another program has the terminal, and its keys: an editor, a pager. */
  readonly lent?: () => boolean;
  /** The process was stopped, and goes on. */
  readonly again: () => void;
}

/** How a process says which signal ended it; a screen says so, other commands are `interrupted`. */
const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131 } as const;

/** What ends a screen from outside; SIGHUP also stands for a terminal that is gone. */
export type Signal = keyof typeof codes;

export const codeOfSignal = (signal: Signal): number => codes[signal];

/**
 * Ends a process whose screen was ended from outside. Node puts the settings of its terminal back while it
 * exits, and aborts when that is gone; without the descriptors it does not try, and ours are back already.
 */
export function leave(host: NodeJS.Process, code: number): never {
  for (const descriptor of [0, 1, 2]) {
    try {
      closeSync(descriptor);
    } catch {
      // It was closed before.
    }
  }
  return host.exit(code);
}

export interface Held {
  readonly hold: (screen: HeldScreen) => () => void;
  readonly release: () => void;
  /** Whether there was a screen to end: then it is put back, and the process ends within a second. */
  readonly end: (signal: Signal) => boolean;
  readonly ended: () => number | undefined;
}

/** How long a process may take to end when its screen is gone. */
const patience = 900;

/** Keeps the screens that are open, and whatever can end them from outside. */
export function newHeld(host: NodeJS.Process, stopped: (signal: Signal) => void): Held {
  const screens = new Set<HeldScreen>();
  let ended: number | undefined;
  let listening = false;

  function release(): void {
    for (const screen of screens) putBack(screen);
    screens.clear();
  }

  function end(signal: Signal): boolean {
    if (screens.size === 0) return ended !== undefined;
    // Keys of the terminal that are meant for the other program.
    if (/INT|QUIT/.test(signal) && [...screens].some((screen) => screen.lent?.())) return true;
    ended = codes[signal];
    release();
    setTimeout(() => leave(host, codes[signal]), patience).unref();
    stopped(signal);
    return true;
  }

  const heard: readonly (readonly [NodeJS.EventEmitter, string, () => void])[] = [
    [host, 'SIGHUP', () => end('SIGHUP')],
    [host, 'SIGCONT', () => screens.forEach((screen) => screen.again())],
    [host, 'exit', release],
    [host.stdin, 'end', () => end('SIGHUP')],
    [host.stdin, 'error', () => end('SIGHUP')],
  ];

  return {
    hold(screen) {
      // They stay: between a screen and the end of the process nothing else should end it.
      if (!listening) for (const [source, name, then] of heard) source.on(name, then);
      listening = true;
      screens.add(screen);
      return () => void screens.delete(screen);
    },
    release,
    end,
    ended: () => ended,
  };
}

function putBack(screen: HeldScreen): void {
  try {
    screen.restore();
  } catch {
    // The terminal is gone: there is nothing to put back.
  }
}
