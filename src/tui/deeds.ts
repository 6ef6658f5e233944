import { type Client, ClientError } from '../client/port.ts';
import { Trouble } from '../words/reason.ts';
import type { AskEffect, Happening, Play, Stage, Surface } from './run.ts';
import type { Effect, Outside, Purpose } from './state.ts';

export type Deed = Exclude<Effect, { do: 'ask' | 'quit' | 'keep' }>;

export interface Doer {
  readonly stage: Stage;
  readonly surface: Surface;
  readonly happen: Play['happen'];
  readonly signal: AbortSignal;
}

type Doers = {
  readonly [K in Deed['do']]: (
    doer: Doer,
    effect: Extract<Deed, { readonly do: K }>,
  ) => Promise<void> | void;
};

const elsewhere = async ({ stage, happen }: Doer, what: Outside): Promise<void> => {
  const next = await outside(stage, what);
  if (next) happen(next, true);
};

const doers: Doers = {
  bell: ({ surface }) => surface.bell(),
  notify: ({ surface }, { title, text }) => surface.notify(title, text),
  copy: ({ surface }, { text }) => surface.copy(text),
  async speak({ stage, happen }, { language }) {
    happen({ type: 'spoken', language, words: await stage.speak(language) }, true);
  },
  async export({ stage, happen, signal }, { to, said }) {
    happen(await outcomeOf({ for: 'told', to }, stage.exported(to, said, signal)));
  },
  async disk({ stage, happen }, { ask, purpose }) {
    happen(await outcomeOf(purpose, stage.disk(ask)), true);
  },
  browse: elsewhere,
  show: elsewhere,
  read: elsewhere,
  write: elsewhere,
};

/** What is done besides pictures and asks. */
export async function done(doer: Doer, effect: Deed): Promise<void> {
  const does = doers[effect.do] as (doer: Doer, effect: Deed) => Promise<void> | void;
  await does(doer, effect);
}

async function outside(stage: Stage, what: Outside): Promise<Happening | undefined> {
  try {
    const text = await stage.outside(what);
    return text === undefined ? undefined : { type: 'written', text };
  } catch (failure) {
    if (!(failure instanceof ClientError)) throw failure;
    return { type: 'failed', reason: failure.reason };
  }
}

/** What the client answers, or why it refuses, as something that happens; a bug is thrown. */
export const answerTo = (client: Client, { ask, purpose }: AskEffect): Promise<Happening> =>
  outcomeOf(purpose, client.ask(ask));

async function outcomeOf(purpose: Purpose, asked: Promise<unknown>): Promise<Happening> {
  try {
    return { type: 'answer', purpose, answer: await asked };
  } catch (failure) {
    if (!(failure instanceof Trouble)) throw failure;
    return { type: 'refused', purpose, reason: failure.reason };
  }
}
