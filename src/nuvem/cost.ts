import type { FromClient, Message } from '../protocol/messages.ts';

/** What asks for much work in few bytes takes more of a line's bucket than one. */
const costs: { readonly [T in FromClient]?: number } = {
  sync: 20,
  channels: 10,
  users: 5,
  members: 5,
  'room-open': 3,
  'room-add': 3,
  'room-set': 5,
};
const namesPerToken = 10;

/** How many tokens a message takes. */
export const costOf = (message: Message<FromClient>): number =>
  (costs[message.type] ?? 1) +
  ('members' in message ? Math.floor(message.members.length / namesPerToken) : 0);
