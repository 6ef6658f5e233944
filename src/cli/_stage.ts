import process from 'node:process';

import type { Command } from 'commander';

import { realClock } from '../base/clock.ts';
import type { Frame, Size } from '../tui/frame.ts';
import type { KeyEvent } from '../tui/key-event.ts';
import type { Style } from '../tui/paint.ts';
import { openScreen, type Screen } from '../tui/screen.ts';
import { isPlainConsole, styleOf } from '../tui/style.ts';
import type { Theme } from '../tui/theme.ts';
import { type Own, themeNamed } from './_own.ts';
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
  /** Gives it to another program for a while. */
  readonly lend: <T>(use: () => Promise<T>) => Promise<T>;
  readonly restore: () => void;
}

export function newHeldScreen(place: Place, own: Own, first: string): Held {
  const { terminal, command } = place;
  const { input, output } = terminal;
  const { mouse = true } = command.optsWithGlobals<{ mouse?: boolean }>();
  const plainConsole = isPlainConsole(process.platform, process.versions.node);
  let painted = first;
  let screen: Screen | undefined;
  let letGo = (): void => {};
  return {
    open(on) {
      const look = { style: styleFor(place, themeNamed(own, first)), ...on };
      screen = openScreen({ input, output, clock: realClock, mouse, plainConsole, ...look });
      letGo = terminal.hold(screen);
      return screen;
    },
    theme(name) {
      if (name !== painted) screen?.restyle(styleFor(place, themeNamed(own, name)));
      painted = name;
    },
    lend: (use) => (screen ? screen.lend(use) : use()),
    restore() {
      screen?.restore();
      letGo();
    },
  };
}

/** How this terminal is painted on. */
export function styleFor({ terminal, command }: Place, theme: Theme): Style {
  const { color = true, ascii = false } = command.optsWithGlobals<{
    color?: boolean;
    ascii?: boolean;
  }>();
  const { env } = terminal;
  const { platform } = process;
  return styleOf({ theme, env, platform, plain: !color, ascii });
}
