import type { RoomRow } from '../../client/port.ts';
import { go, withRoom } from '../chats.ts';
import { say } from '../say.ts';
import type { State } from '../state.ts';
import { bare, type Command, wordsOf } from './_command.ts';

/** Talks to somebody, who needs no room yet: the first line makes it. */
export const dm: Command = {
  name: 'dm',
  run(state, said) {
    const [name] = wordsOf(said);
    if (name === undefined || !/^@?[a-z0-9][a-z0-9_.-]{0,31}$/i.test(name)) return undefined;
    const to = `@${bare(name)}`;
    const known = state.chats.some((chat) => chat.to === to);
    const [there, asks] = go(known ? state : withRoom(state, nobody(state, to)), to);
    const text = said.trimStart().slice(name.length).trim();
    if (text === '') return [there, asks];
    const [next, effects] = say(there, to, { kind: 'text', text });
    return [next, [...asks, ...effects]];
  },
};

/** A conversation in which nothing was said yet. */
export const nobody = ({ me }: State, to: string): RoomRow => ({
  to,
  key: '',
  kind: 'dm',
  role: 'member',
  members: 2,
  topic: '',
  head: 0,
  received: 0,
  read: 0,
  sealed: false,
  alarm: [],
  ...(me.seals ? { waiting: 'line' } : {}),
  request: false,
});
