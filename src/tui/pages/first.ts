import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { fact, type Page, text } from '../page/page.ts';

export interface FirstFacts {
  readonly address: string;
  readonly fingerprint: string;
  readonly vouched: boolean;
}

/** A key that nobody here has seen before, to be compared. */
export function firstPage({ start }: Words, { address, fingerprint, vouched }: FirstFacts): Page {
  const { first } = start;
  return {
    title: first.title,
    blocks: [
      text(first.text(address)),
      fact(start.fingerprint, fingerprint),
      text(first.compare),
      ...(vouched ? [text(first.vouched, 'good')] : []),
    ],
    fields: [],
    choices: [
      { id: 'trust', label: first.trust },
      { id: 'back', label: first.refuse },
    ],
  };
}
