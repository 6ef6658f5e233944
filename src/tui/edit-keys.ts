import type { EditCommand } from './edit.ts';

const keys: Readonly<Record<string, EditCommand | undefined>> = {
  left: 'left',
  right: 'right',
  home: 'home',
  end: 'end',
  backspace: 'backspace',
  delete: 'delete',
  'shift+backspace': 'backspace',
  'ctrl+left': 'word-left',
  'ctrl+right': 'word-right',
  'alt+left': 'word-left',
  'alt+right': 'word-right',
  'alt+b': 'word-left',
  'alt+f': 'word-right',
  'ctrl+a': 'home',
  'ctrl+e': 'end',
  'ctrl+b': 'left',
  'ctrl+d': 'delete',
  'ctrl+h': 'backspace',
  'ctrl+home': 'top',
  'ctrl+end': 'bottom',
  'ctrl+w': 'kill-word',
  'alt+backspace': 'kill-word-left',
  'ctrl+backspace': 'kill-word-left',
  'alt+d': 'kill-word-right',
  'ctrl+delete': 'kill-word-right',
  'ctrl+u': 'kill-to-start',
  'ctrl+y': 'yank',
  'ctrl+t': 'transpose',
  'ctrl+_': 'undo',
  'ctrl+z': 'undo',
};

export const editChords: readonly string[] = Object.keys(keys);

/** What a key does to a text being written. */
export const editKey = (chord: string): EditCommand | undefined => keys[chord];
