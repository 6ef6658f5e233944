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
  'room-devices': 5,
  commit: 5,
  'file-open': 2,
  'file-drop': 2,
};
const namesPerToken = 10;

/** Bytes that a row takes on disk beside what is in it. */
const row = 256;
/** What a message makes the store keep beside lines: rows, and notices in the log. */
const rows: { readonly [T in FromClient]?: number } = {
  'room-open': 4,
  'room-join': 3,
  'room-leave': 1,
  'room-add': 1,
  'room-remove': 1,
  'room-role': 1,
  'room-set': 2,
  'room-mute': 1,
  'room-ban': 1,
  'line-remove': 1,
  block: 1,
};
/** A member, a stay, and the cursors of some devices. */
const rowsPerName = 4;

/** The line, the file, and who has fetched it. */
const announced = 3;

/** A leaf, a cursor, an invitation, and what keeps its blob. */
const rowsPerDevice = 4;

/** The answer is kept for a day, with an offer of each device. */
const claimed = 1024 + row;

/** About how many bytes the store keeps of a message of this size. */
export function storedBy(message: Message<FromClient>, bytes: number): number {
  if (message.type === 'post') return bytes + row;
  if (message.type === 'blob-put') return bytes + row;
  if (message.type === 'file-new') return bytes + announced * row;
  if (message.type === 'commit') return bytes + message.add.length * rowsPerDevice * row;
  if (message.type === 'keys-put') return bytes + message.packages.length * row;
  if (message.type === 'keys-claim') return message.devices.length * claimed;
  const names = 'members' in message ? message.members.length * rowsPerName : 0;
  return ((rows[message.type] ?? 0) + names) * row;
}

/** How many tokens a message takes. */
export const costOf = (message: Message<FromClient>): number =>
  (costs[message.type] ?? 1) + Math.floor(manyIn(message) / namesPerToken);

/** How many things a message names that are each looked up. */
function manyIn(message: Message<FromClient>): number {
  if ('members' in message) return message.members.length;
  if (message.type === 'keys-put') return message.packages.length;
  if (message.type === 'commit') return message.add.length + message.remove.length;
  return message.type === 'keys-claim' ? message.devices.length : 0;
}
