import type { Ink } from '../frame.ts';
import type { Code } from '../qr.ts';

/** What the start screen asks or tells at one moment, as plain data. */
export interface Page {
  readonly title: string;
  readonly blocks: readonly Block[];
  readonly fields: readonly Field[];
  /** What can be done; Enter in the last field does the first. */
  readonly choices: readonly Choice[];
  /** What was wrong the last time; shown at the field where it was wrong. */
  readonly trouble?: Trouble | undefined;
  /** A code beside the text, where there is room for it. */
  readonly code?: Code | undefined;
  /** Which field or choice has the cursor first; else the first field that is empty. */
  readonly at?: string;
}

export type Block =
  | { readonly kind: 'logo' }
  | { readonly kind: 'text'; readonly text: string; readonly ink?: Ink }
  /** A thing to compare or to hand out: broken anywhere, never shortened. */
  | { readonly kind: 'fact'; readonly label: string; readonly value: string };

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  /** Dots are shown; what is typed is forgotten with the page. */
  readonly secret?: true;
  /** What is said when it is left out: then the first choice is not made, and all that was typed stays. */
  readonly needed?: string;
}

export interface Choice {
  readonly id: string;
  readonly label: string;
  readonly aside?: string;
  /** What stands above it, when a group begins. */
  readonly heading?: string;
}

export interface Trouble {
  readonly field?: string | undefined;
  readonly text: string;
}

/** What the person did with a page. */
export type Answer =
  | {
      readonly did: 'choose';
      readonly choice: string;
      readonly values: Readonly<Record<string, string>>;
    }
  | { readonly did: 'back' }
  | { readonly did: 'quit' };

export const text = (said: string, ink: Ink = 'normal'): Block => ({
  kind: 'text',
  text: said,
  ink,
});

export const fact = (label: string, value: string): Block => ({ kind: 'fact', label, value });
