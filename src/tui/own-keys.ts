import { no, ok, type Result } from '../base/result.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Reason } from '../words/reason.ts';
import { commands } from './commands/_all.ts';
import { editChords, editKey } from './edit-keys.ts';
import { jsonObject } from './json-object.ts';
import { bindings } from './keymap.ts';
import { nearest } from './nearest.ts';

/** A chord of this person's own, and what it does: as another chord, as a `/command`, or nothing (empty). */
export type OwnKeys = ReadonlyMap<string, string>;

const longestFile = 64 * 1024;
const mostKeys = 500;

/** The keys of a file. The error says which key is wrong, and what is wanted. */
export function parseKeys(text: string): Result<OwnKeys, Reason> {
  const file = text.length > longestFile ? undefined : jsonObject(text);
  if (file === undefined) return no(['keys-no-list']);
  const entries = Object.entries(file);
  if (entries.length > mostKeys) return no(['keys-many', mostKeys]);
  const keys = new Map<string, string>();
  for (const [key, deed] of entries) {
    const chord = chordOf(key);
    if (chord === undefined) return no(['keys-no-key', shown(key)]);
    const does = deedOf(deed);
    if (!does.ok) return does;
    if (keys.has(chord)) return no(['keys-twice', shown(key)]);
    keys.set(chord, does.value);
  }
  return ok(keys);
}

const shown = (text: string): string => harmlessLine(text, 40);

const held = ['ctrl', 'alt', 'shift'] as const;
const named = new Set(
  'up down left right home end pageup pagedown insert delete backspace tab enter escape space plus'
    .split(' ')
    .concat(Array.from({ length: 24 }, (_, at) => `f${at + 1}`)),
);

/** The chord as keys are heard: what is held in its order, all small. */
function chordOf(key: string): string | undefined {
  const parts = key
    .trim()
    .toLowerCase()
    .replace(/\+\+$/, '+plus')
    .split('+')
    .map((part) => part.trim());
  const name = parts.pop() ?? '';
  const unknown = parts.some((part) => !held.some((one) => one === part));
  if (unknown || new Set(parts).size < parts.length) return undefined;
  const isLetter = /^[^\p{Cc}\p{M} ]$/u.test(name);
  // A letter alone, or with shift, is text.
  if (isLetter ? !parts.includes('ctrl') && !parts.includes('alt') : !named.has(name))
    return undefined;
  return [...held.filter((one) => parts.includes(one)), name].join('+');
}

/** Every deed with a name: those of the key table, and those of the editor. */
const deeds: ReadonlyMap<string, string> = new Map([
  ...editChords.toReversed().map((chord) => [editKey(chord) ?? '', chord] as const),
  ...bindings
    .filter(({ about }) => about !== 'editing')
    .map(({ about, chords }) => [kebab(about), chords[0] ?? ''] as const),
]);

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const defaults = new Set(bindings.flatMap(({ chords }) => chords));
const commandNames = new Set(commands.map(({ name }) => name as string));

function commandIn(text: string): Result<string, Reason> {
  const [name = ''] = text.slice(1).split(/\s/, 1);
  return commandNames.has(name) ? ok(text) : no(['keys-no-command', shown(name)]);
}

function deedOf(deed: unknown): Result<string, Reason> {
  if (typeof deed !== 'string') return no(['keys-no-text']);
  if (deed === 'nothing') return ok('');
  const text = harmlessLine(deed, 500);
  if (text.startsWith('/')) return commandIn(text);
  const chord = deeds.get(text) ?? chordOf(text);
  if (chord !== undefined && defaults.has(chord)) return ok(chord);
  const names = [...deeds.keys()];
  const near = nearest(text, names);
  if (near !== undefined) return no(['keys-near', shown(text), near]);
  return no(['keys-no-deed', shown(text), names.join(', ')]);
}
