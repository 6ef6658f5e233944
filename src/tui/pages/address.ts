import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Page, text } from '../page/page.ts';

/** Where is the nuvem? What went wrong with the last address stands below it. */
export function addressPage({ start }: Words, value: string, trouble?: string): Page {
  const { address } = start;
  return {
    title: address.title,
    blocks: [text(address.text)],
    fields: [{ name: 'address', label: address.field, value }],
    choices: [
      { id: 'go', label: address.go },
      { id: 'back', label: start.back },
    ],
    trouble: trouble === undefined ? undefined : { field: 'address', text: trouble },
    at: 'address',
  };
}
