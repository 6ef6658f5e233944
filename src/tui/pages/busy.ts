import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Page, text } from '../page/page.ts';

/** Something is done meanwhile; it can be given up. */
export const busyPage = ({ start }: Words, said: string): Page => ({
  title: start.menu.title,
  blocks: [text(said, 'bright')],
  fields: [],
  choices: [{ id: 'back', label: start.busy.cancel }],
});
