import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { fact, type Page, text } from '../page/page.ts';
import { qrOf } from '../qr.ts';

export interface ReadyFacts {
  /** Without the fingerprint. */
  readonly address: string;
  readonly fingerprint: string;
  /** Whose account of this nuvem is here already. */
  readonly known: string | undefined;
}

/** The nuvem of this home runs: what to hand out, as text and as a code. */
export function readyPage({ start }: Words, { address, fingerprint, known }: ReadyFacts): Page {
  const { ready } = start;
  const whole = `${address}#${fingerprint}`;
  const code = qrOf(whole);
  return {
    title: ready.title,
    blocks: [text(ready.text), fact(ready.address, whole), text(ready.runs, 'dim')],
    fields: [],
    choices: [
      { id: 'go', label: known === undefined ? ready.account : ready.goOn(known) },
      { id: 'back', label: start.back },
    ],
    ...(code ? { code } : {}),
  };
}
