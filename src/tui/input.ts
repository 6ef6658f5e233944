import type { FileRow } from '../client/port.ts';
import { draftOf, go, open, seen, withDraft, withOpen } from './chats.ts';
import { runCommand } from './commands/_all.ts';
import { dashboardKey, scrollDashboard } from './dashboard.ts';
import { emptied } from './edit.ts';
import { type Editor, insert, isEmpty } from './editor.ts';
import { ask, toast } from './effects.ts';
import { filesKey } from './files-page.ts';
import { doFile, pauseVerb, pickedFile } from './files.ts';
import { findKey } from './find.ts';
import { scrollHelp } from './help.ts';
import type { KeyEvent } from './key-event.ts';
import { bindingOf } from './keymap.ts';
import { layoutOf } from './layout.ts';
import { chatOnRow } from './list-rows.ts';
import { copy } from './outside.ts';
import { paletteKey } from './palette.ts';
import { pickerKey } from './picker.ts';
import { react, startEdit, startReply, stopTarget, takeBack } from './say.ts';
import { scrollBy } from './scroll.ts';
import { lookDropped, questionKey } from './send-file.ts';
import type { State, Step } from './state.ts';

/** What the person does. */
export function onInput(state: State, input: KeyEvent): Step {
  if (input.kind === 'answer') return [state, []];
  if (input.kind === 'focus') return seen({ ...state, focused: input.focused });
  if (state.bootUntil > state.now)
    return input.kind === 'mouse' ? [state, []] : [{ ...state, bootUntil: 0 }, []];
  if (input.kind === 'mouse') return onMouse(state, input);
  return input.kind === 'key' ? onChord(state, input.chord) : onTold(state, input);
}

/** A key, which this person may have given another meaning. */
function onChord(state: State, pressed: string): Step {
  const chord = state.keys.get(pressed) ?? pressed;
  if (chord === '') return [state, []];
  if (chord === 'ctrl+q') return [state, [{ do: 'quit' }]];
  if (!chord.startsWith('/')) return onTold(state, { kind: 'key', chord });
  return isOverlaid(state) ? [state, []] : runCommand(state, chord.slice(1));
}

const onTold = (state: State, input: KeyEvent): Step =>
  inOverlay(state, input) ?? inEditor(state, input);

const isOverlaid = ({ help, palette, find, question, picker, filesPage }: State): boolean =>
  (help ?? palette ?? find ?? question ?? picker ?? filesPage) !== undefined;

/** What lies over the screen takes all keys. */
function inOverlay(state: State, input: KeyEvent): Step | undefined {
  if (state.question) return questionKey(state, state.question, input);
  if (state.help) return helpKey(state, state.help.top, input);
  if (state.palette) return paletteKey(state, input);
  return inFiles(state, input) ?? inPane(state, input);
}

function inFiles(state: State, input: KeyEvent): Step | undefined {
  if (state.picker) return pickerKey(state, state.picker, input);
  return state.filesPage ? filesKey(state, state.filesPage, input) : undefined;
}

function inPane(state: State, input: KeyEvent): Step | undefined {
  if (state.dashboard) return dashboardKey(state, input);
  return state.find ? findKey(state, state.find, input) : undefined;
}

function inEditor(state: State, input: KeyEvent): Step {
  if (input.kind === 'key') return onKey(state, input.chord);
  return input.kind === 'text' || input.kind === 'paste' ? onText(state, input) : [state, []];
}

function onKey(before: State, chord: string): Step {
  const tab = chord === 'tab' || chord === 'shift+tab' ? before.tab : undefined;
  const state: State = { ...before, tab };
  if (chord === 'ctrl+c') return clear(state);
  const picked = open(state)?.picked;
  if (picked !== undefined && chord === 'enter') return startReply(state);
  return bindingOf(chord)?.run(state, chord) ?? [state, []];
}

