import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Choice, type Page, text } from '../page/page.ts';

export interface MenuFacts {
  readonly accounts: readonly {
    readonly name: string;
    readonly address: string;
    readonly last: boolean;
    /** Of the nuvem whose key is in this home. */
    readonly own: boolean;
  }[];
  readonly found: readonly {
    readonly name: string;
    readonly address: string;
    readonly fingerprint: string;
    readonly standing: 'known' | 'new' | 'other';
    /** Of the nuvem whose key is in this home. */
    readonly own: boolean;
  }[];
  readonly trouble?: string | undefined;
  /** Which choice has the cursor. */
  readonly at?: string;
}

/** Where to go: accounts first, as `account 0`, …, then what was found, as `found sha256:…`. */
export function menuPage(words: Words, { accounts, found, trouble, at }: MenuFacts): Page {
  const { start } = words;
  const { menu } = start;
  const saved = accounts.map(({ name, address, last, own }, index): Choice => {
    const aside = [own ? menu.own : '', last ? menu.last : ''].filter((part) => part !== '');
    return {
      id: `account ${index}`,
      label: `${name}@${address}`,
      aside: aside.join(', '),
      ...(index === 0 ? { heading: menu.accounts } : {}),
    };
  });
  return {
    title: menu.title,
    blocks: [
      { kind: 'logo' },
      ...(accounts.length + found.length === 0 ? [text(menu.nobody)] : []),
      ...found
        .filter(({ standing }) => standing === 'other')
        .map(({ name, address }) => text(menu.otherKey(name, address), 'alert')),
    ],
    fields: [],
    choices: [
      ...saved,
      ...found.map((one, index) => foundChoice(words, one, index)),
      {
        id: 'connect',
        label: menu.connect,
        ...(accounts.length + found.length === 0 ? {} : { heading: menu.elsewhere }),
      },
      { id: 'host', label: menu.host },
      { id: 'quit', label: start.quit },
    ],
    ...(trouble === undefined ? {} : { trouble: { text: trouble } }),
    ...(at === undefined ? {} : { at }),
  };
}

/** So much of a fingerprint tells two apart at a glance; all of it is shown before anybody is trusted. */
const shown = 'sha256:'.length + 8;

function foundChoice(
  { start }: Words,
  { name, address, fingerprint, standing, own }: MenuFacts['found'][number],
  index: number,
): Choice {
  const { menu } = start;
  const what = own ? menu.own : menu.standing[standing];
  return {
    id: `found ${fingerprint}`,
    label: `${name}  ${address}`,
    aside: `${what}  ${fingerprint.slice(0, shown)}…`,
    ...(index === 0 ? { heading: menu.found } : {}),
  };
}
