import type { FileRow } from '../shown.ts';
import type { Welcome } from './carrier-port.ts';
import type { FoundFile, KeptFile, WantedFiles } from './kept.ts';

/** What carries the files of a client asks it; front ends do not. */
export interface InnerAsks {
  /** Keeps them in one step, and tells of each. */
  'keep-files': { ask: { files: readonly KeptFile[] }; answer: undefined };
  'find-files': { ask: { wanted: WantedFiles }; answer: readonly FoundFile[] };
  'tell-file': { ask: { file: FileRow }; answer: undefined };
  /** Waits for the link. */
  'file-open': {
    ask: { file: string; how: 'put' | 'get' };
    answer: { readonly token: Uint8Array; readonly kept: number };
  };
  /** Whether a device is to have what was said in a room. */
  'file-welcome': { ask: { room: string; device: number }; answer: Welcome };
  'file-done': { ask: { file: string }; answer: undefined };
  'file-drop': { ask: { file: string }; answer: undefined };
}
