import { momentOf } from '../../base/moment.ts';
import { harmlessLine } from '../../base/sanitize.ts';
import type { Seat } from '../../client/port.ts';
import type { ScreenWords as Words } from '../../words/en/screen.ts';
import { type Page, text } from '../page/page.ts';

/** Who sits in all the seats; the choice is called after the session that shall end. */
export function seatsPage({ start }: Words, name: string, seats: readonly Seat[]): Page {
  const { title, text: said, since, none } = start.seats;
  return {
    title,
    blocks: [text(said(name))],
    fields: [],
    choices: [
      ...seats.map(({ id, label, since: at }) => ({
        id: String(id),
        label: `${id}  ${harmlessLine(label, 60)}`,
        aside: since(momentOf(at)),
      })),
      { id: 'back', label: none },
    ],
  };
}
