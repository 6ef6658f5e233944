import process from 'node:process';

import type { Command } from 'commander';

import { realClock } from '../base/clock.ts';
import type { Frame, Size } from '../tui/frame.ts';
import type { KeyEvent } from '../tui/key-event.ts';
import type { Style } from '../tui/paint.ts';
import { openScreen, type Screen } from '../tui/screen.ts';
import { styleOf } from '../tui/style.ts';
import type { Theme } from '../tui/theme.ts';
import { builtIn, isThemeName, themeNames } from '../tui/themes.ts';
import { exits, Failure } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** On which terminal, and as which command line says. */
export interface Place {
  readonly terminal: Terminal;
  readonly command: Command;
}

/** The terminal as a screen, which is put back in whatever way the process ends. */
export interface Held {
  readonly open: (on: {
    readonly view: (size: Size) => Frame;
    readonly heard: (event: KeyEvent) => void;
  }) => Screen;
  readonly theme: (name: string) => void;
  readonly restore: () => void;
}

export function newHeldScreen(place: Place, first: string): Held {
  const { terminal, command } = place;
  const { input, output } = terminal;
  const { mouse = true } = command.optsWithGlobals<{ mouse?: boolean }>();
  let painted = first;
  let screen: Screen | undefined;
  let letGo = (): void => {};
  return {
    open(on) {
      const look = { style: styleFor(place, first), ...on };
      screen = openScreen({ input, output, clock: realClock, mouse, ...look });
      letGo = terminal.hold(screen);
      return screen;
    },
    theme(name) {
      if (name !== painted) screen?.restyle(styleFor(place, name));
      painted = name;
    },
    restore() {
      screen?.restore();
      letGo();
    },
  };
}

/** The theme that was asked for, else the one of before. */
export function chosenTheme(asked: string | undefined, before: string): string {
  if (asked === undefined) return isThemeName(before) ? before : (themeNames[0] ?? 'cmd');
  if (isThemeName(asked)) return asked;
  const names = themeNames.join(', ');
  throw new Failure(['no-theme', asked, names], exits.usage);
}

/** How this terminal is painted on. */
export function styleFor({ terminal, command }: Place, theme: string): Style {
  const { color = true, ascii = false } = command.optsWithGlobals<{
    color?: boolean;
    ascii?: boolean;
  }>();
  const { env } = terminal;
  const { platform } = process;
  return styleOf({ theme: themeNamed(theme), env, platform, plain: !color, ascii });
}

export const themeNamed = (name: string): Theme => builtIn(isThemeName(name) ? name : 'cmd');
