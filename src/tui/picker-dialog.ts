import { momentOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import { parseThumbnail } from '../base/thumbnail.ts';
import { boxed, type Dialog, innerWidth } from './dialogs.ts';
import type { Entry } from './disk.ts';
import { editorText } from './editor.ts';
import { sizeText } from './file-rows.ts';
import { type Ink, type Row, type Size, span } from './frame.ts';
import { hintRow } from './hint-row.ts';
import type { Layout } from './layout.ts';
import type { Look } from './look.ts';
import { type Picker, shownIn } from './picker.ts';
import { pictureRows } from './picture-rows.ts';
import { fitRow } from './row.ts';
import type { State } from './state.ts';
import { graphemes, pad, padStart, short, textWidth } from './width.ts';

/** From so many cells on, the chosen file is shown beside the list. */
const wide = 70;
const widest = 108;

/** Files of this machine to choose from. */
export function pickerDialog(
  state: State,
  { width, height }: Layout,
  look: Look,
): Dialog | undefined {
  const { picker, words } = state;
  if (!picker) return undefined;
  const inner = innerWidth(width, widest);
  const most = Math.max(1, height - 9);
  const aside = inner >= wide ? Math.min(40, Math.floor(inner * 0.4)) : 0;
  const list = listRows(state, picker, { width: inner - aside, height: most });
  const beside = asideRows(state, picker, { width: aside, height: most });
  const typed = short(editorText(picker.query), inner - 4);
  const rows: Row[] = [
    [span('dialog-key', ' > '), span('dialog', pad(typed, inner - 3))],
    ...list.map((row, at): Row => [...row, ...(aside > 0 ? (beside[at] ?? []) : [])]),
    hintRow(words.transfers.picker.hints, inner),
  ];
  const path = picker.folder
    ? harmlessLine(picker.folder.path, 1000)
    : words.transfers.picker.looking;
  const x = Math.max(0, Math.floor((width - inner - 2) / 2));
  const y = Math.max(1, Math.min(2, height - rows.length - 3));
  const title = titleIn(words.transfers.picker.title, path, inner - 6);
  const cursor = { x: x + 4 + textWidth(typed), y: y + 1 };
  return { rows: boxed(look, title, rows, inner), x, y, cursor };
}

/** The end of a path says most. */
function titleIn(title: string, path: string, room: number): string {
  const left = room - textWidth(title) - 3;
  if (left < 8) return title;
  const cells = graphemes(path);
  const shown = textWidth(path) <= left ? path : `…${cells.slice(1 - left).join('')}`;
  return `${title} ─ ${shown}`;
}

function listRows(state: State, picker: Picker, { width, height }: Size): readonly Row[] {
  const { transfers } = state.words;
  const entries = shownIn(picker);
  const first = Math.max(0, Math.min(picker.at - Math.floor(height / 2), entries.length - height));
  const rows = entries
    .slice(first, first + height)
    .map((entry, at) => entryRow(state, entry, width, first + at === picker.at));
  const empty = picker.asking === undefined ? transfers.picker.none : transfers.picker.looking;
  const note = picker.folder?.entries.length ? transfers.picker.noneFits : empty;
  const more = picker.folder?.more ?? 0;
  if (rows.length === 0) rows.push([span('dialog-dim', pad(` ${note}`, width))]);
  else if (more > 0 && rows.length < height)
    rows.push([span('dialog-dim', pad(` ${transfers.picker.more(more)}`, width))]);
  const blank: Row = [span('dialog', ' '.repeat(width))];
  return Array.from({ length: height }, (_, at) => rows[at] ?? blank);
}

function entryRow(state: State, entry: Entry, width: number, isChosen: boolean): Row {
  const { kind, size, at } = entry;
  const name = `${harmlessLine(entry.name, 255)}${kind === 'folder' ? '/' : ''}`;
  const weight = kind === 'folder' ? '' : sizeText(state.words, size);
  const date = width >= 46 ? ` ${momentOf(at).slice(0, 10)} ` : ' ';
  const aside = ` ${padStart(weight, 10)}${date}`;
  const ink = (usual: Ink): Ink => (isChosen ? 'dialog-selection' : usual);
  const sign = kind === 'folder' ? '►' : ' ';
  return [
    span(ink('dialog-dim'), ` ${sign} `),
    span(
      ink(kind === 'folder' ? 'dialog-key' : 'dialog'),
      pad(name, Math.max(1, width - 3 - textWidth(aside))),
    ),
    span(ink('dialog-dim'), aside),
  ];
}

/** The chosen file: its picture if there is one. */
function asideRows(state: State, picker: Picker, { width, height }: Size): readonly Row[] {
  if (width === 0) return [];
  const entry = shownIn(picker)[picker.at];
  const room = width - 3;
  const rows = entry ? aboutRows(state, picker, entry, { width: room, height }) : [];
  return Array.from({ length: height }, (_, at): Row => [
    span('dialog-border', '│'),
    span('dialog', ' '),
    ...fitRow(rows[at] ?? [], room, 'dialog'),
    span('dialog', ' '),
  ]);
}

function aboutRows(
  { words, previews }: State,
  { glances }: Picker,
  entry: Entry,
  { width, height }: Size,
): readonly Row[] {
  const bytes = previews ? glances.get(entry.path) : undefined;
  const picture = bytes && parseThumbnail(bytes);
  const kind =
    entry.kind === 'folder' ? words.transfers.picker.folder : sizeText(words, entry.size);
  return [
    ...(picture ? [...pictureRows(picture, { width, height: height - 4 }), []] : []),
    [span('dialog', short(harmlessLine(entry.name, 255), width))],
    [span('dialog-dim', kind)],
    [span('dialog-dim', momentOf(entry.at))],
  ];
}
