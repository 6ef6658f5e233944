import { randomBytes } from 'node:crypto';

import { realClock } from '../base/clock.ts';
import { dayOf, timeOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Profile } from '../client/account.ts';
import type { Client } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import { choicesIn } from '../home/choices.ts';
import { readHistory } from '../home/history.ts';
import type { Home } from '../home/paths.ts';
import type { Choices } from '../tui/choices.ts';
import type { Frame, Size } from '../tui/frame.ts';
import { runScreen, type Stage } from '../tui/run.ts';
import { newState } from '../tui/start.ts';
import type { State } from '../tui/state.ts';
import type { Theme } from '../tui/theme.ts';
import { view } from '../tui/view.ts';
import { languageIn } from '../words/language.ts';
import { screenWordsOf } from '../words/words.ts';
import { exportHere } from './_export-here.ts';
import { historyOf } from './_history-name.ts';
import { newWatch } from './_link.ts';
import { newLook } from './_look.ts';
import { newOutside } from './_outside.ts';
import { ownIn, type Own, themeIn, themeNamed } from './_own.ts';
import { newHeldScreen, type Place, styleFor } from './_stage.ts';
import type { ConnectOptions } from './connect.ts';

const bootMs = 600;

export interface Shown extends Place {
  readonly home: Home;
  readonly client: Client;
  readonly account: Profile;
  /** `later`: that all seats are taken at the first try is thrown, for who can ask which shall be free. */
  readonly seats?: 'later';
  /** Behind another screen, which is put away when this one is about to be there: its colours are kept. */
  readonly behind?: { readonly theme: string | undefined; readonly away: () => void };
}

/** The full screen, until the person quits. */
export async function showScreen(shown: Shown): Promise<void> {
  const { home, client, account, behind, terminal, command } = shown;
  const own = await ownIn(home);
  const folder = await accountsIn(home.data).folder(account);
  const file = choicesIn(folder);
  const kept = await file.read();
  const begun = await begunWith(shown, kept, own);
  if (behind?.theme !== undefined) file.keep({ ...kept, theme: begun.theme });
  const held = newHeldScreen({ terminal, command }, own, begun.theme);
  const stage: Stage = {
    client,
    clock: realClock,
    newId: () => randomBytes(16).toString('hex'),
    open({ state, heard }) {
      behind?.away();
      const pictured = (now: State, size: Size): Frame =>
        view(now, size, themeNamed(own, now.theme));
      return held.open({ heard, view: (size) => pictured(state(size), size) });
    },
    speak: screenWordsOf,
    outside: newOutside({ env: terminal.env, folder, lend: held.lend }),
    disk: newLook(folder),
    exported: (to, said, signal) => exportHere({ client, words: terminal.words, to, said, signal }),
    looked: newWatch({ seats: shown.seats ?? 'always' }).look,
    chosen(now) {
      held.theme(now.theme);
      file.keep(now);
    },
  };
  try {
    using running = runScreen(stage, begun);
    await running.ended;
  } finally {
    held.restore();
    await file.kept();
  }
}

/** The screen before anything happened on it. */
async function begunWith(shown: Shown, kept: Choices, own: Own): Promise<State> {
  const { terminal, command, home, client, account, behind } = shown;
  const {
    splash = true,
    theme,
    lang,
  } = command.optsWithGlobals<ConnectOptions & { lang?: string }>();
  const begun = newState({
    me: client.me,
    words: await screenWordsOf(languageIn(lang ?? kept.lang) ?? terminal.language),
    choices: { ...kept, theme: themeIn(own, behind?.theme ?? theme, kept.theme) },
    themes: [...own.themes.keys()],
    wrongThemes: own.wrong,
    keys: own.keys,
    now: realClock.now(),
    columns: terminal.output.columns || 80,
    lines: terminal.output.rows || 24,
    boot: splash && !behind ? bootMs : 0,
    history: await lastSaid(home, account),
  });
  return withPictures(shown, begun, themeNamed(own, kept.theme));
}

/** Letters make no picture. */
function withPictures(place: Place, state: State, theme: Theme): State {
  return styleFor(place, theme).ascii ? { ...state, previews: false } : state;
}

/** The three-line history, newest last. */
async function lastSaid(home: Home, account: Profile): Promise<readonly string[]> {
  const conversations = await readHistory(home.history, historyOf(account));
  return conversations.flatMap(({ room, lines }) =>
    lines.map(
      ({ at, from, text }) =>
        `${dayOf(at).slice(5)} ${timeOf(at)} ${harmlessLine(room, 40)} <${from}> ${harmlessLine(text, 200)}`,
    ),
  );
}
