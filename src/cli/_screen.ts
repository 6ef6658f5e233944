import { randomBytes } from 'node:crypto';

import { realClock } from '../base/clock.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Account } from '../client/account.ts';
import type { Client } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import { type Choices, choicesIn } from '../home/choices.ts';
import { readHistory } from '../home/history.ts';
import type { Home } from '../home/paths.ts';
import type { Frame, Size } from '../tui/frame.ts';
import { runScreen, type Stage } from '../tui/run.ts';
import { newState } from '../tui/start.ts';
import type { State } from '../tui/state.ts';
import { view } from '../tui/view.ts';
import { screenWordsOf } from '../words/words.ts';
import { historyOf } from './_history-name.ts';
import { newWatch } from './_link.ts';
import { chosenTheme, newHeldScreen, type Place, themeNamed } from './_stage.ts';
import { dayOf, timeOf } from './_words.ts';
import type { ConnectOptions } from './connect.ts';

const bootMs = 600;

export interface Shown extends Place {
  readonly home: Home;
  readonly client: Client;
  readonly account: Account;
  /** Behind another screen, which is put away when this one is about to be there: its colours are kept. */
  readonly behind?: { readonly theme: string | undefined; readonly away: () => void };
}

/** The full screen, until the person quits. */
export async function showScreen(shown: Shown): Promise<void> {
  const { home, client, account, behind, terminal, command } = shown;
  const file = choicesIn(await accountsIn(home.data).folder(account));
  const kept = await file.read();
  const begun = await begunWith(shown, kept);
  if (behind?.theme !== undefined) file.keep({ ...kept, theme: begun.theme });
  const held = newHeldScreen({ terminal, command }, begun.theme);
  const stage: Stage = {
    client,
    clock: realClock,
    newId: () => randomBytes(16).toString('hex'),
    open({ state, heard }) {
      behind?.away();
      return held.open({ heard, view: (size) => pictured(state(size), size) });
    },
    looked: newWatch({ seats: true }).look,
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
async function begunWith(shown: Shown, kept: Choices): Promise<State> {
  const { terminal, command, home, client, account, behind } = shown;
  const { splash = true, theme } = command.optsWithGlobals<ConnectOptions>();
  return newState({
    me: client.me,
    words: await screenWordsOf(terminal.language),
    choices: { ...kept, theme: chosenTheme(behind?.theme ?? theme, kept.theme) },
    now: realClock.now(),
    columns: terminal.output.columns || 80,
    lines: terminal.output.rows || 24,
    boot: splash && !behind ? bootMs : 0,
    history: await lastSaid(home, account),
  });
}

const pictured = (now: State, size: Size): Frame => view(now, size, themeNamed(now.theme));

/** The three-line history, newest last. */
async function lastSaid(home: Home, account: Account): Promise<readonly string[]> {
  const conversations = await readHistory(home.history, historyOf(account));
  return conversations.flatMap(({ room, lines }) =>
    lines.map(
      ({ at, from, text }) =>
        `${dayOf(at).slice(5)} ${timeOf(at)} ${harmlessLine(room, 40)} <${from}> ${harmlessLine(text, 200)}`,
    ),
  );
}
