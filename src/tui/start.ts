import type { Me } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import type { Reason } from '../words/reason.ts';
import { editorOf } from './editor.ts';
import { historyOf } from './history.ts';
import type { OwnKeys } from './own-keys.ts';
import { parseQuiet, quietText } from './quiet.ts';
import type { State } from './state.ts';
import { themeNames } from './themes.ts';

/** What a person chose, for the next start. */
export interface Choices {
  readonly theme: string;
  readonly muted: readonly string[];
  readonly chats: boolean;
  readonly people: boolean;
  /** Hours in which nobody is rung, as they are typed; empty for none. */
  readonly quiet: string;
  readonly colours: Readonly<Record<string, number>>;
  readonly lang?: string;
}

export interface Beginning {
  readonly me: Me;
  readonly words: Words;
  readonly choices: Choices;
  readonly keys?: OwnKeys;
  readonly themes?: readonly string[];
  readonly wrongThemes?: ReadonlyMap<string, Reason>;
  readonly now: number;
  readonly columns: number;
  readonly lines: number;
  /** How long the boot picture is shown; 0 for not at all. */
  readonly boot: number;
  /** What was said last, as text, for the boot picture. */
  readonly history: readonly string[];
}

/** The screen before anything happened. */
export function newState(beginning: Beginning): State {
  const { me, words, choices, now, columns, lines, boot, history } = beginning;
  return {
    words,
    me,
    now,
    fresh: '',
    columns,
    lines,
    ...chosenOf(choices),
    themes: beginning.themes ?? themeNames,
    wrongThemes: beginning.wrongThemes ?? new Map(),
    keys: beginning.keys ?? new Map(),
    link: { state: 'down' },
    linkAt: now,
    everUp: false,
    chats: [],
    at: undefined,
    presence: new Map(),
    compared: new Map(),
    rungAt: 0,
    focused: true,
    away: false,
    bare: false,
    bootUntil: now + boot,
    history,
    help: undefined,
    dashboard: undefined,
    palette: undefined,
    find: undefined,
    last: undefined,
    tab: undefined,
    toast: undefined,
    draft: editorOf(),
    sent: historyOf(),
    typingTold: 0,
    drafted: false,
  };
}

const chosenOf = (choices: Choices) => ({
  theme: choices.theme,
  muted: new Set(choices.muted),
  showChats: choices.chats,
  showPeople: choices.people,
  quiet: parseQuiet(choices.quiet),
  colours: new Map(Object.entries(choices.colours)),
  lang: choices.lang,
});

export const choicesIn = (state: State): Choices => ({
  theme: state.theme,
  muted: [...state.muted],
  chats: state.showChats,
  people: state.showPeople,
  quiet: quietText(state.quiet),
  colours: Object.fromEntries(state.colours),
  ...(state.lang === undefined ? {} : { lang: state.lang }),
});
