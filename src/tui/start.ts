import type { Me } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import { editorOf } from './editor.ts';
import { historyOf } from './history.ts';
import type { State } from './state.ts';

/** What a person chose, for the next start. */
export interface Choices {
  readonly theme: string;
  readonly muted: readonly string[];
  readonly chats: boolean;
  readonly people: boolean;
}

export interface Beginning {
  readonly me: Me;
  readonly words: Words;
  readonly choices: Choices;
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
    theme: choices.theme,
    link: { state: 'down' },
    linkAt: now,
    everUp: false,
    chats: [],
    at: undefined,
    presence: new Map(),
    muted: new Set(choices.muted),
    focused: true,
    away: false,
    showChats: choices.chats,
    showPeople: choices.people,
    bare: false,
    bootUntil: now + boot,
    history,
    help: undefined,
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

export const choicesIn = ({ theme, muted, showChats, showPeople }: State): Choices => ({
  theme,
  muted: [...muted],
  chats: showChats,
  people: showPeople,
});
