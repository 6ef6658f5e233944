import { hash } from 'node:crypto';

import { type Content, type NewerContent, parseContent } from '../protocol/content.ts';
import { entryKinds } from '../protocol/entries.ts';
import { Malformed } from '../protocol/malformed.ts';
import type { Entry } from '../protocol/messages.ts';
import { type Reason, whyOf } from '../words/reason.ts';
import type { Kept } from './db-port.ts';
import { keysOf } from './names.ts';
import type { Later, LineRow, LineState, RoomRow } from './port.ts';
import { reasonOfRefusal } from './refused.ts';
import type { Change } from './seal/port.ts';
import { newcomersOf } from './sealed/newcomers.ts';
import { waitsFor } from './sealed/sealing.ts';
import { isProved } from './seen.ts';
import type { OutLine, Room, State } from './state.ts';

/** The body of a line as a person's program reads it; junk is shown as what is not understood. */
export function contentOf(body: Uint8Array): Content | NewerContent {
  try {
    return parseContent(body);
  } catch (fault) {
    if (fault instanceof Malformed) return { kind: 'newer' };
    throw fault;
  }
}

/** What an archived entry shows: what was said, what a commit did, or why nothing can be read. */
function shownOf({ kind, body, from }: Pick<Kept, 'kind' | 'body' | 'from'>): LineRow['content'] {
  const text = (): string => Buffer.from(body).toString();
  if (kind === 3) return { kind: 'roster', ...(JSON.parse(text()) as Change) };
  if (kind === 4) return { kind: 'unreadable', why: text() };
  const content = contentOf(body);
  if (kind !== entryKinds.notice) return saidBy(from, content);
  // A notice is the nuvem's, and it writes nothing else.
  return content.kind === 'notice' ? content : { kind: 'newer' };
}

/** What a person says. What the group is called is told like a change; a notice is the nuvem's alone. */
export function saidBy(by: string, content: Content | NewerContent): LineRow['content'] {
  if (content.kind === 'notice') return { kind: 'newer' };
  if (content.kind !== 'about') return content;
  const { name, topic = '' } = content;
  const [change, text] =
    name === undefined ? (['topic', topic] as const) : (['name', name] as const);
  return { kind: 'notice', change, names: [], by, text };
}

/** Kind of what is kept of an entry that this program knows no such kind of. */
const unknown = 255;

/** An entry as it is kept where nothing is sealed: commits and invitations are none there, and say nothing. */
export function plainOf(kept: Kept): Kept {
  if (kept.kind < entryKinds.removed) return kept;
  const kind = kept.kind === entryKinds.removed ? kept.kind : unknown;
  return { ...kept, kind, body: new Uint8Array() };
}

/** The name of an entry that came from another device: room, device, number and time in one. */
export const entryId = (room: string, entry: Entry): string =>
  hash(
    'sha256',
    `${room} ${entry.device} ${entry.no} ${entry.at} ${entry.no === 0 ? entry.seq : ''}`,
  ).slice(0, 32);

/** What people type for a room; of two groups of one name each gets the begin of its key, like one without a name. */
export function toOf(state: State, room: Room): string {
  if (room.kind === 'dm') return `@${room.name}`;
  if (room.kind === 'channel') return `#${room.name}`;
  const alike = state.names.get(`+${room.name.toLowerCase()}`)?.size ?? 0;
  return alike > 1 || room.name === '' ? `+${room.name}~${room.key.slice(0, 4)}` : `+${room.name}`;
}

/**
 * The room that somebody typed, or the hex of its key. Anybody may make a group of any name and add people
 * to it: where a name fits several, none is meant, and one that was not accepted yet never is before others.
 */
export function roomOf(state: State, to: string): Room | undefined {
  const direct = state.rooms.get(to);
  if (direct) return direct.kind === 'inbox' ? undefined : direct;
  const fits = keysOf(state.names, to).flatMap((key) => state.rooms.get(key) ?? []);
  const accepted = fits.filter(({ request }) => !request);
  const [found, another] = accepted.length > 0 ? accepted : fits;
  return another ? undefined : found;
}

/** The same among rooms that are not ours any more too; of several of one name the one left last. */
export function everRoom(state: State, to: string): Room | undefined {
  const left = [...state.left.values()].toReversed();
  const isIt = (room: Room): boolean => toOf(state, room).toLowerCase() === to.toLowerCase();
  return roomOf(state, to) ?? state.left.get(to) ?? left.find(isIt);
}

export function roomRow(state: State, room: Room): RoomRow {
  const waiting = waitsFor(state, room);
  const newcomers = newcomersOf(state, room);
  return {
    to: toOf(state, room),
    key: room.key,
    kind: room.kind === 'inbox' ? 'group' : room.kind,
    role: room.role,
    members: room.members,
    topic: room.topic,
    head: room.head,
    received: Math.max(0, room.cursor),
    read: room.read,
    sealed: room.sealed,
    alarm: room.seal.here?.state === 'in' ? room.seal.here.alarm : [],
    ...(room.kind === 'dm' && state.verified.has(room.name) ? { verified: true } : {}),
    ...(newcomers ? { newcomers } : {}),
    ...(waiting ? { waiting } : {}),
    request: room.request,
    ...(room.from === '' ? {} : { from: room.from }),
    ...(room.told.leaving ? { left: true } : {}),
  };
}

/** What no nuvem says. */
const ourCodes = ['maybe-sent', 'new-device', 'not-in-log', 'newcomers', 'old-nuvem'] as const;

/** Why a line failed, from what is kept of it: a code, or (of older versions) a sentence. */
export function failureOf(why: string): Reason {
  const own = ourCodes.find((code) => code === why);
  if (own) return [own];
  return reasonOfRefusal({ code: why, text: why });
}

/** An archived line as front ends see it. */
export function keptRow(state: State, kept: Kept): LineRow {
  const room = state.rooms.get(kept.room) ?? state.left.get(kept.room);
  return {
    id: kept.id,
    room: room ? toOf(state, room) : kept.room,
    seq: kept.seq,
    from: kept.from,
    device: kept.device,
    at: kept.at,
    content: shownOf(kept),
    sealed: room?.sealed ?? false,
    removed: kept.kind === 2,
    ...(kept.kind === 0 && kept.from === state.name ? ownAt(state, room, kept.seq) : {}),
    ...(kept.later ? { later: kept.later.map(laterOf) } : {}),
  };
}

const ownAt = (
  { name }: State,
  room: Room | undefined,
  seq: number,
): Pick<LineRow, 'state' | 'proved'> => ({
  state: stateAt(room, seq),
  ...(room && isProved(room, name, seq) ? { proved: true } : {}),
});

const laterOf = ({ seq, from, body }: Kept): Later => ({
  seq,
  from,
  content: contentOf(body) as Later['content'],
});

/** A line of the outbox as front ends see it. */
export function outRow(state: State, room: Room, line: OutLine): LineRow {
  return {
    id: line.id,
    room: toOf(state, room),
    ...(line.seq > 0 ? { seq: line.seq } : {}),
    from: state.name,
    device: state.device,
    at: line.at,
    content: saidBy(state.name, contentOf(line.body)),
    sealed: room.sealed,
    removed: false,
    state: line.seq > 0 ? stateAt(room, line.seq) : line.state,
    ...(line.why === '' ? {} : whyOf(failureOf(line.why))),
  };
}

/** How far a line of ours at that place has come. */
export function stateAt(room: Room | undefined, seq: number): LineState {
  if (!room || seq > room.level.delivered) return 'stored';
  return seq > room.level.read ? 'delivered' : 'read';
}
