import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { fact, type Page, text } from '../page/page.ts';

export interface ChangedFacts {
  readonly address: string;
  readonly expected: string;
  readonly got: string;
  /** The address itself named the key: then there is nothing to accept. */
  readonly pinned: boolean;
}

/** Another key than the one that belongs there. Going back is what Enter does. */
export function changedPage({ start }: Words, facts: ChangedFacts): Page {
  const { changed } = start;
  const { address, expected, got, pinned } = facts;
  return {
    title: changed.title,
    blocks: [
      text(changed.alert(address), 'alert'),
      fact(changed.expected, expected),
      fact(changed.got, got),
      text(changed.means),
      text(pinned ? changed.pinned : changed.advice, 'bright'),
    ],
    fields: [],
    choices: [
      { id: 'back', label: changed.refuse },
      ...(pinned ? [] : [{ id: 'trust', label: changed.trust }]),
    ],
  };
}
