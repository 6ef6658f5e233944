import type { ClientEvent, LineRow } from '../client/port.ts';
import type { Play } from './run.ts';

/** What the client tells, the lines of one turn and room together. */
export interface Gathered {
  readonly take: (event: ClientEvent) => void;
  /** As many as one turn should take. */
  readonly full: () => boolean;
}

const most = 500;

export function newGathered({ happen }: Pick<Play, 'happen'>): Gathered {
  let lines: LineRow[] = [];
  let due = false;

  function flush(): void {
    const [first, second] = lines;
    if (first && second) happen({ type: 'lines', lines });
    else if (first) happen({ type: 'client', event: { event: 'line', line: first } });
    lines = [];
  }
  function later(): void {
    if (due) return;
    due = true;
    setImmediate(() => {
      due = false;
      flush();
    });
  }

  return {
    take(event) {
      if (event.event !== 'line') {
        flush();
        return happen({ type: 'client', event });
      }
      if (lines[0] && lines[0].room !== event.line.room) flush();
      lines.push(event.line);
      later();
    },
    full: () => lines.length >= most,
  };
}
