import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Editor, editorOf } from '../editor.ts';
import type { KeyEvent } from '../key-event.ts';
import type { Answer, Page } from './page.ts';

/** The start screen, as plain data. `update` makes the next one, `view` draws it. */
export interface Standing {
  readonly words: Words;
  readonly columns: number;
  readonly lines: number;
  readonly theme: string;
  /** Every theme that can be had, in the order of F9. */
  readonly themes: readonly string[];
  /** Letters instead of signs: codes are drawn larger. */
  readonly ascii: boolean;
  readonly now: number;
  /** The boot picture is shown until then. */
  readonly bootUntil: number;
  /** What that picture says of this machine. */
  readonly boot: readonly string[];
  readonly page: Page;
  /** The field or choice with the cursor: fields first. */
  readonly focus: number;
  readonly texts: Readonly<Record<string, Editor>>;
  /** What is typed into fields that show dots: gone with the answer. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The first row that is seen, where not all are. */
  readonly top: number;
}

export type PageEvent = { readonly now: number } & (
  | { readonly type: 'input'; readonly input: KeyEvent }
  | { readonly type: 'page'; readonly page: Page }
  /** The same page with other choices: the cursor stays where it points. */
  | { readonly type: 'renewed'; readonly page: Page }
  | { readonly type: 'tick' }
);

export type PageEffect =
  | { readonly do: 'answer'; readonly answer: Answer }
  | { readonly do: 'theme'; readonly theme: string };

export type PageStep = readonly [Standing, readonly PageEffect[]];

export const blank: Page = { title: '', blocks: [], fields: [], choices: [] };

/** Another page in its place: nothing of what was typed before is kept. */
export function withPage(standing: Standing, page: Page): Standing {
  const plain = page.fields.filter(({ secret }) => !secret);
  const texts = Object.fromEntries(plain.map(({ name, value }) => [name, editorOf(value)]));
  return { ...standing, page, texts, secrets: {}, top: 0, focus: firstFocus(page) };
}

/** What can have the cursor, by name. */
export const placesOf = ({ fields, choices }: Page): readonly string[] => [
  ...fields.map(({ name }) => name),
  ...choices.map(({ id }) => id),
];

/** How many things can have the cursor. */
export const countOf = ({ fields, choices }: Page): number => fields.length + choices.length;

function firstFocus(page: Page): number {
  const { fields, trouble, at } = page;
  const wanted = at ?? trouble?.field;
  const named = wanted === undefined ? -1 : placesOf(page).indexOf(wanted);
  if (named >= 0) return named;
  const empty = fields.findIndex(({ value }) => value === '');
  return empty >= 0 ? empty : fields.length;
}
