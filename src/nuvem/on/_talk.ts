import type { Handlers } from '../handler.ts';
import { onAck } from './ack.ts';
import { onAway } from './away.ts';
import { onBye } from './bye.ts';
import { onFetch } from './fetch.ts';
import { onHello } from './hello.ts';
import { onMembers } from './members.ts';
import { onPing } from './ping.ts';
import { onPost } from './post.ts';
import { onRead } from './read.ts';
import { onReceiptsOff } from './receipts-off.ts';
import { onSync } from './sync.ts';
import { onTyping } from './typing.ts';
import { onUsers } from './users.ts';

/** The log, and life around it. */
export const talk = {
  hello: onHello,
  bye: onBye,
  sync: onSync,
  post: onPost,
  fetch: onFetch,
  ack: onAck,
  read: onRead,
  'receipts-off': onReceiptsOff,
  ping: onPing,
  away: onAway,
  typing: onTyping,
  users: onUsers,
  members: onMembers,
} satisfies Partial<Handlers>;
