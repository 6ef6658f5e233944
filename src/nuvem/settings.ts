import type { Keep } from '../store/rows.ts';

/** What an operator may change; the benchmark lifts limits here and nowhere else. */
export interface Settings {
  readonly name: string;
  readonly registration: 'open' | 'invite' | 'closed';
  /** Sessions per person at the same time. */
  readonly sessions: number;
  /** Token bucket of each account, for all its sessions together: posts a second, how many at once, bytes a second. */
  readonly postsPerSecond: number;
  readonly postsBurst: number;
  readonly bytesPerSecond: number;
  /** The same for every message that is not a post. */
  readonly framesPerSecond: number;
  readonly framesBurst: number;
  /** What an account may have stored in a day, at once and then little by little. */
  readonly bytesPerDay: number;
  /** Groups and direct messages take sealed lines only. */
  readonly sealedOnly: boolean;
  /** Commits of one device to one room, at once and then per minute: each makes all others begin anew. */
  readonly commits: number;
  readonly commitsPerMinute: number;
  /** Channels and groups that one account may make. */
  readonly roomsPerAccount: number;
  /** Milliseconds without a byte, after which a session is gone: two missed pings. */
  readonly silence: number;
  /** Milliseconds a stranger has to log in. */
  readonly patience: number;
  /** Failed log-ins of one name from one place before the first delay. */
  readonly freeLogins: number;
  /** Log-ins of one name from one place with the right password, at once and then per hour. */
  readonly logins: number;
  /** New accounts from one place, at once and then per hour. */
  readonly registrations: number;
  readonly keep: Keep;
  /** Whether this nuvem carries files at all. */
  readonly files: boolean;
  /** Bytes of one file, of those of one person and of all together, as they are sealed. */
  readonly fileMax: number;
  readonly filesPerUser: number;
  readonly filesTotal: number;
  /** Milliseconds that a file waits for who did not fetch it. */
  readonly keepFiles: number;
  /** Bytes of the disk that files leave free. */
  readonly freeDisk: number;
  /** Rooms up to this many members have receipts. */
  readonly receiptsUpTo: number;
  /** Up to this many listeners of a room see each other come; beyond, `users` and `members` tell. */
  readonly presenceUpTo: number;
  /** Rooms up to this many members see who is typing. */
  readonly typingUpTo: number;
  /** Outgoing bytes in flight, past which a session goes to catch-up. */
  readonly outgoing: number;
}

const day = 86_400_000;
const gib = 1024 ** 3;

export const defaults: Settings = {
  name: 'nuvem',
  registration: 'open',
  sessions: 3,
  postsPerSecond: 20,
  postsBurst: 200,
  bytesPerSecond: 1024 * 1024,
  framesPerSecond: 50,
  framesBurst: 1000,
  bytesPerDay: 256 * 1024 * 1024,
  sealedOnly: true,
  commits: 20,
  commitsPerMinute: 30,
  roomsPerAccount: 500,
  silence: 20_000,
  patience: 30_000,
  freeLogins: 5,
  logins: 120,
  registrations: 60,
  files: true,
  fileMax: 4 * gib,
  filesPerUser: 8 * gib,
  filesTotal: 64 * gib,
  keepFiles: 30 * day,
  freeDisk: gib,
  keep: { privateMs: 30 * day, channelMs: 365 * day },
  receiptsUpTo: 50,
  presenceUpTo: 1000,
  typingUpTo: 200,
  outgoing: 1024 * 1024,
};
