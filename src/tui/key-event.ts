/** What comes from the person and from the terminal, as data. */
export type KeyEvent =
  /** A key that is no text: modifiers in the order ctrl, alt, shift and a name, as in `alt+shift+up`. */
  | { readonly kind: 'key'; readonly chord: string }
  /** What was typed, as much as came at once. */
  | { readonly kind: 'text'; readonly text: string }
  /** What was pasted, with `\n` for every end of a line. */
  | { readonly kind: 'paste'; readonly text: string }
  | { readonly kind: 'focus'; readonly focused: boolean }
  | MouseEvent
  /** An answer of the terminal to a question of ours. */
  | { readonly kind: 'answer'; readonly text: string };

export interface MouseEvent {
  readonly kind: 'mouse';
  readonly action: 'down' | 'up' | 'move' | 'wheel-up' | 'wheel-down';
  readonly button: 'left' | 'middle' | 'right' | 'none';
  /** The cell, from 0. */
  readonly x: number;
  readonly y: number;
  /** `ctrl`, `alt`, `shift` joined with `+`, or nothing. */
  readonly modifiers: string;
}
