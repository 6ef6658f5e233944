import type { Handlers } from '../handler.ts';
import { onFileDone } from './file-done.ts';
import { onFileDrop } from './file-drop.ts';
import { onFileNew } from './file-new.ts';
import { onFileOpen } from './file-open.ts';

/** What is said about files here; their bytes have connections of their own. */
export const files = {
  'file-new': onFileNew,
  'file-open': onFileOpen,
  'file-done': onFileDone,
  'file-drop': onFileDrop,
} satisfies Partial<Handlers>;
