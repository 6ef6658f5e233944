import type { ContentKind } from '../../src/protocol/content.ts';
import type { entryKinds } from '../../src/protocol/entries.ts';
import type { Type } from '../../src/protocol/messages.ts';

/** One sentence for every row of the table, as PROTOCOL.md says it. */
export const sentences: Readonly<Record<Type, string>> = {
  hello: 'Opens the conversation: versions spoken, features known, a fresh nonce.',
  'register-1': 'First half of making an account (OPAQUE registration request).',
  'register-2':
    'Second half: the OPAQUE record, the sealed vault, identity and first device. The same record and device key again are answered as before.',
  'login-1':
    'First half of a log-in. A device that is known here proves itself and is spared the throttle of strangers.',
  'login-2':
    'Second half: OPAQUE finish, the device, its proof, and a MAC of the proof under the session key.',
  'device-cert': 'Identity and cross-signature of a device that has just opened the vault.',
  resume: 'Log-in without a password: a ticket, and a proof by the key of the device.',
  'seat-take': 'Answer to `seats-full`: ends that session and takes its seat.',
  bye: 'The client goes, on purpose.',
  greeting: 'Answer to `hello`: the version agreed on, the nuvem’s name and nonce.',
  'register-reply': 'Answer to `register-1` (OPAQUE registration response).',
  'login-reply':
    'Answer to `login-1` (OPAQUE credential response). An unknown name gets one of the same size.',
  welcome:
    'The session begins: who and where this is, the incarnation of the store, the next ticket, the vault.',
  'seats-full': 'All seats are taken: these sessions are on.',
  refused:
    'No. `code` is one of the refusals below, `text` is for people, `wait` in milliseconds; `head` says where the log stands, after `stale` together with `gen` and `epoch`.',
  ok: 'Done.',
  sync: 'What the client has of each room. Answered by a `room` each, then `synced`, then what is missing.',
  'room-open': 'Makes a room under an id chosen by the client, or opens the DM with one person.',
  'room-join': 'Enters a channel by its name.',
  'room-leave': 'Leaves a channel or group.',
  'room-add': 'Adds people to a group.',
  'room-remove': 'Takes a person out of a group or channel.',
  'room-role': 'Gives a member another role.',
  'room-set': 'Sets topic, slow mode (seconds between two lines of a member, 0 is off), read-only.',
  'room-mute': 'Silences a member of a channel for so many seconds; 0 ends it.',
  'room-ban': 'Shuts a person out of a channel, or lets them in again.',
  'line-remove': 'Blanks a line of a channel; its number stays.',
  channels: 'The channels of this nuvem by name, after a name.',
  members: 'The members of a room by name, after a name.',
  block: 'Takes no more messages and requests from a person, or takes them again.',
  blocks: 'Who is blocked.',
  requests: 'First messages and group invitations of strangers that wait for an answer.',
  'request-answer': 'Accepts, declines or blocks a request.',
  room: 'A room of yours as the nuvem sees it now.',
  'room-gone': 'This room is no longer yours.',
  synced: 'All rooms were said; what is missing follows.',
  member: 'Somebody came, went, or has another role; told to who is here now.',
  'channels-are': 'Answer to `channels`.',
  'members-are': 'Answer to `members`.',
  'blocks-are': 'Answer to `blocks`.',
  'requests-are': 'Answer to `requests`.',
  post: 'A line for a room: `no` counts 1, 2, 3 … for this device and room.',
  stored:
    'The line with that `no` is on disk. A repeated post is answered the same way, without `seq`.',
  message: 'An entry of a room’s log. The device’s own lines come this way too.',
  fetch: 'Entries after a place in the log, or the last ones before it.',
  page: 'Answer to `fetch`; `low` is the first entry still kept.',
  ack: 'This device has everything up to these places, on its own disk.',
  read: 'This person has read up to these places.',
  receipt: 'How far others have received and read; to the authors of the lines.',
  'read-here': 'How far another device of the same person has read.',
  'receipts-off': 'Neither sends nor shows read receipts, or does again.',
  ping: 'Are you there?',
  pong: 'Yes, and this is the time here.',
  away: 'This person is away from the keyboard, or back.',
  presence: 'Who is online, away or offline, and when last seen.',
  typing: 'This person is typing in that room.',
  'is-typing': 'Somebody is typing in that room.',
  users: 'The accounts of this nuvem by name, after a name.',
  'users-are': 'Answer to `users`.',
  'slow-down': 'This session is read more slowly now; said once until it is fast again.',
  going: 'The nuvem is stopping; come back after `wait` milliseconds.',
  'vault-get': 'The sealed vault, please.',
  'vault-put': 'A new vault; `conflict` when `version` is not the one stored.',
  'vault-is': 'Answer to `vault-get` and `vault-put`.',
  'password-1': 'First half of a new password (OPAQUE registration request).',
  'password-2':
    'Second half: the new record and the vault sealed anew; the tickets of the other devices are forgotten.',
  devices: 'The devices of a person; without a name one’s own.',
  'devices-are': 'Answer to `devices`, with the identity that signs them.',
  'device-revoke': 'This device of mine is not to be trusted any more.',
  sessions: 'Which seats of mine are taken.',
  'sessions-are': 'Answer to `sessions`.',
  'session-end': 'Ends one of my sessions.',
  'ticket-forget': 'Forgets the ticket of this device: the next log-in needs the password.',
  'keys-put':
    'Offers of this device to be added to sealed rooms, one use each, and a last one for when they are used up. With none it only asks how many are left.',
  'keys-left': 'Answer to `keys-put`: how many offers of one use the nuvem holds.',
  'keys-claim':
    'Takes one offer of each of these devices. Devices that are gone, or whose user blocks the asker, are left out of the answer.',
  keys: 'Answer to `keys-claim`.',
  'room-devices':
    'The devices of the members of a group or DM, after a number: what a commit has to add and remove.',
  'room-devices-are':
    'Answer to `room-devices`: `in` the sealed room; `waiting` to be let in by a commit; `leaving`, in it and to be taken out by one, as it was revoked or its person leaves.',
  'device-say':
    'A few bytes to another device of the same person, which has to be here: how two of them compare six digits.',
  'device-says': 'What another device of the same person says.',
  device:
    'A device of a member waits to be let in and can be, or was revoked; told to who is in the room.',
  commit:
    'An MLS commit for a sealed room at (`gen`, `epoch`), with the devices it adds and removes. Taken only at the room’s present epoch, or with a higher `gen` and epoch 0 as its next generation; else `stale`. Answered by `stored`; `no` is counted together with that of posts.',
  'blob-put':
    'A chunk of a commit’s body or Welcome, named by the SHA-256 of the whole; answered by `ok`. Chunks are 131072 bytes, the last one shorter; what no commit names is forgotten after an hour.',
  'blob-get':
    'A chunk of what a commit of the room named, for devices that were in it at that commit, newcomers included.',
  blob: 'Answer to `blob-get`: the chunk that begins there, and the size of the whole.',
  'file-new':
    'A `post` that announces a file under a random id: line and announcement are stored together or not at all. `size` is that of all sealed chunks. Answered like a post; besides that by `file-large`, `files-full` (what this account may have), `files-off`, or `disk-full` with a `wait`.',
  'file-open':
    'A token for a connection of files (`pychat-file/1`): `put` for the device that announced it, `get` for devices whose membership covers the line and lasts (in a channel for any account); `no-file` for everybody else, and for what is not there.',
  'file-opened':
    'Answer to `file-open`: a token that is good for 60 s, once, and no longer than the session; the size, and how many chunks are on disk.',
  'file-done':
    'This device has all of the file, from the nuvem or from the sender itself. Who sent it is told again if everybody has it.',
  'file-drop': 'Whoever sent the file takes it back: its bytes are deleted.',
  file: 'What became of a file: `complete` on the nuvem, `fetched` by everybody (told to its sender), `dropped` by its sender, `expired`.',
  'admin.grant': 'Gives an account a role on this nuvem; only through its control socket.',
  'admin.invite': 'Makes an invitation code for so many uses and days.',
  invite: 'Answer to `admin.invite`.',
  'admin.stop': 'Stops the nuvem; only through its control socket.',
  'admin.reload': 'Reads the certificate again; only through the control socket.',
};

