import { harmlessLine } from '../base/sanitize.ts';
import { open } from './chats.ts';
import type { DiskAsk, Entry, Folder } from './disk.ts';
import { editKey } from './edit-keys.ts';
import { edit } from './edit.ts';
import { type Editor, editorOf, editorText, insert, isEmpty } from './editor.ts';
import { toast } from './effects.ts';
import type { KeyEvent } from './key-event.ts';
import { sendEntries } from './send-file.ts';
import type { Effect, Purpose, State, Step } from './state.ts';

/** A folder of this machine, from which a file is chosen. */
export interface Picker {
  readonly to: string;
  readonly folder: Folder | undefined;
  /** Which folder is looked at. */
  readonly asking: string | undefined;
  readonly query: Editor;
  readonly at: number;
  /** Whether names that begin with a dot are shown. */
  readonly hidden: boolean;
  /** Small pictures that were looked at, by path; undefined of what is none. */
  readonly glances: ReadonlyMap<string, Uint8Array | undefined>;
  /** What is chosen when the folder is there: the one that was left. */
  readonly back: string | undefined;
}

const disk = (asked: DiskAsk, purpose: Purpose): Effect => ({ do: 'disk', ask: asked, purpose });

/** Lets a file be chosen, and sends it. */
export function openPicker(state: State): Step {
  const chat = open(state);
  if (!chat) return [toast(state, state.words.toast.noChat), []];
  const picker: Picker = {
    to: chat.to,
    folder: undefined,
    asking: '',
    query: editorOf(),
    at: 0,
    hidden: false,
    glances: new Map(),
    back: undefined,
  };
  return into(state, picker, state.pickedFrom);
}

/** What is shown: folders first, and what fits the letters that were typed. */
export function shownIn({ folder, hidden, query }: Picker): readonly Entry[] {
  const wanted = editorText(query).toLowerCase();
  const fits = (folder?.entries ?? []).filter(
    ({ name }) =>
      (hidden || wanted.startsWith('.') || !name.startsWith('.')) &&
      name.toLowerCase().includes(wanted),
  );
  return fits.toSorted(
    (one, other) => order(one) - order(other) || collator.compare(one.name, other.name),
  );
}

const collator = new Intl.Collator(undefined, { numeric: true });
const order = ({ kind }: Entry): number => (kind === 'folder' ? 0 : 1);

function into(state: State, picker: Picker, path: string | undefined, back?: string): Step {
  const looking = { ...picker, asking: path ?? '', back };
  return [{ ...state, picker: looking }, [disk({ kind: 'folder', path }, { for: 'folder' })]];
}

export function onFolder(state: State, folder: Folder): Step {
  const { picker } = state;
  if (!picker) return [state, []];
  const there: Picker = { ...picker, folder, asking: undefined, query: editorOf(), at: 0 };
  const found = shownIn(there).findIndex(({ path }) => path === picker.back);
  return chosen(
    { ...state, pickedFrom: folder.path },
    { ...there, at: Math.max(0, found), back: undefined },
  );
}

/** It cannot be looked into: what was shown stays, and why is said. */
export const notInto = (state: State, text: string): Step => {
  const { picker } = state;
  const next = picker ? { ...state, picker: { ...picker, asking: undefined } } : state;
  return [toast(next, harmlessLine(text, 200)), []];
};

const mostGlances = 200;

/** Of the chosen file a small picture is wanted. */
function chosen(state: State, picker: Picker): Step {
  const next = { ...state, picker };
  const entry = shownIn(picker)[picker.at];
  const isWanted = state.previews && entry?.kind === 'file' && looksLikePicture(entry);
  if (!isWanted || picker.glances.has(entry.path)) return [next, []];
  const asked = { kind: 'glance', path: entry.path } as const;
  return [next, [disk(asked, { for: 'glance', path: entry.path })]];
}

const looksLikePicture = ({ name }: Entry): boolean => /\.(?:png|jpe?g|jfif)$/i.test(name);

export function onGlance(
  state: State,
  { path }: { readonly path: string },
  bytes: Uint8Array | undefined,
): Step {
  const { picker } = state;
  if (!picker) return [state, []];
  const kept = [...picker.glances].slice(-mostGlances);
  return [{ ...state, picker: { ...picker, glances: new Map(kept).set(path, bytes) } }, []];
}

const moves: Readonly<Record<string, number | undefined>> = {
  up: -1,
  'ctrl+p': -1,
  down: 1,
  'ctrl+n': 1,
  pageup: -10,
  pagedown: 10,
  home: -100_000,
  end: 100_000,
};

/** What is typed while it is open. */
export function pickerKey(state: State, picker: Picker, input: KeyEvent): Step {
  if (input.kind === 'text' || input.kind === 'paste') {
    const text = input.text.replaceAll('\n', ' ').slice(0, 200);
    return chosen(state, { ...picker, query: insert(picker.query, text), at: 0 });
  }
  if (input.kind !== 'key') return [state, []];
  const { chord } = input;
  const by = moves[chord];
  if (by !== undefined) return moved(state, picker, by);
  const does = chords[chord];
  if (does) return does(state, picker);
  const isUp = isEmpty(picker.query) && (chord === 'backspace' || chord === 'left');
  if (isUp) return up(state, picker);
  const command = editKey(chord);
  return command
    ? chosen(state, { ...picker, query: edit(picker.query, command), at: 0 })
    : [state, []];
}

function moved(state: State, picker: Picker, by: number): Step {
  const last = shownIn(picker).length - 1;
  return chosen(state, { ...picker, at: Math.max(0, Math.min(last, picker.at + by)) });
}

const close = (state: State): Step => [{ ...state, picker: undefined }, []];

const chords: Readonly<Record<string, ((state: State, picker: Picker) => Step) | undefined>> = {
  escape: close,
  'ctrl+c': close,
  enter,
  right: (state, picker) =>
    shownIn(picker)[picker.at]?.kind === 'folder' ? enter(state, picker) : [state, []],
  tab: (state, picker) => chosen(state, { ...picker, hidden: !picker.hidden, at: 0 }),
};

function enter(state: State, picker: Picker): Step {
  const entry = shownIn(picker)[picker.at];
  if (!entry || picker.asking !== undefined) return [state, []];
  if (entry.kind === 'folder') return into(state, picker, entry.path);
  return sendEntries({ ...state, picker: undefined }, picker.to, [entry]);
}

function up(state: State, picker: Picker): Step {
  const { folder } = picker;
  if (folder?.parent === undefined) return [state, []];
  return into(state, picker, folder.parent, folder.path);
}
