import type { ScreenWords as Words } from '../../words/en/screen.ts';
import type { Chat } from '../chat.ts';
import { open } from '../chats.ts';
import { toast } from '../effects.ts';
import type { State, Step } from '../state.ts';

export type CommandName = keyof Words['commands'];

/** One slash command. It answers undefined when the words behind it are not what it takes. */
export interface Command {
  readonly name: CommandName;
  /** It does something with one line: the picked one, or that of a number where lines have some. */
  readonly aims?: true;
  /** A key does the same, and the palette offers that. */
  readonly keyed?: true;
  readonly run: (state: State, said: string) => Step | undefined;
}

export const wordsOf = (said: string): readonly string[] =>
  said.split(/\s+/).filter((word) => word !== '');

/** A name as somebody typed it, without its sign. */
export const bare = (word: string): string => word.replace(/^[@+#]/, '').toLowerCase();

/** Runs in the open conversation, or says that there is none. */
export function inOpen(state: State, run: (chat: Chat) => Step | undefined): Step | undefined {
  const chat = open(state);
  return chat ? run(chat) : [toast(state, state.words.toast.noChat), []];
}
