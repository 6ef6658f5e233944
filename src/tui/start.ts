import type { Me } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import type { Reason } from '../words/reason.ts';
import { type Choices, chosenOf } from './choices.ts';
import { editorOf } from './editor.ts';
import { noFiles } from './files.ts';
import { historyOf } from './history.ts';
import type { OwnKeys } from './own-keys.ts';
import type { State } from './state.ts';
import { themeNames } from './themes.ts';
import { noneVerified } from './verified.ts';

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
    ...noneVerified,
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
    ...noFiles,
    last: undefined,
    tab: undefined,
    toast: undefined,
    draft: editorOf(),
    sent: historyOf(),
    typingTold: 0,
    drafted: false,
  };
}
