import type { Clock } from '../base/clock.ts';
import { copied, modes } from './_modes.ts';
import { type Host, type HostOutput, openHost } from './blessed.ts';
import type { Frame, Size } from './frame.ts';
import type { KeyEvent } from './key-event.ts';
import { type KeyParser, newKeyParser } from './keys.ts';
import { notice } from './notice.ts';
import { newPace, type Pace } from './pace.ts';
import { newPainter, type Painter, type Style } from './paint.ts';

/** Where keys come from, as `process.stdin` is. */
export interface ScreenInput {
  readonly setRawMode?: (raw: boolean) => unknown;
  readonly on: (event: 'data', heard: (bytes: Uint8Array) => void) => unknown;
  readonly off: (event: 'data', heard: (bytes: Uint8Array) => void) => unknown;
  readonly resume: () => unknown;
  readonly pause: () => unknown;
}

export interface ScreenOptions {
  readonly input: ScreenInput;
  readonly output: HostOutput;
  readonly clock: Clock;
  readonly style: Style;
  /** Whether the mouse is ours; else the terminal selects text with it. */
  readonly mouse: boolean;
  /** A console that says no more than keys (see `keys.ts`). */
  readonly plainConsole?: boolean;
  /** The picture as it is now; asked for when there is time to paint it. */
  readonly view: (size: Size) => Frame;
  readonly heard: (event: KeyEvent) => void;
}

/** The terminal in our hands, until `restore`. */
export interface Screen {
  readonly size: () => Size;
  /** Paint in this turn: after a key. */
  readonly now: () => void;
  /** Paint soon: after something from the network. */
  readonly soon: () => void;
  /** Paint a few times a second: while figures change. */
  readonly calm: () => void;
  readonly restyle: (style: Style) => void;
  readonly bell: () => void;
  /** A notice of the desktop (OSC 9 and 777), where the terminal passes it on. */
  readonly notify: (title: string, text: string) => void;
  /** Puts a text where the terminal keeps what is copied (OSC 52), where it takes that. */
  readonly copy: (text: string) => void;
  /** Gives the terminal away, to an editor or a pager, and takes it again. */
  readonly lend: <T>(use: () => Promise<T>) => Promise<T>;
  /** Whether somebody else has it at this moment. */
  readonly lent: () => boolean;
  /** After a stop in the shell: what the terminal was told is told again. */
  readonly again: () => void;
  /** Leaves the terminal exactly as it was, at once and once. */
  readonly restore: () => void;
}

export function openScreen(options: ScreenOptions): Screen {
  const host = openHost(options.output, () => changedSize(hands));
  const hands: Hands = {
    options,
    host,
    style: options.style,
    painter: newPainter(host.size(), options.style),
    pace: newPace(options.clock, () => paint(hands)),
    keys: newKeyParser(options.heard, options),
    read: (bytes) => hands.keys.feed(bytes),
    ours: false,
    over: false,
    behind: false,
  };
  take(hands);
  return {
    size: host.size,
    now: hands.pace.now,
    soon: hands.pace.soon,
    calm: hands.pace.calm,
    restyle: (style) => restyle(hands, style),
    bell: () => void options.output.write('\u0007'),
    notify(title, text) {
      if (hands.style.extras) options.output.write(notice(title, text));
    },
    copy: (text) => void options.output.write(copied(hands.style, text)),
    lend: (use) => lend(hands, use),
    lent: () => !hands.ours && !hands.over,
    again() {
      if (!hands.ours) return;
      give(hands);
      take(hands);
    },
    restore: () => restore(hands),
  };
}

/** A terminal, and whether it is ours at this moment. */
interface Hands {
  readonly options: ScreenOptions;
  readonly host: Host;
  readonly painter: Painter;
  readonly pace: Pace;
  readonly keys: KeyParser;
  readonly read: (bytes: Uint8Array) => void;
  style: Style;
  ours: boolean;
  /** It was given back for good. */
  over: boolean;
  /** It has not taken the last picture yet. */
  behind: boolean;
}

function take(hands: Hands): void {
  if (hands.ours || hands.over) return;
  hands.ours = true;
  const { input, output, mouse } = hands.options;
  input.setRawMode?.(true);
  hands.host.enter();
  output.write(modes(hands.style, mouse).on);
  hands.painter.forget();
  input.on('data', hands.read);
  input.resume();
  hands.pace.now();
}

function give(hands: Hands): void {
  if (!hands.ours) return;
  hands.ours = false;
  const { input, output, mouse } = hands.options;
  input.off('data', hands.read);
  hands.keys.end();
  output.write(modes(hands.style, mouse).off);
  hands.host.leave();
  input.pause();
  input.setRawMode?.(false);
}

function paint(hands: Hands): void {
  if (!hands.ours) return;
  const { output, view } = hands.options;
  // A terminal that does not keep up gets the newest picture when it has taken the last one.
  if (output.writableNeedDrain) return waitForDrain(hands);
  const bytes = hands.painter.paint(view(hands.host.size()));
  if (bytes !== '') output.write(bytes);
}

function waitForDrain(hands: Hands): void {
  if (hands.behind) return;
  hands.behind = true;
  hands.options.output.once('drain', () => {
    hands.behind = false;
    hands.pace.now();
  });
}

function changedSize({ painter, host, pace }: Hands): void {
  painter.resize(host.size());
  pace.now();
}

function restyle(hands: Hands, style: Style): void {
  hands.style = style;
  hands.painter.restyle(style);
  hands.pace.now();
}

async function lend<T>(hands: Hands, use: () => Promise<T>): Promise<T> {
  give(hands);
  try {
    return await use();
  } finally {
    take(hands);
  }
}

function restore(hands: Hands): void {
  if (hands.over) return;
  hands.over = true;
  hands.pace.end();
  try {
    give(hands);
  } finally {
    hands.host.end();
  }
}
