import type { Clock } from '../../base/clock.ts';
import type { Size } from '../frame.ts';
import type { KeyEvent } from '../key-event.ts';
import type { Surface } from '../run.ts';
import type { Answer, Page } from './page.ts';
import type { PageEvent, Standing } from './state.ts';
import { updatePage } from './update.ts';

export interface PageStage {
  readonly clock: Clock;
  /** Opens the terminal; it calls back for pictures and with what is typed. */
  readonly open: (on: {
    readonly state: (size: Size) => Standing;
    readonly heard: (event: KeyEvent) => void;
  }) => Surface;
  /** Aborts when the process is told to end: every page is left then. */
  readonly signal: AbortSignal;
  /** Other colours were chosen. */
  readonly themed: (name: string) => void;
}

/** The start screen, one page after the other. */
export interface Pages extends Disposable {
  /** Shows a page until the person did something with it. */
  readonly ask: (page: Page) => Promise<Answer>;
  /** Puts another list of choices into the page that is shown; the cursor stays at what it is at. */
  readonly renew: (page: Page) => void;
  /** Shows a page while something is done; undefined when the person did not want to wait. */
  readonly during: <T>(
    page: Page,
    work: (signal: AbortSignal) => Promise<T>,
  ) => Promise<{ readonly done: T } | 'back' | 'quit'>;
}

const tickMs = 1000;

export function runPages(stage: PageStage, begun: Standing): Pages {
  const { clock, signal } = stage;
  let state = begun;
  let answered = (_answer: Answer): void => {};

  const surface = stage.open({
    state: ({ width, height }) => (state = { ...state, columns: width, lines: height }),
    heard: (input) => happen({ type: 'input', input, now: clock.now() }),
  });
  const tick = (): void => {
    cancel = clock.later(tickMs, tick);
    happen({ type: 'tick', now: clock.now() });
  };
  let cancel = clock.later(Math.max(1, begun.bootUntil - clock.now()), tick);

  function happen(event: PageEvent): void {
    const [next, effects] = updatePage(state, event);
    state = next;
    for (const effect of effects)
      if (effect.do === 'answer') answered(effect.answer);
      else stage.themed(effect.theme);
    surface.now();
  }

  const leave = (): void => answered({ did: 'quit' });
  signal.addEventListener('abort', leave, { once: true });

  function ask(page: Page): Promise<Answer> {
    if (signal.aborted) return Promise.resolve({ did: 'quit' });
    happen({ type: 'page', page, now: clock.now() });
    return new Promise((resolve) => {
      answered = resolve;
    });
  }

  return {
    ask,
    renew: (page) => happen({ type: 'renewed', page, now: clock.now() }),
    during: (page, work) => during(ask, page, work),
    [Symbol.dispose]() {
      cancel();
      signal.removeEventListener('abort', leave);
    },
  };
}

async function during<T>(
  ask: Pages['ask'],
  page: Page,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ readonly done: T } | 'back' | 'quit'> {
  const stop = new AbortController();
  const stopped = ask(page).then(({ did }) => (did === 'quit' ? 'quit' : 'back'));
  const done = work(stop.signal).then((value) => ({ done: value }));
  const first = await Promise.race([done, stopped]);
  if (typeof first !== 'string') return first;
  stop.abort();
  // Whatever comes of it now, nobody waits for it any more.
  done.catch(() => {});
  return first;
}
