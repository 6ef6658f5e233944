import { randomBytes } from 'node:crypto';

import { realClock } from '../base/clock.ts';
import type { Profile } from '../client/account.ts';
import type { Client, Link } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import { choicesIn, type ChoicesFile } from '../home/choices.ts';
import type { Home } from '../home/paths.ts';
import { notice } from '../tui/notice.ts';
import { inLetters } from '../tui/plain/ascii.ts';
import { sendingIn, waitingIn } from '../tui/plain/own.ts';
import { plainStep } from '../tui/plain/step.ts';
import { newTranscript, type Transcript } from '../tui/plain/transcript.ts';
import { runScreen, type Stage } from '../tui/run.ts';
import { newState } from '../tui/start.ts';
import type { State } from '../tui/state.ts';
import { isPoor } from '../tui/style.ts';
import { languageIn } from '../words/language.ts';
import { screenWordsOf } from '../words/words.ts';
import { exportHere } from './_export-here.ts';
import { typing } from './_input.ts';
import { newWatch } from './_link.ts';
import { newLook } from './_look.ts';
import { newOutside } from './_outside.ts';
import type { Place } from './_stage.ts';
import type { ConnectOptions } from './connect.ts';
import { canShow, isTerminal } from './terminal.ts';

export interface Talking extends Place {
  readonly home: Home;
  readonly client: Client;
  readonly account: Profile;
}

/** A conversation on a terminal that can only write lines, as the input of this process has it. */
export interface Talk {
  /** A line that was typed. */
  readonly typed: (line: string) => void;
  /** No more of them will come. */
  readonly over: () => void;
  readonly link: () => Link;
  /** Whether the link was ever up. */
  readonly everUp: () => boolean;
  /** Whether a conversation is open. */
  readonly isSomewhere: () => boolean;
  /** How many own lines and files are on their way, and how many were refused. */
  readonly waiting: () => number;
  readonly failed: () => number;
  /** Changes with every line that is printed, and as files move. */
  readonly printed: () => number;
  /** Whether nothing is asked of the client or the disk. */
  readonly isIdle: () => boolean;
  /** Resolves when that is so; it is looked at whenever something happened. */
  readonly until: (isSo: () => boolean) => Promise<void>;
}

/** Prints what happens, and does what is typed, until the person quits or the input ends. */
export async function converse(talking: Talking): Promise<void> {
  const { home, account, terminal } = talking;
  const file = choicesIn(await accountsIn(home.data).folder(account));
  const begun = await begunWith(talking, file);
  const { words } = begun;
  const { client } = talking;
  say(talking, words.plain.begun(client.me.name, client.me.address));
  if (!client.me.seals) say(talking, words.plain.notSealed);
  const held = newHeld(talking, begun);
  const stage = stageFor(talking, file, held);
  const ending = new AbortController();
  try {
    using running = runScreen(stage, begun);
    await Promise.race([running.ended, typing(terminal, held.talk, ending.signal)]);
  } finally {
    ending.abort();
    await file.kept();
  }
}

async function begunWith(talking: Talking, file: ChoicesFile): Promise<State> {
  const { terminal, command, client } = talking;
  const { lang } = command.optsWithGlobals<{ lang?: string }>();
  const kept = await file.read();
  return newState({
    me: client.me,
    words: await screenWordsOf(languageIn(lang ?? kept.lang) ?? terminal.language),
    choices: kept,
    now: realClock.now(),
    columns: 80,
    lines: 24,
    boot: 0,
    history: [],
  });
}

/** Prints a text that is harmless, with letters alone where that is wanted. */
export function say({ terminal, command }: Place, text: string): void {
  const { ascii = false } = command.optsWithGlobals<{ ascii?: boolean }>();
  terminal.out(`${ascii ? inLetters(text) : text}\n`);
}

interface Held {
  readonly talk: Talk;
  readonly client: Client;
  /** Until that is done the next line of a pipe waits. */
  readonly over: <T>(work: Promise<T>) => Promise<T>;
  readonly step: NonNullable<Stage['step']>;
  readonly open: Stage['open'];
}

