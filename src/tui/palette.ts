import { go, withDraft } from './chats.ts';
import { commands, runCommand } from './commands/_all.ts';
import { editKey } from './edit-keys.ts';
import { edit } from './edit.ts';
import { editorOf, editorText, insert } from './editor.ts';
import { fuzzy } from './fuzzy.ts';
import type { KeyEvent } from './key-event.ts';
import { bindings } from './keymap.ts';
import type { State, Step } from './state.ts';

/** Something that can be chosen from the palette. */
export interface Choice {
  readonly title: string;
  /** At the right: what kind it is, or the key that does the same. */
  readonly aside: string;
  readonly run: (state: State) => Step;
}

/** Conversations first, then every command, then what keys do. */
export function choicesOf(state: State): readonly Choice[] {
  const { words } = state;
  const query = state.palette ? editorText(state.palette.query) : '';
  const all: Choice[] = [
    ...state.chats.map(({ to, title, kind, unread }) => ({
      title: unread > 0 ? `${title}  (${unread})` : title,
      aside: words.palette.kinds[kind],
      run: (now: State) => go(now, to),
    })),
    ...commands
      .filter(({ keyed }) => !keyed)
      .map(({ name }) => ({
        title: words.commands[name].about,
        aside: `/${name}`,
        run: (now: State) => chosen(now, name),
      })),
    ...bindings
      .filter(({ offered }) => offered)
      .map(({ about, label, run }) => ({
        title: words.keys[about],
        aside: label,
        run: (now: State) => run(now, ''),
      })),
  ];
  return best(all, query);
}

function best(all: readonly Choice[], query: string): readonly Choice[] {
  if (query.trim() === '') return all;
  return all
    .flatMap((choice, at) => {
      const far = [fuzzy(query, choice.title), fuzzy(query, choice.aside.replace(/^\//, ''))];
      const least = Math.min(...far.map((one) => one ?? Number.POSITIVE_INFINITY));
      return Number.isFinite(least) ? [{ choice, least, at }] : [];
    })
    .toSorted((one, other) => one.least - other.least || one.at - other.at)
    .map(({ choice }) => choice);
}

/** A command that needs words is put into the editor; any other one runs at once. */
function chosen(state: State, name: keyof State['words']['commands']): Step {
  const { takes } = state.words.commands[name];
  const needs = takes !== '' && !takes.startsWith('[');
  if (!needs) return runCommand(state, name);
  return [withDraft(state, editorOf(`/${name} `)), []];
}

/** What is typed while the palette is open. */
export function paletteKey(state: State, input: KeyEvent): Step {
  const { palette } = state;
  if (!palette) return [state, []];
  if (input.kind === 'text' || input.kind === 'paste') {
    const text = input.text.replaceAll('\n', ' ').slice(0, 200);
    return [{ ...state, palette: { query: insert(palette.query, text), at: 0 } }, []];
  }
  if (input.kind !== 'key') return [state, []];
  const { chord } = input;
  if (['escape', 'ctrl+k', 'ctrl+c'].includes(chord)) return [{ ...state, palette: undefined }, []];
  if (chord === 'enter') {
    const choice = choicesOf(state)[palette.at];
    const closed = { ...state, palette: undefined };
    return choice ? choice.run(closed) : [closed, []];
  }
  const by = moves[chord];
  if (by !== undefined) {
    const last = choicesOf(state).length - 1;
    const at = Math.max(0, Math.min(last, palette.at + by));
    return [{ ...state, palette: { ...palette, at } }, []];
  }
  const command = editKey(chord);
  if (!command) return [state, []];
  return [{ ...state, palette: { query: edit(palette.query, command), at: 0 } }, []];
}

const moves: Readonly<Record<string, number | undefined>> = {
  up: -1,
  'ctrl+p': -1,
  'shift+tab': -1,
  down: 1,
  'ctrl+n': 1,
  tab: 1,
  pageup: -8,
  pagedown: 8,
};
