import type { Address } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import type { Saved } from '../client/account.ts';
import type { Home } from '../home/paths.ts';
import type { Frame, Size } from '../tui/frame.ts';
import type { Answer, Page } from '../tui/page/page.ts';
import { type Pages, type PageStage, runPages } from '../tui/page/run.ts';
import { blank, type Standing } from '../tui/page/state.ts';
import { viewPage } from '../tui/page/view.ts';
import { busyPage } from '../tui/pages/busy.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import { inWords } from '../words/reason.ts';
import { discoveryPort } from './_around.ts';
import { type Own, themeNamed } from './_own.ts';
import { newHeldScreen, type Place, styleFor } from './_stage.ts';
import type { ConnectOptions } from './connect.ts';
import { explained } from './failure.ts';

/** An account that can be opened, and where its nuvem is looked for first. */
export interface Entered {
  readonly account: Saved;
  readonly address: Address;
}

/** What a step of the start screen came to. */
export type Step = Entered | 'back' | 'quit';

/** The start screen while it is shown. */
export interface Hall {
  readonly home: Home;
  readonly words: Words;
  /** Whether what is kept of an account that comes in lies under its password. */
  readonly locks: boolean;
  readonly pages: Pages;
  /** Where nuvens of this network are asked for; 0 for nowhere. */
  readonly discoveryPort: number;
  /** The theme that was chosen here. */
  readonly theme: () => string | undefined;
  /** Puts it away: the terminal is as it was, or another screen takes it. */
  readonly away: () => void;
}

export interface HallLook {
  readonly words: Words;
  readonly theme: string;
  readonly own: Own;
  /** What the boot picture says; none without it. */
  readonly boot: readonly string[] | undefined;
}

const bootMs = 600;

export function openHall(place: Place, home: Home, look: HallLook): Hall {
  const held = newHeldScreen(place, look.own, look.theme);
  const pictured = (now: Standing, size: Size): Frame =>
    viewPage(now, size, themeNamed(look.own, now.theme));
  let theme: string | undefined;
  const stage: PageStage = {
    clock: realClock,
    signal: place.terminal.signal,
    open: ({ state, heard }) => held.open({ heard, view: (size) => pictured(state(size), size) }),
    themed(name) {
      theme = name;
      held.theme(name);
    },
  };
  const pages = runPages(stage, standingFor(place, look));
  return {
    home,
    words: look.words,
    locks: place.command.optsWithGlobals<ConnectOptions>().lock === true,
    pages,
    discoveryPort: discoveryPort(place.terminal),
    theme: () => theme,
    away() {
      pages[Symbol.dispose]();
      held.restore();
    },
  };
}

function standingFor(place: Place, { words, theme, own, boot }: HallLook): Standing {
  const { output } = place.terminal;
  const now = realClock.now();
  return {
    words,
    columns: output.columns || 80,
    lines: output.rows || 24,
    theme,
    themes: [...own.themes.keys()],
    ascii: styleFor(place, themeNamed(own, theme)).ascii,
    now,
    bootUntil: boot ? now + bootMs : 0,
    boot: boot ?? [],
    page: blank,
    focus: 0,
    texts: {},
    secrets: {},
    top: 0,
  };
}

/** What was chosen on a page, and what was typed. */
export type Chosen = Omit<Extract<Answer, { did: 'choose' }>, 'did'>;

/** Shows a page; its choice `back` is going back. */
export async function ask({ pages }: Hall, page: Page): Promise<Chosen | 'back' | 'quit'> {
  const answer = await pages.ask(page);
  if (answer.did !== 'choose') return answer.did;
  return answer.choice === 'back' ? 'back' : answer;
}

/** Does something while a page says so; what goes wrong with it, as expected, is a sentence. */
export async function during<T>(
  { pages, words }: Hall,
  said: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<
  { readonly done: T } | { readonly failure: unknown; readonly text: string } | 'back' | 'quit'
> {
  const page: Page = busyPage(words, said);
  try {
    return await pages.during(page, work);
  } catch (failure) {
    const known = explained(failure);
    if (!known) throw failure;
    return { failure, text: inWords(words.reasons, known.reason) };
  }
}
