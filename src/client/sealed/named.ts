import type { Ask } from '../port.ts';
import { isTitled } from '../room.ts';
import { roomOf } from '../rows.ts';
import type { Asked } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';

/** Before the nuvem hears of it, so that whom it has in there can be told from those who were asked for. */
export function nameAsked(turn: Turn, ask: Asked['ask']): void {
  const room = ask.kind === 'add' ? roomOf(turn.state, ask.room) : undefined;
  if (ask.kind === 'add' && room && isTitled(turn.state, room)) name(turn, room.key, ask.members);
}

/** For whom a group was made. */
export const nameMembers = (turn: Turn, { key }: OpenRoom, { members }: Ask<'create'>): void =>
  name(turn, key, members);

/** In a direct message there is nobody else to be named. */
export function nameOther(turn: Turn, { key, kind, name: other }: OpenRoom): void {
  if (kind === 'dm') name(turn, key, [other]);
}

function name(turn: Turn, room: string, members: readonly string[]): void {
  const users = members.map((member) => member.replace(/^@/, '').toLowerCase());
  if (turn.state.seals && users.length > 0) turn.write({ do: 'named', room, users });
}
