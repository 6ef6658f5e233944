import { randomBytes } from 'node:crypto';
import process from 'node:process';

import { realClock } from '../base/clock.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Account } from '../client/account.ts';
import type { Client } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import { choicesIn } from '../home/choices.ts';
import { readHistory } from '../home/history.ts';
import type { Home } from '../home/paths.ts';
import type { Frame, Size } from '../tui/frame.ts';
import type { Style } from '../tui/paint.ts';
import { runScreen, type Stage } from '../tui/run.ts';
import { openScreen, type Screen } from '../tui/screen.ts';
import { newState } from '../tui/start.ts';
import { styleOf } from '../tui/style.ts';
import type { Theme } from '../tui/theme.ts';
import { builtIn, isThemeName, themeNames } from '../tui/themes.ts';
import { view } from '../tui/view.ts';
import { screenWordsOf } from '../words/words.ts';
import { historyOf } from './_history-name.ts';
import { newWatch } from './_link.ts';
import type { Wanted } from './_session.ts';
import { dayOf, timeOf } from './_words.ts';
import type { ConnectOptions } from './connect.ts';
import { exits, Failure } from './failure.ts';

const bootMs = 600;

/** The full screen, until the person quits. */
export async function showScreen(
  wanted: Wanted,
  home: Home,
  client: Client,
  account: Account,
): Promise<void> {
  const { terminal, command } = wanted;
  const { theme, splash = true } = command.optsWithGlobals<ConnectOptions>();
  const file = choicesIn(await accountsIn(home.data).folder(account));
  const kept = await file.read();
  const begun = newState({
    me: client.me,
    words: await screenWordsOf(terminal.language),
    choices: { ...kept, theme: chosenTheme(theme, kept.theme) },
    now: realClock.now(),
    columns: terminal.output.columns || 80,
    lines: terminal.output.rows || 24,
    boot: splash ? bootMs : 0,
    history: await lastSaid(home, account),
  });
  const held = newHeldScreen(wanted, begun.theme);
  const stage: Stage = {
    client,
    clock: realClock,
    newId: () => randomBytes(16).toString('hex'),
    open: held.open,
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

interface OpenedScreen {
  readonly open: Stage['open'];
  readonly theme: (name: string) => void;
  readonly restore: () => void;
}

/** The terminal as a screen, which is put back in whatever way the process ends. */
function newHeldScreen(wanted: Wanted, first: string): OpenedScreen {
  const { terminal, command } = wanted;
  const { input, output } = terminal;
  const { mouse = true } = command.optsWithGlobals<{ mouse?: boolean }>();
  let painted = first;
  let screen: Screen | undefined;
  let letGo = (): void => {};
  return {
    open({ state, heard }) {
      const pictured = (size: Size): Frame => {
        const now = state(size);
        return view(now, size, themeNamed(now.theme));
      };
      const look = { style: style(wanted, first), view: pictured, heard };
      screen = openScreen({ input, output, clock: realClock, mouse, ...look });
      letGo = terminal.hold(screen);
      return screen;
    },
    theme(name) {
      if (name !== painted) screen?.restyle(style(wanted, name));
      painted = name;
    },
    restore() {
      screen?.restore();
      letGo();
    },
  };
}

function chosenTheme(asked: string | undefined, before: string): string {
  if (asked === undefined) return isThemeName(before) ? before : (themeNames[0] ?? 'cmd');
  if (isThemeName(asked)) return asked;
  const names = themeNames.join(', ');
  throw new Failure(['no-theme', asked, names], exits.usage);
}

function style({ terminal, command }: Wanted, theme: string): Style {
  const { color = true, ascii = false } = command.optsWithGlobals<{
    color?: boolean;
    ascii?: boolean;
  }>();
  const { env } = terminal;
  const { platform } = process;
  return styleOf({ theme: themeNamed(theme), env, platform, plain: !color, ascii });
}

const themeNamed = (name: string): Theme => builtIn(isThemeName(name) ? name : 'cmd');

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