/** One sentence for every kind of entry. */
export const entrySentences: Readonly<Record<keyof typeof entryKinds, string>> = {
  line: 'A line of a person: content, or in a sealed room an MLS PrivateMessage.',
  notice: 'A notice of the nuvem: content.',
  removed: 'A line of a channel that was removed.',
  commit:
    'In a sealed room: from this device the commit that ended (`gen`, `epoch`), and whom it is said to add and remove.',
  invite:
    'In the inbox of a device: the commit `seq` of that room let it in, and the blob holds its Welcome.',
};

/** One sentence for every kind of content. */
export const contentSentences: Readonly<Record<ContentKind, string>> = {
  text: 'A line of text.',
  reply: 'A line that answers another one of the same room.',
  edit: 'The new text of an own line.',
  delete: 'An own line is taken back.',
  react: 'A reaction to a line, on or off.',
  me: 'What somebody does, rather than says.',
  file: 'A file was offered.',
  call: 'A call began, changed or ended.',
  notice: 'Written by the nuvem itself: who came, who went, what changed.',
  about:
    'What a sealed group is called from here on; with `at` what it was called as of that entry, told again.',
};

/** What the datagrams of discovery are. */
export const discoverySentences = {
  probe: 'Which nuvens are here? `pad` makes it as long as it has to be, and says nothing.',
  answer:
    'One is, at the address that this came from and at `port` with TLS. `nonce` is that of the probe, `key` the SHA-256 that its fingerprint names.',
} as const;