function clear(state: State): Step {
  if (open(state)?.edit) return [stopTarget(state), []];
  const next = withOpen(state, (chat) => ({ ...chat, reply: undefined, edit: undefined }));
  const text = isEmpty(draftOf(state)) ? state.words.toast.quit : '';
  const cleared = withDraft(next, emptied(draftOf(state)));
  return [text === '' ? cleared : toast(cleared, text), []];
}

const typingEvery = 4000;

const isCommand = ({ lines: [first] }: Editor): boolean => first?.[0]?.startsWith('/') === true;

function onText(before: State, input: Extract<KeyEvent, { kind: 'text' | 'paste' }>): Step {
  const state: State = { ...before, tab: undefined };
  const chat = open(state);
  if (chat?.picked !== undefined && input.kind === 'text') return pickedKey(state, input.text);
  const next = withDraft(state, insert(draftOf(state), input.text));
  const looks = input.kind === 'paste' ? lookDropped(state, input.text) : [];
  const quiet =
    !chat || isCommand(draftOf(next)) || state.link.state === 'down' || chat.kind === 'channel';
  if (quiet || state.now - state.typingTold < typingEvery) return [next, looks];
  const typing = ask<'typing'>({ kind: 'typing', room: chat.to });
  return [{ ...next, typingTold: state.now }, [typing, ...looks]];
}

const signs: Readonly<Record<string, (state: State) => Step>> = {
  r: startReply,
  e: startEdit,
  d: takeBack,
  c: copy,
  '+': (state) => react(state, '👍'),
  ' ': unfold,
};

const fileSigns: Readonly<Record<string, (state: State, file: FileRow) => Step>> = {
  g: (state, file) => doFile(state, file, 'get'),
  p: (state, file) => doFile(state, file, pauseVerb(file)),
  x: (state, file) => doFile(state, file, 'cancel'),
  o: (state, file) => doFile(state, file, 'open'),
};

/** A letter while a message is picked. */
function pickedKey(state: State, text: string): Step {
  const sign = text.slice(0, 1).toLowerCase();
  const file = pickedFile(state);
  const does = file && fileSigns[sign];
  if (does) return does(state, file);
  const run = signs[sign];
  return run ? run(state) : [toast(state, state.words.toast.pick), []];
}

function unfold(state: State): Step {
  const make = withOpen(state, (chat) => {
    const unfolded = new Set(chat.unfolded);
    const id = chat.picked ?? '';
    if (!unfolded.delete(id)) unfolded.add(id);
    return { ...chat, unfolded };
  });
  return [make, []];
}

const helpMoves: Readonly<Record<string, number | undefined>> = {
  up: -1,
  down: 1,
  pageup: -10,
  pagedown: 10,
  home: -1000,
  end: 1000,
};

function helpKey(state: State, top: number, input: KeyEvent): Step {
  const by = input.kind === 'key' ? helpMoves[input.chord] : undefined;
  if (by === undefined) return [{ ...state, help: undefined }, []];
  return [scrollHelp(state, top, by), []];
}

function onMouse(state: State, mouse: Extract<KeyEvent, { kind: 'mouse' }>): Step {
  const wheel = state.dashboard ? scrollDashboard : scrollBy;
  if (mouse.action === 'wheel-up') return wheel(state, -3);
  if (mouse.action === 'wheel-down') return wheel(state, 3);
  return mouse.action === 'down' && mouse.button === 'left'
    ? onClick(state, mouse.x, mouse.y)
    : [state, []];
}

/** The buttons of the window: `×` ends, `_` makes it bare. */
function onTitle(state: State, fromRight: number): Step {
  if (fromRight <= 4) return [state, [{ do: 'quit' }]];
  const isMinimal = state.columns >= 40 && fromRight >= 8 && fromRight <= 10;
  return isMinimal ? (bindingOf('f4')?.run(state, 'f4') ?? [state, []]) : [state, []];
}

function onClick(state: State, x: number, y: number): Step {
  const layout = layoutOf(state);
  if (y === 0) return onTitle(state, layout.width - x);
  const to = x < layout.chats && !state.dashboard ? chatOnRow(state, y) : undefined;
  return to === undefined ? [state, []] : go(state, to);
}
