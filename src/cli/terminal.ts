import type { ReadStream } from 'node:tty';

import type { Language } from '../words/language.ts';
import type { Words } from '../words/words.ts';
import { codeOfSignal, type HeldScreen, leave, newHeld, type Signal } from './_held.ts';

/** What a command sees of the process around it, and the words in which it talks. */
export interface Terminal extends Console {
  readonly language: Language;
  readonly words: Words;
}

/** The process around a command; a test passes its own. */
export interface Console {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Standard error, where that may be a terminal: what moves is shown on it. */
  readonly errors?: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts on Ctrl-C, SIGTERM, SIGQUIT, or when nobody reads the output any more; the reason says which. */
  readonly signal: AbortSignal;
  /** Calls back on SIGHUP until the answer is called. */
  readonly onHangup: (then: () => void) => () => void;
  /** Standard output takes no more for now; resolves when it does. */
  readonly drained: () => Promise<void>;
  /** A whole screen is in use from here on, until the answer is called. */
  readonly hold: (screen: HeldScreen) => () => void;
  /** Puts back every screen that is held, before anything is said of how the process ends. */
  readonly release: () => void;
  /** The exit code of a process whose screen was ended from outside. */
  readonly endedWith: () => number | undefined;
}

export type Ending = Signal | 'EPIPE';

export const endingOf = (terminal: Console): Ending | undefined =>
  terminal.signal.aborted ? (terminal.signal.reason as Ending) : undefined;

/** The real one. A second Ctrl-C does not wait for anything. */
export function terminalOf(host: NodeJS.Process): Console {
  const stop = new AbortController();
  const held = newHeld(host, (signal) => stop.abort(signal));
  // Left alone, SIGQUIT would leave a core file, and in it what was read and the keys.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGQUIT'] as const) {
    host.on(name, () => {
      if (stop.signal.aborted) {
        if (held.ended() !== undefined) leave(host, codeOfSignal(name));
        host.exit(130);
      }
      if (!held.end(name)) stop.abort(name);
    });
  }
  host.stdout.on('error', () => {
    if (!held.end('SIGHUP')) stop.abort('EPIPE' satisfies Ending);
  });
  // Nobody is there to be told.
  host.stderr.on('error', () => {});
  return {
    out: (text) => void host.stdout.write(text),
    err: (text) => void host.stderr.write(text),
    input: host.stdin,
    output: host.stdout,
    errors: host.stderr,
    env: environmentOf(host),
    signal: stop.signal,
    onHangup(then) {
      host.on('SIGHUP', then);
      return () => void host.off('SIGHUP', then);
    },
    drained: () =>
      host.stdout.writableNeedDrain
        ? new Promise(
            (resolve) => void host.stdout.once('drain', resolve).once('error', () => resolve()),
          )
        : Promise.resolve(),
    hold: held.hold,
    release: held.release,
    endedWith: held.ended,
  };
}

/** As it was at the start; what is secret in it is for this program, not for an editor or a browser. */
function environmentOf({ env }: NodeJS.Process): Console['env'] {
  const ours = { ...env };
  delete env['PYCHAT_PASSWORD'];
  delete env['PYCHAT_NEW_PASSWORD'];
  return ours;
}

export const isTerminal = (input: NodeJS.ReadStream): input is ReadStream => input.isTTY;

/** Whether there is a terminal that can show a screen. */
export const canShow = ({ input, output, env }: Console): boolean =>
  isTerminal(input) && output.isTTY && env['TERM'] !== 'dumb';
