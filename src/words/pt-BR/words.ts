import type { Words } from '../words.ts';
import { reasons } from './reasons.ts';

/** Every sentence of the command line, in Brazilian Portuguese. */
export const words: Words = { reasons };
