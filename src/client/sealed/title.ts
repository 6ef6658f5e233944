import { harmlessLine } from '../../base/sanitize.ts';
import { type Content, longestName, longestTopic } from '../../protocol/content.ts';

/**
 * What a sealed group is called: known to its members only. The order of its log decides, so that of two who change
 * it at once the later one counts, for everybody.
 */
export interface Title {
  readonly name: string;
  readonly topic: string;
  /** The entries of the log as of which that is so. */
  readonly nameAt: number;
  readonly topicAt: number;
}

/** What this device calls a group before its log says anything of that. */
export interface TitleWrite {
  readonly do: 'title';
  readonly room: string;
  readonly name: string;
  readonly topic: string;
}

/** This person wants them in a room that nobody has sealed yet: who else is in when it begins is a newcomer here. */
export interface NamedWrite {
  readonly do: 'named';
  readonly room: string;
  readonly users: readonly string[];
}

/** What who was let in calls the group. */
export interface Called {
  readonly title: Title;
  /** Whoever invites knew of no such title, or of an older one. */
  readonly untold: boolean;
}

export type About = Extract<Content, { readonly kind: 'about' }>;

export const untitled: Title = { name: '', topic: '', nameAt: 0, topicAt: 0 };

/** The title once entry `seq` was read. What does not do as a name changes nothing, whoever wrote it. */
export function titled(before: Title, { name, topic, at }: About, seq: number): Title {
  const as = at === undefined ? seq : Math.min(at, seq - 1);
  const named = name !== undefined && isName(name) && as >= before.nameAt;
  const told = topic !== undefined && isTopic(topic) && as >= before.topicAt;
  if (!named && !told) return before;
  return { ...before, ...(named && { name, nameAt: as }), ...(told && { topic, topicAt: as }) };
}

/** The nuvem forgot what came after `seq`: what is said there now counts. */
export const titleUpTo = (title: Title, seq: number): Title =>
  title.nameAt > seq || title.topicAt > seq
    ? { ...title, nameAt: Math.min(title.nameAt, seq), topicAt: Math.min(title.topicAt, seq) }
    : title;

export const isSameTitle = (one: Title, other: Title): boolean =>
  one.name === other.name && one.topic === other.topic;

/** What to tell somebody who has not read the log, by somebody who has up to `at`; nothing of what has no name. */
export function aboutOf({ name, topic, nameAt, topicAt }: Title, read: number): About | undefined {
  if (name === '') return undefined;
  return { kind: 'about', name, topic, at: Math.max(read, nameAt, topicAt) };
}

export const isName = (name: string): boolean =>
  name !== '' && fits(name, longestName) && harmlessLine(name) === name;

export const isTopic = (topic: string): boolean =>
  fits(topic, longestTopic) && harmlessLine(topic) === topic;

const fits = (text: string, most: number): boolean => Buffer.byteLength(text) <= most;
