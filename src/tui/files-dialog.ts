import type { FileRow } from '../client/port.ts';
import { boxed, type Dialog, innerWidth } from './dialogs.ts';
import { iconOf, shareOf, sizeText, stateText } from './file-rows.ts';
import { filesOf, nameOf } from './files.ts';
import { type Ink, type Row, span } from './frame.ts';
import { hintRow } from './hint-row.ts';
import type { Layout } from './layout.ts';
import type { Look } from './look.ts';
import { fitRow } from './row.ts';
import type { State } from './state.ts';
import { pad, padStart, short, textWidth } from './width.ts';
import { wrap } from './wrap.ts';

const widest = 110;

/** All files, with what they do; the newest below. */
export function filesDialog(
  state: State,
  { width, height }: Layout,
  look: Look,
): Dialog | undefined {
  const { filesPage, words } = state;
  if (!filesPage) return undefined;
  const inner = innerWidth(width, widest);
  const most = Math.max(1, height - 10);
  const files = filesOf(state);
  const at = Math.min(filesPage.at, files.length - 1);
  const first = Math.max(0, Math.min(at - Math.floor(most / 2), files.length - most));
  const rows: Row[] = files
    .slice(first, first + most)
    .map((file, place) =>
      fileRow(state, { file, number: first + place + 1, isChosen: first + place === at }, inner),
    );
  const none: Row = [span('dialog-dim', pad(` ${short(words.transfers.none, inner - 2)}`, inner))];
  const shown = [
    ...(rows.length > 0 ? rows : [none]),
    ...aboutRows(state, files[at], inner),
    hintRow(words.transfers.page.hints, inner),
  ];
  const count = files.length > 0 ? ` ─ ${at + 1}/${files.length}` : '';
  const title = `${words.transfers.page.title}${count}`;
  const x = Math.max(0, Math.floor((width - inner - 2) / 2));
  const y = Math.max(1, Math.min(3, height - shown.length - 3));
  return { rows: boxed(look, title, shown, inner), x, y };
}

/** The whole of what there is to say of the chosen one. */
function aboutRows({ words }: State, file: FileRow | undefined, width: number): readonly Row[] {
  const [ink, text] = file ? stateText(words, file) : (['dim', ''] as const);
  const rows = wrap([span(ink === 'alert' ? 'dialog-alert' : 'dialog-dim', text)], width - 4);
  return [[], rows[0] ?? [], rows[1] ?? []].map((row): Row => [
    span('dialog', '  '),
    ...fitRow(row, width - 2, 'dialog'),
  ]);
}

interface Listed {
  readonly file: FileRow;
  readonly number: number;
  readonly isChosen: boolean;
}

const barCells = 12;
/** In less, how it stands says more than where. */
const roomy = 20;

/** Name and size, a bar, and how it stands; where there is little room the bar goes first. */
function fileRow({ words }: State, { file, number, isChosen }: Listed, width: number): Row {
  const ink = (usual: Ink): Ink => (isChosen ? 'dialog-selection' : usual);
  const sign = `${padStart(String(number), 3)} ${file.way === 'out' ? '▲' : '▼'}${iconOf(file)}`;
  const size = padStart(sizeText(words, file.size), 10);
  const bar = width >= 84 ? ` ${barOf(file)}` : '';
  const name = Math.max(8, Math.min(32, Math.floor(width * 0.34)));
  const head = ` ${pad(short(nameOf(file), name), name)} ${size}${bar} `;
  const [, text] = stateText(words, file);
  const stands = text.replaceAll('\u00a0', ' ');
  const room = Math.max(0, width - 7 - textWidth(head));
  const whole = room < roomy ? stands : `${file.room} · ${stands}`;
  return [
    span(ink('dialog-dim'), ` ${sign}`),
    span(ink('dialog'), head),
    span(
      ink(file.state === 'failed' ? 'dialog-alert' : 'dialog-dim'),
      pad(short(whole, room), room),
    ),
  ];
}

/** While nothing of it is there, or it is over, there is no bar. */
function barOf(file: FileRow): string {
  const isOver = !['moving', 'paused', 'waiting', 'done'].includes(file.state);
  if (isOver) return ' '.repeat(barCells);
  const full = Math.floor(shareOf(file) * barCells);
  return '█'.repeat(full) + '░'.repeat(barCells - full);
}
