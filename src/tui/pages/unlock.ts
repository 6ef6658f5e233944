import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Page, text } from '../page/page.ts';

export interface UnlockFacts {
  readonly name: string;
  readonly address: string;
  readonly trouble?: string | undefined;
}

/** The password under which an account is kept on this machine. */
export function unlockPage({ start }: Words, { name, address, trouble }: UnlockFacts): Page {
  const { unlock, login, back } = start;
  return {
    title: unlock.title,
    blocks: [text(unlock.text(name, address)), text(unlock.changed, 'dim')],
    fields: [{ name: 'password', label: login.password, value: '', secret: true }],
    choices: [
      { id: 'go', label: unlock.go },
      { id: 'back', label: back },
    ],
    ...(trouble === undefined ? {} : { trouble: { field: 'password', text: trouble } }),
  };
}
