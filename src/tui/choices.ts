import { parseQuiet, quietText } from './quiet.ts';
import type { State } from './state.ts';

/** What a person chose on the screen of an account: it is there again at the next start. */
export interface Choices {
  readonly theme: string;
  /** Conversations without bell and count. */
  readonly muted: readonly string[];
  /** Whether the lists beside the messages are shown. */
  readonly chats: boolean;
  readonly people: boolean;
  /** Hours without bell and notices, as they are typed; empty for none. */
  readonly quiet: string;
  /** Other colours for some names, by their number. */
  readonly colours: Readonly<Record<string, number>>;
  readonly lang?: string;
  readonly files?: FileWishes;
}

/** What is done with files; what is missing is as at first. */
export interface FileWishes {
  readonly downloads?: string;
  readonly autoGet?: number;
  readonly direct?: boolean;
  readonly previews?: boolean;
}

/** As the state holds them. */
export const chosenOf = (choices: Choices) => ({
  theme: choices.theme,
  muted: new Set(choices.muted),
  showChats: choices.chats,
  showPeople: choices.people,
  quiet: parseQuiet(choices.quiet),
  colours: new Map(Object.entries(choices.colours)),
  lang: choices.lang,
  previews: choices.files?.previews ?? true,
});

/** What is to be kept of a state. */
export const choicesIn = (state: State): Choices => ({
  theme: state.theme,
  muted: [...state.muted],
  chats: state.showChats,
  people: state.showPeople,
  quiet: quietText(state.quiet),
  colours: Object.fromEntries(state.colours),
  ...(state.lang === undefined ? {} : { lang: state.lang }),
});
