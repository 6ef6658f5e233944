import type { ScreenWords as Words } from '../words/en/screen.ts';
import { beside, draftOf, go, open, withDraft, withOpen } from './chats.ts';
import { nextTheme } from './commands/theme.ts';
import { complete } from './complete.ts';
import { openDashboard } from './dashboard.ts';
import { editChords, editKey } from './edit-keys.ts';
import { edit } from './edit.ts';
import { editorOf, insert } from './editor.ts';
import { toast } from './effects.ts';
import { findEverywhere, startFind } from './find.ts';
import { pick } from './messages.ts';
import { stopAsking } from './newcomers.ts';
import { openOutside } from './outside.ts';
import { toEnd } from './pages.ts';
import { stopTarget } from './say.ts';
import { scrollBy, scrollPages } from './scroll.ts';
import { recall, send } from './send.ts';
import type { State, Step } from './state.ts';
import { nextUnread } from './unread.ts';

/** What a key does; the help is made of these rows. */
export interface Binding {
  readonly about: keyof Words['keys'];
  /** As the help names the keys. */
  readonly label: string;
  readonly chords: readonly string[];
  readonly run: (state: State, chord: string) => Step;
  /** Whether the palette offers it too. */
  readonly offered?: true;
}

const numbers = Array.from({ length: 9 }, (_, at) => `alt+${at + 1}`);

export const bindings: readonly Binding[] = [
  { about: 'send', label: 'Enter', chords: ['enter'], run: send },
  {
    about: 'newline',
    label: 'Shift/Alt+Enter · Ctrl+J',
    chords: ['shift+enter', 'alt+enter', 'ctrl+j', 'ctrl+enter'],
    run: (state) => [withDraft(state, insert(draftOf(state), '\n')), []],
  },
  {
    about: 'complete',
    label: 'Tab',
    chords: ['tab', 'shift+tab'],
    run: (state, chord) => complete(state, chord === 'tab' ? 1 : -1),
  },
  {
    about: 'history',
    label: 'Up · Down',
    chords: ['up', 'down', 'ctrl+p', 'ctrl+n'],
    run: recall,
  },
  {
    about: 'scroll',
    label: 'PgUp · PgDn',
    chords: ['pageup', 'pagedown', 'shift+up', 'shift+down'],
    run: (state, chord) =>
      chord.startsWith('shift')
        ? scrollBy(state, chord === 'shift+up' ? -1 : 1)
        : scrollPages(state, chord === 'pageup' ? -1 : 1),
  },
  { about: 'bottom', label: 'Esc', chords: ['escape'], run: leaveIt },
  {
    about: 'pick',
    label: 'Ctrl+Up · Ctrl+Down',
    chords: ['ctrl+up', 'ctrl+down'],
    run: (state, chord) => pick(state, chord === 'ctrl+up' ? -1 : 1),
  },
  {
    about: 'switch',
    label: 'Alt+Up · Alt+Down',
    chords: ['alt+up', 'alt+down'],
    run: (state, chord) => beside(state, chord === 'alt+up' ? -1 : 1),
  },
  {
    about: 'nth',
    label: 'Alt+1–9',
    chords: numbers,
    run: (state, chord) => go(state, state.chats[Number(chord.at(-1)) - 1]?.to ?? ''),
  },
  { about: 'nextUnread', label: 'Alt+A', chords: ['alt+a'], run: nextUnread, offered: true },
  {
    about: 'palette',
    label: 'Ctrl+K',
    chords: ['ctrl+k'],
    run: (state) => [{ ...state, palette: { query: editorOf(), at: 0 } }, []],
  },
  { about: 'find', label: 'Ctrl+F', chords: ['ctrl+f'], run: (state) => startFind(state) },
  {
    about: 'findEverywhere',
    label: 'Ctrl+G',
    chords: ['ctrl+g'],
    run: (state) => findEverywhere(state),
    offered: true,
  },
  {
    about: 'help',
    label: 'F1',
    chords: ['f1'],
    run: (state) => [{ ...state, help: { top: 0 } }, []],
  },
  {
    about: 'chats',
    label: 'F2',
    chords: ['f2'],
    run: (state) => [{ ...state, showChats: !state.showChats }, [{ do: 'keep' }]],
    offered: true,
  },
  {
    about: 'people',
    label: 'F3',
    chords: ['f3'],
    run: (state) => [{ ...state, showPeople: !state.showPeople }, [{ do: 'keep' }]],
    offered: true,
  },
  { about: 'bare', label: 'F4', chords: ['f4'], run: turnBare, offered: true },
  { about: 'open', label: 'Ctrl+O', chords: ['ctrl+o'], run: openOutside, offered: true },
  { about: 'dashboard', label: 'F8', chords: ['f8'], run: openDashboard, offered: true },
  { about: 'theme', label: 'F9', chords: ['f9'], run: nextTheme },
  {
    about: 'editing',
    label: 'Ctrl+A E W U Y · Alt+B F D',
    chords: editChords,
    run(state, chord) {
      const command = editKey(chord);
      return [command ? withDraft(state, edit(draftOf(state), command)) : state, []];
    },
  },
  { about: 'quit', label: 'Ctrl+Q', chords: ['ctrl+q'], run: (state) => [state, [{ do: 'quit' }]] },
];

const byChord = new Map(
  bindings
    .flatMap((binding) => binding.chords.map((chord) => [chord, binding] as const))
    .toReversed(),
);

export const bindingOf = (chord: string): Binding | undefined => byChord.get(chord);

/** Esc: closes the nearest thing that is open. */
function leaveIt(state: State): Step {
  const chat = open(state);
  if (!chat) return [state, []];
  if (chat.picked !== undefined)
    return [withOpen(state, (one) => ({ ...one, picked: undefined })), []];
  if (chat.asking !== undefined) return [stopAsking(state, chat.to), []];
  if (chat.anchor !== 'end') return toEnd(state);
  return [stopTarget(state), []];
}

function turnBare(state: State): Step {
  const bare = !state.bare;
  const next = { ...state, bare };
  return [bare ? toast(next, state.words.toast.bare) : next, []];
}
