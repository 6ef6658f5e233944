import { accountVerbs } from './accounts.ts';
import { activityVerbs } from './activity.ts';
import type { Append } from './append.ts';
import type { Base, Sync } from './base.ts';
import { blobVerbs } from './blobs.ts';
import { commitVerbs } from './commit.ts';
import { cursorVerbs } from './cursors.ts';
import { deviceVerbs } from './devices.ts';
import { fileVerbs } from './files.ts';
import { leafVerbs } from './leaves.ts';
import { logVerbs } from './log.ts';
import { memberVerbs } from './members.ts';
import { moderationVerbs } from './moderation.ts';
import { offerVerbs } from './offers.ts';
import { openingVerbs } from './opening.ts';
import { requestVerbs } from './requests.ts';
import { roomVerbs } from './rooms.ts';
import { smallVerbs } from './small.ts';
import { sweepVerbs } from './sweep.ts';

export const newVerbs = (base: Base, append: Append): Sync => ({
  ...logVerbs(base),
  ...cursorVerbs(base),
  ...accountVerbs(base),
  ...deviceVerbs(base),
  ...offerVerbs(base),
  ...roomVerbs(base),
  ...openingVerbs(base),
  ...memberVerbs(base),
  ...commitVerbs(base),
  ...leafVerbs(base),
  ...blobVerbs(base),
  ...fileVerbs(base, append),
  ...moderationVerbs(base),
  ...requestVerbs(base),
  ...sweepVerbs(base),
  ...activityVerbs(base),
  ...smallVerbs(base),
});

/**
 * What each verb does to what appends remember: `reads` changes nothing at all, `apart` changes nothing
 * that appends look at (or says itself what to forget), `rooms` may change anything. `patient` is as
 * `apart`, and may wait a moment for a commit of somebody else; `recalls` is as `reads`, and waits for it.
 * `pages` is as `reads`, takes long, and may be put off to the next batch.
 */
export const effects = {
  read: 'pages',
  readBefore: 'pages',
  ack: 'apart',
  markRead: 'apart',
  removeLine: 'rooms',
  sweep: 'apart',
  createUser: 'apart',
  userByName: 'reads',
  users: 'recalls',
  setRole: 'rooms',
  setReceiptsOff: 'apart',
  putVault: 'apart',
  invite: 'apart',
  addDevice: 'apart',
  setCert: 'apart',
  device: 'reads',
  deviceKey: 'reads',
  devices: 'recalls',
  revokeDevice: 'apart',
  beginSession: 'apart',
  endSession: 'patient',
  forgetTicket: 'apart',
  putOffers: 'apart',
  takeOffers: 'apart',
  openRoom: 'rooms',
  joinChannel: 'rooms',
  changeMembers: 'rooms',
  setRoom: 'rooms',
  mute: 'rooms',
  ban: 'rooms',
  roomsOf: 'reads',
  nextStay: 'reads',
  roomOf: 'reads',
  roomByKey: 'reads',
  members: 'reads',
  channels: 'reads',
  answerRequest: 'rooms',
  requests: 'reads',
  block: 'rooms',
  blocks: 'reads',
  blockers: 'reads',
  commit: 'apart',
  roomDevices: 'reads',
  dueRooms: 'reads',
  putChunk: 'apart',
  chunk: 'reads',
  announceFile: 'apart',
  fileFor: 'reads',
  files: 'reads',
  keepFile: 'apart',
  lostFile: 'apart',
  haveFile: 'apart',
  dropFile: 'apart',
  filesDue: 'apart',
  removeFiles: 'apart',
  deliver: 'apart',
  answered: 'reads',
  remember: 'apart',
  log: 'patient',
  activity: 'recalls',
  secretOf: 'reads',
  keepSecret: 'apart',
} as const satisfies Readonly<
  Record<keyof Sync, 'reads' | 'pages' | 'recalls' | 'apart' | 'patient' | 'rooms'>
>;

export const verbNames = Object.keys(effects) as readonly (keyof Sync)[];
