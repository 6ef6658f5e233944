import { editKey } from '../edit-keys.ts';
import { edit } from '../edit.ts';
import { editorOf, editorText, insert } from '../editor.ts';
import type { KeyEvent } from '../key-event.ts';
import { graphemes } from '../width.ts';
import { laidOut, shownTop } from './lay.ts';
import type { Answer, Field, Page } from './page.ts';
import {
  countOf,
  type PageEvent,
  type PageStep,
  placesOf,
  type Standing,
  withPage,
} from './state.ts';

/** All that can happen to the start screen. */
export function updatePage(before: Standing, event: PageEvent): PageStep {
  const state = { ...before, now: event.now };
  if (event.type === 'tick') return [state, []];
  if (event.type === 'input') return onInput(state, event.input);
  if (event.type === 'renewed') return [renewed(state, event.page), []];
  const next = withPage(state, event.page);
  // What has to be typed is seen at once; what has to be read is read from its beginning.
  return [event.page.fields.length > 0 ? withFocus(next, next.focus) : next, []];
}

function renewed(state: Standing, page: Page): Standing {
  const focus = Math.max(0, placesOf(page).indexOf(placesOf(state.page)[state.focus] ?? ''));
  return withFocus({ ...state, page }, focus);
}

function onInput(state: Standing, input: KeyEvent): PageStep {
  if (input.kind === 'answer' || input.kind === 'focus') return [state, []];
  if (input.kind === 'key' && input.chord === 'ctrl+q') return told(state, { did: 'quit' });
  if (state.bootUntil > state.now)
    return input.kind === 'mouse' ? [state, []] : [{ ...state, bootUntil: 0 }, []];
  if (input.kind === 'mouse') return onMouse(state, input);
  return input.kind === 'key' ? onKey(state, input.chord) : onText(state, input.text);
}

/** An answer, and nothing that was typed in secret stays behind. */
const told = (state: Standing, answer: Answer): PageStep => [
  { ...state, secrets: {} },
  [{ do: 'answer', answer }],
];

const keys: Readonly<Record<string, (state: Standing) => PageStep>> = {
  up: (state) => toward(state, -1),
  down: (state) => toward(state, 1),
  tab: (state) => toward(state, 1),
  'shift+tab': (state) => toward(state, -1),
  pageup: (state) => scrolled(state, -8),
  pagedown: (state) => scrolled(state, 8),
  escape: (state) => told(state, { did: 'back' }),
  'ctrl+c': (state) => told(state, { did: 'quit' }),
  enter: onEnter,
  f9: nextTheme,
};

function onKey(state: Standing, chord: string): PageStep {
  const key = keys[chord];
  if (key) return key(state);
  const field = focused(state);
  if (!field) return [state, []];
  return [field.secret ? erased(state, field, chord) : edited(state, field, chord), []];
}

const focused = ({ page, focus }: Standing): Field | undefined => page.fields[focus];

function toward(state: Standing, by: number): PageStep {
  const count = countOf(state.page);
  if (count === 0) return scrolled(state, by);
  return [withFocus(state, (state.focus + by + count) % count), []];
}

/** The row with the cursor is always seen. */
function withFocus(before: Standing, focus: number): Standing {
  const state = { ...before, focus };
  return { ...state, top: shownTop(state) };
}

const scrolled = (state: Standing, by: number): PageStep => {
  const { rows, height } = laidOut(state);
  const most = Math.max(0, rows.length - height);
  return [{ ...state, top: Math.max(0, Math.min(most, state.top + by)) }, []];
};

/** In a field the cursor goes on; behind the last one the first choice is meant. */
function onEnter(state: Standing): PageStep {
  const { page, focus } = state;
  // Nothing is done that is not seen.
  if (shownTop(state) !== laidOut(state).top) return [withFocus(state, focus), []];
  if (focus < page.fields.length - 1) return toward(state, 1);
  return chosen(state, Math.max(focus, page.fields.length));
}

