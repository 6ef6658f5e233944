import { realClock } from '../src/base/clock.ts';
import { harmless } from '../src/base/sanitize.ts';
import { viewEditor } from '../src/tui/editor-view.ts';
import { type Editor, editorOf, insert } from '../src/tui/editor.ts';
import { type Frame, type Row, span } from '../src/tui/frame.ts';
import { newKeyParser } from '../src/tui/keys.ts';
import { type Anchor, type ListSource, look, rowCache, scroll } from '../src/tui/list.ts';
import { newPainter } from '../src/tui/paint.ts';
import { fitRow } from '../src/tui/row.ts';
import { nickInk } from '../src/tui/theme.ts';
import { builtIn } from '../src/tui/themes.ts';
import { padStart } from '../src/tui/width.ts';
import { wrap } from '../src/tui/wrap.ts';

export interface Message {
  readonly id: number;
  readonly from: string;
  readonly text: string;
}

const people = ['ana', 'joão', 'Beatriz', 'karl', '美咲', 'zé', 'olga', 'li'];
const words =
  'olá mundo rede servidor mensagem criptografia usuário grupo arquivo 日本語 ação 🚀 laboratório nuvem'.split(
    ' ',
  );

export function messageAt(id: number): Message {
  const length = 4 + ((id * 7) % 24);
  const text = Array.from({ length }, (_, word) => words[(id * 5 + word * 3) % words.length]);
  return { id, from: people[id % people.length] ?? '', text: `${text.join(' ')} ${id}` };
}

/** A conversation on a screen of 120×36, painted for nobody. */
export interface Scene {
  readonly paint: () => string;
  readonly append: () => string;
  readonly type: (text: string) => string;
  readonly scroll: (by: number) => string;
  /** Keys that came at once, in so many pieces, and one picture at the end of the turn. */
  readonly burst: (count: number, pieces: number) => string;
}

const size = { width: 120, height: 36 };
const box = { width: size.width - 30, height: size.height - 4 };
const style = { theme: builtIn('cmd'), depth: 'true', ascii: false, extras: true } as const;

export function newScene(messages: Message[]): Scene {
  const list = listOf(messages);
  const painter = newPainter(size, style);
  let anchor: Anchor<number> = 'end';
  let editor = editorOf();
  const keys = newKeyParser(
    (event) => {
      if (event.kind === 'text') editor = insert(editor, event.text);
    },
    { clock: realClock },
  );
  const feed = (text: string): void => keys.feed(Buffer.from(text));
  const paint = (): string => painter.paint(view(list, anchor, editor));

  return {
    paint,
    append() {
      messages.push(messageAt(messages.length));
      return paint();
    },
    type(text) {
      feed(text);
      return paint();
    },
    scroll(by) {
      anchor = scroll(list, anchor, box, by);
      return paint();
    },
    burst(count, pieces) {
      for (let at = 0; at < pieces; at += 1) feed('x'.repeat(count / pieces));
      return paint();
    },
  };
}

function listOf(messages: readonly Message[]): ListSource<number> {
  const cache = rowCache<number>();
  return {
    get length() {
      return messages.length;
    },
    idAt: (index) => index,
    indexOf: (id) => id,
    rows: (index, width) => cache.get(index, width, () => rowsOf(messages[index], width)),
  };
}

function view(list: ListSource<number>, anchor: Anchor<number>, editor: Editor): Frame {
  const { rows } = look(list, anchor, box);
  const input = viewEditor(editor, size.width - 7, 6);
  return {
    rows: [
      fitRow([span('title', ' C:\\> PYCHAT.EXE - duna@nuvem:7070')], size.width, 'title'),
      ...rows.map(({ row }) => beside(row, box.width)),
      [span('prompt', ' duna> '), span('input', input.rows.at(-1) ?? '')],
      fitRow([span('bar', ' 11:00 ● 3ms')], size.width, 'bar'),
    ],
    cursor: { x: 7 + input.x, y: size.height - 2 },
  };
}

const border = span('border', '│');

const beside = (row: Row, width: number): Row => [
  border,
  span('normal', ' '.repeat(26)),
  border,
  ...fitRow(row, width),
  border,
];

function rowsOf(message: Message | undefined, width: number): readonly Row[] {
  if (!message) return [];
  const body = wrap([span('normal', harmless(message.text))], width - 19);
  return body.map((row, at) =>
    at === 0
      ? [
          span('time', '10:53 '),
          span(nickInk(message.from), padStart(`<${message.from}> `, 13)),
          ...row,
        ]
      : [span('normal', ' '.repeat(19)), ...row],
  );
}
