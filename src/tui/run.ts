import { setImmediate as turn } from 'node:timers/promises';

import type { Clock } from '../base/clock.ts';
import { type Client, ClientError, type Link } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import type { Language } from '../words/language.ts';
import { type Choices, choicesIn } from './choices.ts';
import { answerTo, done } from './deeds.ts';
import type { DiskAnswers, DiskAsk } from './disk.ts';
import type { Size } from './frame.ts';
import { newGathered } from './gathered.ts';
import type { KeyEvent } from './key-event.ts';
import type { Effect, Event, Outside, State, Step } from './state.ts';
import { update } from './update.ts';

/** The terminal, as far as it is needed here. */
export interface Surface {
  /** Paint in this turn: somebody is waiting. */
  readonly now: () => void;
  /** Paint in a moment. */
  readonly soon: () => void;
  /** Paint when there is time for it: only figures changed. */
  readonly calm: () => void;
  readonly bell: () => void;
  readonly notify: (title: string, text: string) => void;
  readonly copy: (text: string) => void;
}

export interface Stage {
  /** What an event makes of the screen, where that is more than a picture. */
  readonly step?: (state: State, event: Event) => Step;
  readonly client: Client;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Opens the terminal; it calls back for pictures and with what is typed. */
  readonly open: (on: {
    readonly state: (size: Size) => State;
    readonly heard: (event: KeyEvent) => void;
  }) => Surface;
  /** Every sentence in another language. */
  readonly speak: (language: Language) => Promise<Words>;
  /** Has another program show or write something; answers what was written, or throws `ClientError`. */
  readonly outside: (what: Outside) => Promise<string | undefined>;
  /** Throws when such a link will not come up by itself. */
  readonly looked: (link: Link) => void;
  /** Writes a conversation into a file, and says so in a sentence; refuses with `Trouble`. */
  readonly exported: (to: string, said: string, signal: AbortSignal) => Promise<string>;
  /** Looks at the disk of this machine; refuses with `Trouble`. */
  readonly disk: (ask: DiskAsk) => Promise<DiskAnswers[keyof DiskAnswers]>;
  /** The person chose something: another theme, other panes. */
  readonly chosen: (choices: Choices) => void;
}

/** A screen that lives. */
export interface Running extends Disposable {
  /** Ends with the screen: when the person quits, or with what went wrong. */
  readonly ended: Promise<void>;
}

export type Happening = Event extends infer E
  ? E extends Event
    ? Omit<E, 'now' | 'fresh'>
    : never
  : never;

const tickMs = 1000;
const longestKeep = 1000;

/** Keys and what the client tells go in, pictures and asks come out, until the person quits. */
export function runScreen(stage: Stage, begun: State): Running {
  const { clock } = stage;
  const end = newEnd();
  const play = newPlay(stage, begun, end);
  void end.when(follow(stage, play, end));
  void end.when(begin(stage, play));
  ticking(clock, begun.bootUntil, play, end);
  return { ended: end.ended, [Symbol.dispose]: () => end.now() };
}

interface End {
  readonly signal: AbortSignal;
  readonly ended: Promise<void>;
  readonly now: (failure?: unknown) => void;
  /** A failure of that work ends the screen. */
  readonly when: (work: Promise<void>) => Promise<void>;
}

function newEnd(): End {
  const ending = new AbortController();
  const { signal } = ending;
  let failed: unknown;
  const ended = new Promise<void>((resolve, reject) => {
    const settle = (): void => (failed === undefined ? resolve() : reject(failed));
    signal.addEventListener('abort', settle, { once: true });
  });
  const now = (failure?: unknown): void => {
    failed ??= signal.aborted ? undefined : failure;
    ending.abort();
  };
  return { signal, ended, now, when: (work) => work.catch(now) };
}

export type AskEffect = Extract<Effect, { do: 'ask' }>;

export interface Play {
  /** `urgent` for what a person waits for. */
  readonly happen: (happening: Happening, urgent?: boolean) => void;
  readonly ask: (effect: AskEffect) => Promise<void>;
}

function newPlay(stage: Stage, begun: State, end: End): Play {
  const { client, clock, newId, step = update } = stage;
  let state = begun;
  const closing = newClosing(clock, end);
  const surface = stage.open({
    state({ width, height }) {
      if (width !== state.columns || height !== state.lines)
        state = { ...state, columns: width, lines: height };
      return state;
    },
    heard: (input) => happen({ type: 'input', input }, true),
  });

  function happen(happening: Happening, urgent = false): void {
    if (end.signal.aborted) return;
    try {
      const [next, effects] = step(state, { ...happening, now: clock.now(), fresh: newId() });
      state = next;
      for (const effect of effects) perform(effect);
    } catch (bug) {
      return end.now(bug);
    }
    if (urgent) surface.now();
    else if (isProgress(happening)) surface.calm();
    else surface.soon();
  }

  function perform(effect: Effect): void {
    if (effect.do === 'ask') closing.waits(effect, end.when(ask(effect)));
    else if (effect.do === 'quit') closing.now();
    else if (effect.do === 'keep') stage.chosen(choicesIn(state));
    else void end.when(done({ stage, surface, happen, signal: end.signal }, effect));
  }

  const ask = async (effect: AskEffect): Promise<void> => happen(await answerTo(client, effect));
  return { happen, ask };
}

/** Of several files it comes many times a second. */
const isProgress = (happening: Happening): boolean =>
  happening.type === 'client' &&
  happening.event.event === 'file' &&
  happening.event.file.state === 'moving';

interface Closing {
  readonly waits: (effect: AskEffect, answered: Promise<void>) => void;
  readonly now: () => void;
}

/** Ends the screen when what is being written is on disk; a disk that takes nothing holds nobody back. */
function newClosing(clock: Clock, end: End): Closing {
  const keeping = new Set<Promise<void>>();
  return {
    waits({ purpose }, answered) {
      if (purpose.for !== 'kept') return;
      keeping.add(answered);
      void answered.then(() => keeping.delete(answered));
    },
    now() {
      const cancel = clock.later(longestKeep, () => end.now());
      end.signal.addEventListener('abort', cancel, { once: true });
      void Promise.all(keeping).then(() => end.now());
    },
  };
}

async function follow({ client, looked }: Stage, play: Play, end: End): Promise<void> {
  const gathered = newGathered(play);
  for await (const event of client.events(end.signal)) {
    if (event.event === 'link') looked(event.link);
    gathered.take(event);
    // However much comes, there is a turn for keys and pictures in between.
    if (gathered.full()) await turn();
  }
  if (!end.signal.aborted) throw new ClientError('local', ['account-ended']);
}

async function begin({ client, looked }: Stage, play: Play): Promise<void> {
  void play.ask({ do: 'ask', ask: { kind: 'rooms' }, purpose: { for: 'rooms' } });
  const link = await client.ask<'link'>({ kind: 'link' });
  looked(link);
  play.happen({ type: 'client', event: { event: 'link', link } });
}

/** The clock of the status bar, and what goes with time. */
function ticking(clock: Clock, first: number, play: Play, end: End): void {
  let cancel = (): void => {};
  const tick = (): void => {
    cancel = clock.later(tickMs, tick);
    play.happen({ type: 'tick' });
  };
  cancel = clock.later(Math.max(1, first - clock.now()), tick);
  end.signal.addEventListener('abort', () => cancel(), { once: true });
}
