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
  readonly trouble?: string | undefined;
  /** Which choice has the cursor. */
  readonly at?: string;
}

/** Where to go: accounts first, as `account 0`, `account 1`, … */
export function menuPage({ start }: Words, { accounts, trouble, at }: MenuFacts): Page {
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
    blocks: [{ kind: 'logo' }, ...(accounts.length === 0 ? [text(menu.nobody)] : [])],
    fields: [],
    choices: [
      ...saved,
      {
        id: 'connect',
        label: menu.connect,
        ...(accounts.length === 0 ? {} : { heading: menu.elsewhere }),
      },
      { id: 'host', label: menu.host },
      { id: 'quit', label: start.quit },
    ],
    ...(trouble === undefined ? {} : { trouble: { text: trouble } }),
    ...(at === undefined ? {} : { at }),
  };
}
