import { tell } from '../chats.ts';
import { columns } from '../listed.ts';
import type { Command } from './_command.ts';

/** Every conversation, with what is unread in it. */
export const rooms: Command = {
  name: 'rooms',
  run(state) {
    const { words, chats, at, muted } = state;
    const rows = chats.map(({ to, title, unread, kind, count, topic }, n) => [
      String(n + 1),
      title,
      to === at ? words.lists.here : '',
      unread > 0 ? words.status.unread(unread) : '',
      muted.has(to) ? words.lists.muted : '',
      kind === 'dm' ? '' : words.members(count),
      topic,
    ]);
    const title = `${words.chats} (${rows.length})`;
    const body = rows.length === 0 ? [`  ${words.lists.none}`] : columns(rows);
    return [tell(state, [title, ...body].join('\n')), []];
  },
};
