import { realClock } from '../src/base/clock.ts';
import type { LineRow, RoomRow } from '../src/client/port.ts';
import { itemsOf } from '../src/tui/items.ts';
import { newKeyParser } from '../src/tui/keys.ts';
import { newPainter } from '../src/tui/paint.ts';
import { rollOf } from '../src/tui/roll.ts';
import { rowOf } from '../src/tui/rows.ts';
import { newState } from '../src/tui/start.ts';
import type { Event, State } from '../src/tui/state.ts';
import { builtIn } from '../src/tui/themes.ts';
import { update } from '../src/tui/update.ts';
import { view } from '../src/tui/view.ts';
import { screen as en } from '../src/words/en/screen.ts';

const people = ['ana', 'joão', 'Beatriz', 'karl', '美咲', 'zé', 'olga', 'li'];
const words =
  'olá mundo rede servidor mensagem criptografia usuário grupo arquivo 日本語 ação 🚀 laboratório nuvem'.split(
    ' ',
  );
const begun = new Date(2026, 10, 21, 8, 0, 0).getTime();
const room = '#lobby';

/** A line as people write them: some words, some of them wide. */
export function lineAt(seq: number, said?: string): LineRow {
  const length = 4 + ((seq * 7) % 24);
  const text = Array.from({ length }, (_, word) => words[(seq * 5 + word * 3) % words.length]);
  return {
    id: String(seq).padStart(32, '0'),
    room,
    seq,
    from: people[seq % people.length] ?? '',
    device: 7,
    at: begun + seq * 1000,
    content: { kind: 'text', text: said ?? `${text.join(' ')} ${seq}` },
    sealed: false,
    removed: false,
  };
}

/** The product's screen of 120×36, everything but its terminal and its client: painted for nobody. */
export interface Scene {
  readonly paint: () => string;
  /** One line more in the open conversation, and the picture of it. */
  readonly append: (said?: string) => string;
  /** Lines that came at once, without a picture. */
  readonly take: (lines: readonly LineRow[]) => void;
  /** As many lines more, without a picture. */
  readonly follow: (count: number) => void;
  /** So many lines at once in memory, and somebody who reads in the middle of them. */
  readonly hold: (count: number) => void;
  readonly key: (bytes: string) => string;
  /** Keys that came at once, in so many pieces, and one picture at the end of the turn. */
  readonly burst: (count: number, pieces: number) => string;
}

const size = { width: 120, height: 36 };
const style = { theme: builtIn('cmd'), depth: 'true', ascii: false, extras: true } as const;

type Happening = Event extends infer E
  ? E extends Event
    ? Omit<E, 'now' | 'fresh'>
    : never
  : never;

export function newScene(): Scene {
  const painter = newPainter(size, style);
  let state = furnished();
  let last = 0;
  const happen = (happening: Happening): void => {
    [state] = update(state, { ...happening, now: Date.now(), fresh: 'x' });
  };
  const next = (said?: string): LineRow => lineAt((last += 1), said);
  const keys = newKeyParser((input) => happen({ type: 'input', input }), { clock: realClock });
  const paint = (): string => painter.paint(view(state, size, style.theme));

  return {
    paint,
    append(said) {
      happen({ type: 'client', event: { event: 'line', line: next(said) } });
      return paint();
    },
    take: (lines) => happen({ type: 'lines', lines }),
    follow(count) {
      for (let done = 0; done < count; done += atOnce)
        happen({ type: 'lines', lines: Array.from({ length: atOnce }, () => next()) });
    },
    hold(count) {
      state = withHeld(state, count);
      last = count;
    },
    key(bytes) {
      keys.feed(Buffer.from(bytes));
      return paint();
    },
    burst(count, pieces) {
      const piece = Buffer.from('x'.repeat(count / pieces));
      for (let at = 0; at < pieces; at += 1) keys.feed(piece);
      return paint();
    },
  };
}

/** As many lines as the screen takes in one turn. */
const atOnce = 500;

function withHeld(state: State, count: number): State {
  const rows = Array.from({ length: count }, (_, at) => rowOf(lineAt(at + 1), en.reasons));
  const anchor = { id: rows[count >> 1]?.id ?? '', row: 0 };
  const held = { rows: rollOf(rows), items: itemsOf(rows, 'duna'), anchor };
  const chats = state.chats.map((chat) => (chat.to === room ? { ...chat, ...held } : chat));
  return { ...state, chats };
}

/** A person with a dozen conversations, and eight people beside them. */
function furnished(): State {
  const step = (before: State, happening: Happening): State =>
    update(before, { ...happening, now: Date.now(), fresh: 'x' })[0];
  const answer = (
    purpose: Extract<Event, { type: 'answer' }>['purpose'],
    value: unknown,
  ): Happening => ({
    type: 'answer',
    purpose,
    answer: value,
  });
  const members = people.map((name) => ({ name, role: 'member', state: 'online' as const }));
  const names = [room, '#geral', '+tcc', '+redes', ...people.map((name) => `@${name}`)];
  let state = newState({
    me: { name: 'duna', nuvem: 'sha256:x', address: 'nuvem:7070', device: 1, seals: false },
    words: en,
    choices: { theme: 'cmd', muted: [], chats: true, people: true, quiet: '', colours: {} },
    now: Date.now(),
    columns: size.width,
    lines: size.height,
    boot: 0,
    history: [],
  });
  state = step(state, {
    type: 'client',
    event: { event: 'link', link: { state: 'up', latency: 3 } },
  });
  state = step(state, answer({ for: 'rooms' }, names.map(roomRow)));
  state = step(state, answer({ for: 'lines', to: room, page: 'last' }, []));
  return step(state, answer({ for: 'people', to: room }, members));
}

const kinds: Readonly<Record<string, RoomRow['kind']>> = { '@': 'dm', '+': 'group' };

const roomRow = (to: string): RoomRow => ({
  to,
  key: to,
  kind: kinds[to[0] ?? ''] ?? 'channel',
  role: 'member',
  members: people.length,
  topic: 'rede de computadores 2026/2',
  head: 0,
  received: 0,
  read: 0,
  sealed: false,
  alarm: [],
  request: false,
});
