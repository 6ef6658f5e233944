import { createHash } from 'node:crypto';

import { encodeContent } from '../../protocol/content.ts';
import { enqueue } from '../outbox.ts';
import type { Ask } from '../port.ts';
import { answerAfter } from '../reply.ts';
import { isTitled } from '../room.ts';
import { contentOf, roomOf, roomRow } from '../rows.ts';
import type { Asked, Refused } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { waitFor } from '../waits.ts';
import { type About, aboutOf, isName, isSameTitle, isTopic, type Title, titled } from './title.ts';

/*
 * What a group is called: its members tell each other in lines of it, and whoever comes learns it from their invitation
 * (seal/title.ts writes it, in the step that opens the line). The nuvem has no part in it.
 */

/** It is called that now. */
export function called(turn: Turn, room: OpenRoom, title: Title): void {
  const before = room.title;
  room.title = title;
  if (!isTitled(turn.state, room) || isSameTitle(before, title)) return;
  const alike = [...namesakes(turn, room)];
  turn.become(room, { ...room, name: title.name, topic: title.topic });
  for (const one of new Set([room, ...alike, ...namesakes(turn, room)]))
    turn.tell({ event: 'room', room: roomRow(turn.state, one) });
}

/** What tells rooms of one name apart changes with how many there are. */
const namesakes = ({ state, room: find }: Turn, { key, name }: OpenRoom): readonly OpenRoom[] =>
  [...(state.names.get(`+${name.toLowerCase()}`) ?? [])].flatMap((other) =>
    other === key ? [] : (find(other) ?? []),
  );

/** A line that was opened may say so. */
export function heardAbout(turn: Turn, room: OpenRoom, seq: number, body: Uint8Array): void {
  const content = contentOf(body);
  if (content.kind === 'about') called(turn, room, titled(room.title, content, seq));
}

/** Whether it is a line of the group that does what is asked. */
export const isRename = ({ state }: Turn, ask: Asked['ask']): ask is Ask<'set-room'> => {
  if (ask.kind !== 'set-room') return false;
  const room = roomOf(state, ask.room);
  return room !== undefined && isTitled(state, room);
};

/** Says in the group what it is called. Answered when the nuvem has the line. */
export function rename(turn: Turn, n: number, ask: Ask<'set-room'>): void {
  const room = turn.room(roomOf(turn.state, ask.room)?.key ?? '');
  const asked = turn.state.asks.get(n);
  if (!room || !asked) return;
  turn.state.asks.set(n, { ...asked, sent: true });
  if (isUnderWay(turn, n)) return;
  const { name, topic } = ask;
  const fault = misplaced(room, ask) ?? unfitTitle({ name, topic });
  if (fault) return turn.refuse(n, fault);
  waitFor(turn, n, say(turn, room, { kind: 'about', name, topic, at: undefined }));
}

/** Only channels are slow or read-only; who may name a group is what its members' own programs go by. */
const misplaced = ({ role }: OpenRoom, { slow, readOnly }: Ask<'set-room'>): Refused | undefined =>
  role === 'member' || slow !== undefined || readOnly !== undefined
    ? refusedAs('not-allowed')
    : undefined;

/** Why a group cannot be called that. */
export function unfitTitle({ name = 'x', topic = '' }: Partial<About>): Refused | undefined {
  if (!isName(name)) return refusedAs('bad-name');
  return isTopic(topic) ? undefined : refusedAs('too-many');
}

const refusedAs = (refusal: 'not-allowed' | 'bad-name' | 'too-many'): Refused => ({
  code: 'refused',
  reason: ['refused', refusal],
  refusal,
});

/** A group that was just made gets its name: here at once, for the others with the first line. */
export function christen(turn: Turn, room: OpenRoom, n: number, name: string): void {
  if (isUnderWay(turn, n)) return;
  if (room.title.name !== '') return answerAfter(turn, n, roomRow(turn.state, room));
  const title = { ...room.title, name };
  turn.write({ do: 'title', room: room.key, name, topic: title.topic });
  called(turn, room, title);
  waitFor(turn, n, say(turn, room, { kind: 'about', name, topic: undefined, at: undefined }));
}

/** After a reconnect asks begin anew, and the line that does what they ask for still waits. */
const isUnderWay = ({ state }: Turn, n: number): boolean =>
  [...state.waits.values()].some((asks) => asks.includes(n));

/** Tells what the group is called, as of what was read here: somebody came in who was told something older. */
export function tellAgain(turn: Turn, room: OpenRoom): void {
  const about = isTitled(turn.state, room) && aboutOf(room.title, Math.max(0, room.cursor));
  if (about) say(turn, room, about);
}

/** The same where between the making of the commit and its place in the log somebody called the group otherwise. */
export function tellChanged(turn: Turn, room: OpenRoom): void {
  const { nameAt, topicAt } = room.title;
  if (Math.max(nameAt, topicAt) > (room.seal.commit?.read ?? 0)) tellAgain(turn, room);
}

function say(turn: Turn, room: OpenRoom, about: About): string {
  const { state, wall, now, chance } = turn;
  const id = createHash('sha256')
    .update(`about ${state.device} ${room.key} ${state.order} ${wall} ${now} ${chance}`)
    .digest('hex')
    .slice(0, 32);
  enqueue(turn, room, { id, at: wall, body: encodeContent(about) });
  return id;
}
