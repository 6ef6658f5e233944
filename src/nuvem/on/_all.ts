import type { Handlers } from '../handler.ts';
import { files } from './_files.ts';
import { people } from './_people.ts';
import { sealed } from './_sealed.ts';
import { talk } from './_talk.ts';

/** Total by type: a new message of clients without a handler does not compile. */
export const handlers: Handlers = { ...talk, ...people, ...sealed, ...files };
