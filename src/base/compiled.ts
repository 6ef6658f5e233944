import { setFlagsFromString } from 'node:v8';

const optimizing = ['wasm-tier-up', 'wasm-dynamic-tiering'];

/**
 * WebAssembly that is loaded meanwhile is compiled once, and never again for speed: the optimizing
 * compiler takes 50 MB for the largest function of SQLite, and most of it stays with the process.
 */
export function compiledOnce<T>(work: () => T): T {
  for (const flag of optimizing) setFlagsFromString(`--no-${flag}`);
  try {
    return work();
  } finally {
    for (const flag of optimizing) setFlagsFromString(`--${flag}`);
  }
}
