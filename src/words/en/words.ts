import { reasons } from './reasons.ts';

/** Every sentence of the command line, in English. */
export const words = { reasons };