function chosen(state: Standing, focus: number): PageStep {
  const { page, texts, secrets } = state;
  const choice = page.choices[focus - page.fields.length];
  if (!choice) return [state, []];
  const values = Object.fromEntries(
    page.fields.map(({ name, secret }) => [
      name,
      secret ? (secrets[name] ?? '') : editorText(texts[name] ?? editorOf()).trim(),
    ]),
  );
  const lacks = page.fields.findIndex(
    ({ name, needed }) => needed !== undefined && values[name] === '',
  );
  const text = page.fields[lacks]?.needed;
  if (choice !== page.choices[0] || text === undefined)
    return told({ ...state, focus }, { did: 'choose', choice: choice.id, values });
  const trouble = { field: page.fields[lacks]?.name, text };
  return [withFocus({ ...state, page: { ...page, trouble } }, lacks), []];
}

function edited(state: Standing, { name }: Field, chord: string): Standing {
  const command = editKey(chord);
  if (!command) return state;
  const texts = { ...state.texts, [name]: edit(state.texts[name] ?? editorOf(), command) };
  return { ...state, texts };
}

const erasing: ReadonlySet<string> = new Set(['backspace', 'ctrl+h', 'shift+backspace']);
const clearing: ReadonlySet<string> = new Set(['ctrl+u', 'ctrl+w', 'alt+backspace']);

/** What shows dots is written at its end only, and nothing of it is kept to be undone. */
function erased(state: Standing, { name }: Field, chord: string): Standing {
  const before = state.secrets[name] ?? '';
  if (erasing.has(chord)) return withSecret(state, name, graphemes(before).slice(0, -1).join(''));
  return clearing.has(chord) ? withSecret(state, name, '') : state;
}

const withSecret = (state: Standing, name: string, value: string): Standing => ({
  ...state,
  secrets: { ...state.secrets, [name]: value },
});

const longest = 1024;

function onText(state: Standing, typed: string): PageStep {
  const field = focused(state);
  // What is pasted ends at its first line.
  const [line = ''] = typed.replace(/^\s*\n/, '').split('\n', 1);
  if (!field || line === '') return [state, []];
  const { name } = field;
  if (field.secret) {
    const value = (state.secrets[name] ?? '') + line.replaceAll(/\p{Cc}/gu, '');
    return [withSecret(withFocus(state, state.focus), name, value.slice(0, longest)), []];
  }
  const editor = state.texts[name] ?? editorOf();
  if (editorText(editor).length + line.length > longest) return [state, []];
  const next = { ...state, texts: { ...state.texts, [name]: insert(editor, line) } };
  return [withFocus(next, state.focus), []];
}

function nextTheme(state: Standing): PageStep {
  const { themes } = state;
  const theme = themes[(themes.indexOf(state.theme) + 1) % themes.length] ?? state.theme;
  return [{ ...state, theme }, [{ do: 'theme', theme }]];
}

function onMouse(state: Standing, mouse: Extract<KeyEvent, { kind: 'mouse' }>): PageStep {
  if (mouse.action === 'wheel-up') return scrolled(state, -3);
  if (mouse.action === 'wheel-down') return scrolled(state, 3);
  return mouse.action === 'down' && mouse.button === 'left'
    ? onClick(state, mouse.x, mouse.y)
    : [state, []];
}

function onClick(state: Standing, x: number, y: number): PageStep {
  if (y === 0) return x >= state.columns - 4 ? told(state, { did: 'quit' }) : [state, []];
  const laid = laidOut(state);
  const row = laid.rows[y - laid.y + laid.top];
  const inside = y >= laid.y && y < laid.y + laid.height;
  if (!inside || row?.focus === undefined) return [state, []];
  if (row.focus < state.page.fields.length) return [withFocus(state, row.focus), []];
  return chosen(state, row.focus);
}
