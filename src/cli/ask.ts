import { createInterface } from 'node:readline';

import { exits, Failure, silent } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** Asks on the terminal for a line that may be seen. */
export function askLine({ input, err, signal }: Terminal, question: string): Promise<string> {
  err(question);
  const lines = createInterface({ input });
  return new Promise((resolve, reject) => {
    let said: string | undefined;
    const stop = (): void => lines.close();
    signal.addEventListener('abort', stop, { once: true });
    lines.once('line', (line) => {
      said = line;
      lines.close();
    });
    lines.once('close', () => {
      signal.removeEventListener('abort', stop);
      if (said === undefined) reject(new Failure(silent, exits.interrupted));
      else resolve(said);
    });
  });
}
