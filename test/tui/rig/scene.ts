import type { ClientEvent, LineRow, RoomRow } from '../../../src/client/port.ts';
import type { KeyEvent } from '../../../src/tui/key-event.ts';
import { newState } from '../../../src/tui/start.ts';
import type { Effect, Event, State } from '../../../src/tui/state.ts';
import { update } from '../../../src/tui/update.ts';
import { screen as en, type ScreenWords as Words } from '../../../src/words/en/screen.ts';

/** Noon of a Saturday, on the clock of whoever looks. */
export const noon = new Date(2026, 10, 21, 12, 0, 0).getTime();
export const minute = 60_000;

type Happening = Event extends infer E
  ? E extends Event
    ? Omit<E, 'now' | 'fresh'>
    : never
  : never;

/** A screen without a terminal or a client: what happens goes in, state and effects come out. */
export interface Scene {
  readonly state: () => State;
  /** Everything asked for since the last look. */
  readonly effects: () => readonly Effect[];
  readonly happen: (happening: Happening, now?: number) => void;
  readonly tell: (event: ClientEvent, now?: number) => void;
  readonly key: (...chords: readonly string[]) => void;
  readonly type: (text: string) => void;
  readonly rooms: (rooms: readonly RoomRow[]) => void;
  readonly lines: (to: string, lines: readonly LineRow[]) => void;
  readonly set: (change: (state: State) => State) => void;
}

export function newScene(
  options: { words?: Words; columns?: number; lines?: number; boot?: number } = {},
): Scene {
  let effects: Effect[] = [];
  let count = 0;
  let state = newState({
    me: { name: 'duna', nuvem: 'sha256:x', address: 'nuvem.local:7070', device: 1, seals: false },
    words: options.words ?? en,
    choices: { theme: 'cmd', muted: [], chats: true, people: true, quiet: '', colours: {} },

    now: noon,
    columns: options.columns ?? 80,
    lines: options.lines ?? 24,
    boot: options.boot ?? 0,
    history: ['#lobby 10:01 <ana> bom dia!', '@ana 10:02 <duna> oi'],
  });
  const happen: Scene['happen'] = (happening, now = noon) => {
    count += 1;
    const fresh = String(count).padStart(32, '0');
    const [next, more] = update(state, { ...happening, now, fresh });
    state = next;
    effects.push(...more);
  };
  const input = (event: KeyEvent): void => happen({ type: 'input', input: event });
  return {
    state: () => state,
    effects() {
      const all = effects;
      effects = [];
      return all;
    },
    happen,
    tell: (event, now) => happen({ type: 'client', event }, now),
    key: (...chords) => {
      for (const chord of chords) input({ kind: 'key', chord });
    },
    type: (text) => input({ kind: 'text', text }),
    rooms: (rooms) => happen({ type: 'answer', purpose: { for: 'rooms' }, answer: rooms }),
    lines: (to, lines) =>
      happen({ type: 'answer', purpose: { for: 'lines', to, page: 'last' }, answer: lines }),
    set: (change) => void (state = change(state)),
  };
}

const kinds: Readonly<Record<string, RoomRow['kind'] | undefined>> = { '@': 'dm', '+': 'group' };

export function room(to: string, more: Partial<RoomRow> = {}): RoomRow {
  return {
    to,
    key: to,
    kind: kinds[to[0] ?? ''] ?? 'channel',
    role: 'member',
    members: 2,
    topic: '',
    head: 0,
    received: 0,
    read: 0,
    sealed: false,
    alarm: [],
    request: false,
    ...more,
  };
}

export function line(
  to: string,
  seq: number,
  from: string,
  text: string,
  more: Partial<LineRow> = {},
): LineRow {
  return {
    id: `${to} ${seq}`,
    room: to,
    seq,
    from,
    device: 1,
    at: noon - (30 - seq) * minute,
    content: { kind: 'text', text },
    sealed: false,
    removed: false,
    ...(from === 'duna' ? { state: 'stored' as const } : {}),
    ...more,
  };
}

/** A room full of people, as the drawings of the design have it. */
export function laboratory(options: Parameters<typeof newScene>[0] = {}): Scene {
  const scene = newScene(options);
  const lab = '#laboratório';
  scene.rooms([
    room(lab, { topic: 'rede de computadores 2026/2', head: 12, read: 9, members: 9 }),
    room('#geral', { head: 134 }),
    room('+tcc-segurança-da-informação', { head: 5, read: 0, members: 4 }),
    room('@ana', { head: 2, read: 0 }),
    room('@joão'),
    room('@美咲'),
    room('@karl', { head: 9, read: 0 }),
  ]);
  scene.set((state) => ({ ...state, muted: new Set(['@karl']) }));
  scene.tell({ event: 'link', link: { state: 'up', latency: 3 } });
  const said: readonly LineRow[] = [
    line(lab, 1, 'zé', 'ok 👍'),
    line(lab, 2, 'duna', '日本語のメッセージもちゃんと表示されますか？', { state: 'read' }),
    line(lab, 3, 'li', 'roda `npm test` de novo, ficou verde aqui 🚀'),
    line(
      lab,
      4,
      '美咲',
      'a reunião mudou para as 15h, sala 3 — avisem o pessoal do laboratório, por favor, porque a agenda anterior foi cancelada',
    ),
    line(lab, 5, 'joão', '@duna você revisou o PR?'),
    line(lab, 6, 'joão', '', {
      content: { kind: 'edit', of: 5, text: '@duna você revisou o PR #7?' },
    }),
    line(lab, 7, 'duna', 'já olho', { state: 'delivered' }),
    line(lab, 8, 'ana', 'veja https://example.org/docs/tls?x=1#handshake e depois me diga'),
    line(lab, 9, 'karl', '한국어도 됩니다'),
    line(lab, 10, 'olga', '', {
      content: { kind: 'notice', change: 'joined', names: ['olga'], by: 'olga' },
    }),
    line(lab, 11, 'li', '', { content: { kind: 'react', of: 9, with: '👍', on: true } }),
    line(lab, 12, 'li', 'sim', { content: { kind: 'reply', to: 9, text: 'sim!' } }),
  ];
  scene.happen({ type: 'input', input: { kind: 'focus', focused: false } });
  scene.key('alt+2');
  scene.lines(lab, said);
  for (const name of ['ana', '美咲', 'zé', 'olga'])
    scene.tell({ event: 'presence', user: name, state: 'online', at: noon });
  scene.tell({ event: 'presence', user: 'joão', state: 'away', at: noon });
  scene.happen({
    type: 'answer',
    purpose: { for: 'people', to: lab },
    answer: ['duna', 'ana', 'joão', 'Beatriz', 'karl', '美咲', 'zé', 'olga', 'li'].map((name) => ({
      name,
      role: 'member',
      state: scene.state().presence.get(name) ?? 'offline',
    })),
  });
  scene.tell({ event: 'typing', room: lab, user: 'ana' });
  return scene;
}
