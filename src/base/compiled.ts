import process from 'node:process';
import { setFlagsFromString } from 'node:v8';

/** Up to V8 12, each function that is compiled when it is first called costs as much as a hundred of them at once. */
const oneByOneIsDear = Number(process.versions.v8.split('.')[0]) < 13;
const optimizing = ['wasm-tier-up', 'wasm-dynamic-tiering'];
const flags = oneByOneIsDear ? [...optimizing, 'wasm-lazy-compilation'] : optimizing;

/**
 * WebAssembly that is loaded meanwhile is compiled once, and never again for speed: the optimizing
 * compiler takes 50 MB for the largest function of SQLite, and most of it stays with the process.
 */
export function compiledOnce<T>(work: () => T): T {
  for (const flag of flags) setFlagsFromString(`--no-${flag}`);
  try {
    return work();
  } finally {
    for (const flag of flags) setFlagsFromString(`--${flag}`);
  }
}
