import type { ClientEvent, LineRow, RoomRow } from '../../../src/client/port.ts';
import { plainStep } from '../../../src/tui/plain/step.ts';
import { newTranscript } from '../../../src/tui/plain/transcript.ts';
import { newState } from '../../../src/tui/start.ts';
import type { Effect, Event, State } from '../../../src/tui/state.ts';
import { screen as en, type ScreenWords as Words } from '../../../src/words/en/screen.ts';
import { noon } from './scene.ts';

type Happening = Event extends infer E
  ? E extends Event
    ? Omit<E, 'now' | 'fresh'>
    : never
  : never;
type Ask = Extract<Effect, { do: 'ask' }>['ask'];

/** A conversation line by line, without a terminal or a client. */
export interface PlainScene {
  readonly state: () => State;
  /** What was printed since the last look, each with all its rows. */
  readonly texts: () => readonly string[];
  readonly effects: () => readonly Effect[];
  readonly asks: () => readonly Ask[];
  readonly happen: (happening: Happening) => void;
  /** So many milliseconds go by. */
  readonly wait: (ms: number) => void;
  readonly tell: (event: ClientEvent) => void;
  readonly typed: (...lines: readonly string[]) => void;
  /** The input is over. */
  readonly end: () => void;
  /** How many own lines were not sent. */
  readonly failed: () => number;
  readonly rooms: (...rooms: readonly RoomRow[]) => void;
  readonly lines: (to: string, ...lines: readonly LineRow[]) => void;
}

export function plainScene(options: { words?: Words; aloud?: boolean } = {}): PlainScene {
  let state = newState({
    me: { name: 'duna', nuvem: 'sha256:x', address: 'nuvem.local:7070', device: 1, seals: false },
    words: options.words ?? en,
    choices: { theme: 'cmd', muted: [], chats: true, people: true, quiet: '', colours: {} },
    now: noon,
    columns: 80,
    lines: 24,
    boot: 0,
    history: [],
  });
  let transcript = newTranscript(options.aloud ?? false, noon);
  let texts: string[] = [];
  let effects: Effect[] = [];
  let count = 0;
  let now = noon;
  const happen: PlainScene['happen'] = (happening) => {
    count += 1;
    const fresh = String(count).padStart(32, '0');
    const taken = plainStep(transcript, state, { ...happening, now, fresh });
    ({ state, transcript } = taken);
    texts.push(...taken.texts);
    effects.push(...taken.effects);
  };
  const looked = (): readonly Effect[] => {
    const all = effects;
    effects = [];
    return all;
  };
  return {
    state: () => state,
    texts() {
      const all = texts;
      texts = [];
      return all;
    },
    effects: looked,
    asks: () => looked().flatMap((effect) => (effect.do === 'ask' ? [effect.ask] : [])),
    happen,
    wait: (ms) => void (now += ms),
    tell: (event) => happen({ type: 'client', event }),
    typed(...lines) {
      for (const text of lines) happen({ type: 'input', input: { kind: 'paste', text } });
    },
    end: () => happen({ type: 'input', input: { kind: 'key', chord: 'ctrl+d' } }),
    failed: () => transcript.failed,
    rooms: (...rooms) => happen({ type: 'answer', purpose: { for: 'rooms' }, answer: rooms }),
    lines: (to, ...lines) =>
      happen({ type: 'answer', purpose: { for: 'lines', to, page: 'last' }, answer: lines }),
  };
}
