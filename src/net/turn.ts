/** Bytes of files that this process reads and writes in one turn of its event loop, about half a millisecond of work. */
const mostPerTurn = 512 * 1024;

/*
 * A socket that always has more would keep the loop for megabytes, and twenty of them twenty times as long.
 * The sum is the process', as the loop is, so this state is the module's.
 */
let spent = 0;
let waiting: Array<() => void> = [];
let due = false;

/**
 * Says that so many bytes were read; true when that was enough for this turn, and whoever read them should
 * stop until `next` is called, in the next turn and in the order in which they asked.
 */
export function spend(bytes: number, next: () => void): boolean {
  spent += bytes;
  if (!due) {
    due = true;
    setImmediate(turned);
  }
  if (spent < mostPerTurn) return false;
  waiting.push(next);
  return true;
}

/** Does what is work for so many bytes in this turn, or when it had its share of them in a later one, in order. */
export function inTurn(bytes: number, act: () => void): void {
  if (spent >= mostPerTurn) {
    waiting.push(() => inTurn(bytes, act));
    return;
  }
  spent += bytes;
  if (!due) {
    due = true;
    setImmediate(turned);
  }
  act();
}

function turned(): void {
  due = false;
  spent = 0;
  const resumed = waiting;
  waiting = [];
  for (const next of resumed) next();
}
