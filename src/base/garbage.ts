import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * The last thing a thread does. Node 20 aborts the process when a thread ends while its garbage is being
 * marked and a compiler still works for it in the background; a thread that has just collected all of it
 * is not marking.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
