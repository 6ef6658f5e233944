import { dayOf, timeOf } from '../../base/moment.ts';
import type { Chat } from '../chat.ts';
import type { Effect, State } from '../state.ts';
import type { Printed, Transcript } from './transcript.ts';

/** What is being told of one event. */
export interface Telling {
  state: State;
  transcript: Transcript;
  readonly effects: Effect[];
  /** Each a line of the terminal, or several that belong together. */
  readonly texts: string[];
}

/** As a sentence begins; what is no word but a name of a file or a program stays. */
export const capital = (text: string): string =>
  /^\p{Ll}\p{L}*(?=[\s,.:]|$)/u.test(text) ? text.slice(0, 1).toUpperCase() + text.slice(1) : text;

/** Something that is no line of a conversation. */
export function note({ transcript, texts }: Telling, text: string): void {
  texts.push(transcript.aloud ? capital(text) : `-- ${text}`);
}

/** The same, and it matters. */
export function alert({ transcript, texts }: Telling, text: string): void {
  texts.push(transcript.aloud ? capital(text) : `! ${text}`);
}

/** Something that happened in a conversation. */
export function happened(telling: Telling, chat: Chat, at: number, text: string): void {
  const { state, transcript, texts } = telling;
  if (!transcript.aloud) texts.push(`${headOf(chat, at)} -- ${text}`);
  else if (chat.to === state.at) texts.push(capital(text));
  else texts.push(`${capital(state.words.plain.in(chat.title))}, ${text}`);
}

export const headOf = ({ title }: Chat, at: number): string =>
  `${dayOf(at)} ${timeOf(at)} ${title}`;

export const printedOf = ({ transcript }: Telling, chat: Chat): Printed =>
  transcript.rooms.get(chat.key) ?? {
    from: chat.read + 1,
    upto: chat.read,
    gaps: [],
    typing: new Set(),
  };

export function printed(telling: Telling, key: string, change: Printed): void {
  const { transcript } = telling;
  telling.transcript = { ...transcript, rooms: new Map(transcript.rooms).set(key, change) };
}

/** A list in columns, or digits in groups, as it is read aloud. */
export const spoken = (text: string): string =>
  text
    .split('\n')
    .map((row) => row.trim().replaceAll(/ {2,}|(?<=\b\d{5}) (?=\d{5}\b)/g, ', '))
    .join('\n');
