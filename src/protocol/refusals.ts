/**
 * Every way the nuvem can say no. `fatal` means: say it, then close. `text` is what a person reads
 * behind `pychat: `: what happened, and what to do.
 */
export const refusals = {
  malformed: { fatal: true, text: 'That was not a message. Update pychat on both sides' },
  version: { fatal: true, text: 'This nuvem speaks another version. Update pychat' },
  order: { fatal: true, text: 'That message is not allowed now. Update pychat' },
  closing: {
    fatal: true,
    text: 'The nuvem is stopping. It will be back; pychat tries again by itself',
  },
  moved: { fatal: true, text: 'This device opened a newer session. Use that one' },
  ended: { fatal: true, text: 'This session was ended from another one. Log in again' },
  revoked: { fatal: true, text: 'This device was revoked. Log in again' },
  slow: { fatal: true, text: 'Nothing was said for too long. Connect again' },
  credentials: { fatal: false, text: 'Wrong name or password. Try again' },
  ticket: { fatal: false, text: 'The saved log-in is no longer valid. Log in with the password' },
  key: {
    fatal: true,
    text: 'Somebody stands between you and this nuvem. Do not trust this network',
  },
  wait: { fatal: false, text: 'Too many tries. Wait a little' },
  taken: { fatal: false, text: 'That name is taken. Choose another one' },
  'bad-name': {
    fatal: false,
    text: 'A name is 1 to 32 of a-z 0-9 _ . - and begins with a letter or digit. Choose another one',
  },
  invite: { fatal: false, text: 'This nuvem is by invitation. Ask its operator for a code' },
  closed: { fatal: false, text: 'This nuvem takes no new accounts. Ask its operator' },
  unknown: { fatal: false, text: 'Nobody here has that name. Check the spelling' },
  'no-room': {
    fatal: false,
    text: 'There is no such room, or you are not in it. See the list of rooms',
  },
  exists: { fatal: false, text: 'A room of that name exists. Join it, or choose another name' },
  'not-allowed': { fatal: false, text: 'You may not do that here. Ask an owner' },
  banned: { fatal: false, text: 'You are banned from this room. Ask an owner' },
  muted: { fatal: false, text: 'You are muted in this room. Wait, or ask a moderator' },
  'read-only': { fatal: false, text: 'Only moderators write in this room. Ask one of them' },
  'slow-mode': { fatal: false, text: 'This room is in slow mode. Wait a little' },
  blocked: { fatal: false, text: 'This person takes no messages from you. Nothing was sent' },
  gap: { fatal: false, text: 'A line before this one is missing. pychat sends it again by itself' },
  stale: { fatal: false, text: 'The room moved on meanwhile. pychat sends it again by itself' },
  fenced: { fatal: true, text: 'This device opened a newer session. Use that one' },
  storage: {
    fatal: false,
    text: "The nuvem's disk takes no more now. The line waits and is sent again",
  },
  'too-many': { fatal: false, text: 'That is more than this nuvem allows. Remove some first' },
  conflict: { fatal: false, text: 'Another device changed that meanwhile. Try again' },
  broken: {
    fatal: false,
    text: 'The nuvem met a bug of its own. Its operator finds it in the log',
  },
} as const satisfies Record<string, { readonly fatal: boolean; readonly text: string }>;

export type Refusal = keyof typeof refusals;

export const isRefusal = (code: string): code is Refusal => Object.hasOwn(refusals, code);
