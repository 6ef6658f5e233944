import type { Clock } from '../base/clock.ts';
import type { Token } from '../client/files/carrier-port.ts';
import type { FileLine, FileLineEvents } from '../protocol/file-line.ts';

/** Connections to the nuvem. Each serves one file after the other: thousands of small ones need no more than a few. */
export interface Lines extends Disposable {
  /**
   * For one file. `close` gives it back, which whoever has it does when nothing of that file is still to come; else
   * it is destroyed. Undefined when the nuvem cannot be reached.
   */
  readonly take: (token: Token, signal: AbortSignal) => Promise<FileLine | undefined>;
}

export type Dial = (token: Token, signal: AbortSignal) => Promise<FileLine | undefined>;

/** The nuvem ends what has nothing to do, later. */
const idleMs = 10_000;

interface Open {
  readonly line: FileLine;
  readonly nuvem: string;
  /** Who has it; undefined while it has nothing to do. */
  user: FileLineEvents | undefined;
  over: boolean;
  /** Cancels what ends it when it has nothing to do. */
  rest: () => void;
}

export function newLines(dial: Dial, later: Clock['later']): Lines {
  const free = new Set<Open>();

  function end(open: Open): void {
    open.over = true;
    open.rest();
    free.delete(open);
    open.line.destroy();
  }

  function giveBack(open: Open): void {
    open.user = undefined;
    if (open.over) return;
    free.add(open);
    open.rest = later(idleMs, () => end(open));
    open.line.resume();
  }

  return {
    async take(token, signal) {
      const idle = [...free].find(({ nuvem }) => nuvem === token.nuvem);
      if (idle) {
        free.delete(idle);
        idle.rest();
        return lent(idle, giveBack, end);
      }
      const line = await dial(token, signal);
      return line && lent(opened(line, token.nuvem, end), giveBack, end);
    },
    [Symbol.dispose]() {
      for (const open of free) end(open);
    },
  };
}

/** Good until it is closed or destroyed: then it is another one's. */
function lent(open: Open, giveBack: (open: Open) => void, end: (open: Open) => void): FileLine {
  let mine = true;
  const once = (act: (open: Open) => void): void => {
    if (mine) act(open);
    mine = false;
  };
  return {
    ...open.line,
    start(events) {
      open.user = events;
      if (open.over) events.end(undefined);
    },
    close: () => once(giveBack),
    destroy: () => once(end),
  };
}

/** What is said while nobody has it is a goodbye. */
function opened(line: FileLine, nuvem: string, end: (open: Open) => void): Open {
  const open: Open = { line, nuvem, user: undefined, over: false, rest: () => {} };
  line.start({
    frame(frame) {
      if (!open.user) end(open);
      return open.user?.frame(frame) ?? true;
    },
    malformed(fault) {
      if (open.user) open.user.malformed(fault);
      else end(open);
    },
    end(why) {
      const { user } = open;
      end(open);
      user?.end(why);
    },
  });
  return open;
}
