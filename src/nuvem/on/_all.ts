import type { Handlers } from '../handler.ts';
import { talk } from './_talk.ts';

export const handlers: Partial<Handlers> = { ...talk };