/** What is known of the conversation between two events. */
function newHeld(talking: Talking, begun: State): Held {
  const { client, command } = talking;
  const { accessible = false } = command.optsWithGlobals<ConnectOptions>();
  let state = begun;
  let transcript: Transcript = newTranscript(accessible, begun.now);
  let heard: Parameters<Stage['open']>[0]['heard'] = () => {};
  const looks = newLooks();
  const busy = newBusy(looks.soon);
  return {
    client: { ...client, ask: (ask) => busy.over(client.ask(ask)) },
    over: (work) => busy.over(work),
    step(before, event) {
      const taken = plainStep(transcript, before, event);
      ({ state, transcript } = taken);
      for (const text of taken.texts) say(talking, text);
      looks.soon();
      return [taken.state, taken.effects];
    },
    open(on) {
      ({ heard } = on);
      return { now() {}, soon() {}, calm() {}, copy() {}, ...callsOn(talking) };
    },
    talk: {
      typed: (text) => heard({ kind: 'paste', text }),
      over: () => heard({ kind: 'key', chord: 'ctrl+d' }),
      link: () => state.link,
      everUp: () => state.everUp,
      isSomewhere: () => state.at !== undefined,
      waiting: () => waitingIn(transcript) + sendingIn(state, begun.now).length,
      failed: () => transcript.failed,
      printed: () =>
        sendingIn(state, begun.now).reduce((sum, { bytes }) => sum + bytes, transcript.next),
      isIdle: busy.isIdle,
      until: looks.until,
    },
  };
}

/** Whoever is called hears the terminal, where there is one. */
function callsOn({ terminal }: Place): Pick<ReturnType<Stage['open']>, 'bell' | 'notify'> {
  if (!canShow(terminal)) return { bell() {}, notify() {} };
  return {
    bell: () => terminal.out('\u0007'),
    notify(title, text) {
      if (!isPoor(terminal.env)) terminal.out(notice(title, text));
    },
  };
}

/** Of what was begun it is known whether it is all over. */
function newBusy(answered: () => void) {
  let begun = 0;
  return {
    isIdle: () => begun === 0,
    async over<T>(work: Promise<T>): Promise<T> {
      begun += 1;
      try {
        return await work;
      } finally {
        begun -= 1;
        answered();
      }
    },
  };
}

/** Waits for something to be so, looking whenever something happened. */
function newLooks() {
  const waiting = new Set<{ readonly isSo: () => boolean; readonly done: () => void }>();
  let due = false;
  function look(): void {
    due = false;
    for (const one of waiting) {
      if (!one.isSo()) continue;
      waiting.delete(one);
      one.done();
    }
  }
  function soon(): void {
    if (due || waiting.size === 0) return;
    due = true;
    // What an answer makes of everything, and asks in turn, is done before.
    setImmediate(look);
  }
  return {
    soon,
    until: (isSo: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        waiting.add({ isSo, done: resolve });
        soon();
      }),
  };
}

function stageFor(talking: Talking, file: ChoicesFile, held: Held): Stage {
  const { terminal, client } = talking;
  const { words } = terminal;
  const seats = isTerminal(terminal.input) ? 'always' : 'never';
  const look = newLook(talking.home.data);
  return {
    client: held.client,
    clock: realClock,
    newId: () => randomBytes(16).toString('hex'),
    step: held.step,
    open: held.open,
    speak: screenWordsOf,
    // Only an address is opened by another program: the rest is printed.
    outside: isTerminal(terminal.input)
      ? newOutside({ env: terminal.env, folder: talking.home.data, lend: (use) => use() })
      : () => Promise.resolve(undefined),
    disk: (ask) => held.over(look(ask)),
    exported: (to, said, signal) => held.over(exportHere({ client, words, to, said, signal })),
    looked: newWatch({ seats }).look,
    chosen: file.keep,
  };
}
