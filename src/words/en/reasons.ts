import { carried } from './carried.ts';
import { failures } from './failures.ts';
import { files } from './files.ts';
import { own } from './own.ts';
import { refusals } from './refusals.ts';

const databases = {
  newer: (file: string, detail?: string) =>
    `${file} was written by a newer pychat${detail ? ` (${detail})` : ''}. Update pychat`,
  corrupt: (file: string) => `The database ${file} is damaged. Restore a backup`,
  foreign: (file: string) =>
    `${file} is not a database of pychat. Move it away, or name another file`,
  key: (file: string) =>
    `The database ${file} was sealed with another key. Give the key it was made with`,
  'read-only': (file: string) =>
    `The database ${file} cannot be written. Check its owner and its mode`,
  full: (file: string) => `The disk of ${file} is full. Free some space`,
  io: (file: string) => `The disk of ${file} cannot be read or written. Check the disk`,
  busy: (file: string) => `The database ${file} is in use by another program. Stop that one first`,
};

const inSeconds = (seconds?: number) => (seconds === undefined ? '' : ` (${seconds} s)`);

const days = (count: number): string => (count === 1 ? 'a day' : `${count} days`);

/** Why something did not work, and what to do: two sentences, the last without its full stop. */
export const reasons = {
  ...failures,
  ...own,
  ...carried,
  ...files,
  /** What came from outside, or from the system, in its own words. */
  other: (text: string) => text,
  refused: (code: keyof typeof refusals, seconds?: number) =>
    `${refusals[code]}${inSeconds(seconds)}`,
  database: (trouble: keyof typeof databases, file: string, detail?: string) =>
    databases[trouble](file, detail),

  'address-host': (where: string) =>
    `${where} is no host name and no address. An address is host, host:port or [v6]:port`,
  'address-port': (where: string) =>
    `The port in ${where} is no number from 1 to 65535. An address is host, host:port or [v6]:port`,
  'address-mark':
    "What follows # in an address is sha256: and the fingerprint of the nuvem's key. Copy the whole address",

  'key-changed': (address: string, expected: string, got: string, name: string) =>
    `The key of ${address} changed: expected ${expected}, got ${got}. ` +
    `If its operator says so, accept it with \`pychat connect ${address}#${got} --user ${name}\``,
  'key-replaced': (where: string, got: string, now: string, name: string) =>
    `${where} shows ${got}, which its nuvem has replaced by ${now}. ` +
    `If its operator went back to it, first \`pychat logout ${where}#${now} --user ${name}\``,
  renewed: (where: string, nuvem: string) =>
    `The nuvem at ${where} has a new key, ${nuvem}; the former one signed for it. It is remembered`,
  'not-trusted': (address: string) => `${address} was not trusted. Nothing was sent to it`,
  'hung-up': (detail?: string) =>
    `The nuvem hung up${detail ? ` (${detail})` : ''}. Try again in a moment`,
  'no-answer': 'The nuvem does not answer. Try again in a moment',
  'no-message': 'What answers there speaks another language. Check the address, or update pychat',
  'link-closed': 'The connection was closed. Try again in a moment',
  silent: 'The nuvem does not answer. pychat tries again by itself',
  restarting: 'The nuvem is restarting. pychat tries again by itself',
  'seats-full': (sessions: string) =>
    `All seats are taken (${sessions}). End one with \`pychat sessions ADDRESS --end ID\` first`,
  'bad-vault': 'The nuvem gave a vault that this password does not open. Tell its operator',
  'password-changing': 'The password is being changed. Wait a moment',
  'wrong-lock': (name: string) =>
    `That is not the password under which ${name} is locked here. Try again; if it was changed on another device, give the one of before`,
  'logged-out': 'Logged out. Log in again',
  'closed-early': 'pychat was closed before there was an answer. Ask again',
  'other-version':
    'Another pychat of another version is running for this account. End it, then try again',

  'password-short': (least: number) =>
    `A password has at least ${least} characters. Choose a longer one, such as four words`,
  'password-long': (most: number) => `A password has at most ${most} bytes. Choose a shorter one`,
  'password-common':
    'This password is one of those that are tried first. Choose another one, such as four words',

  'line-id': 'The id of a line has 32 hex digits. Make one of that length',
  'line-empty': 'A line of nothing is not sent. Write something',
  'line-long': 'A text has at most 128 KiB. Send it in parts',
  'outbox-full': 'Too much waits to be sent. Wait until the nuvem is back',
  'rooms-many': (most: number) =>
    `This account is in more than ${most} rooms, and not all are shown. Leave some`,
  'no-cert': (address: string) =>
    `This account was logged in by an older pychat, which could not seal. Run \`pychat login ${address}\` once`,
  'never-met': (name: string) =>
    `No key of ${name} was seen here yet. Write to them, and compare the digits then`,
  'digits-changed': (name: string) =>
    `The digits of ${name} are not those that were shown before. Look at them again, and compare anew`,
  'not-sealed': 'This device is in no sealed room there, so there are no digits to compare',
  'no-offers':
    'None of their devices can be let into a sealed room yet: they must come online once with this version',
  'room-forgotten': (room: string) =>
    `The nuvem was restored from a backup that does not know ${room}, or you in it. What was said there stays on this device; ask to be added again, or make it anew`,
  'not-let-in': (room: string) =>
    `An invitation to ${room} does not hold. Somebody there lets this device in again`,
  'device-away': (device: number) =>
    `Device ${device} is not there, or is too old for this. Open pychat on it, then try again`,
  'digits-first': (device: number) =>
    `Device ${device} shows no digits for this one now. First confirm it without digits, then with those that it shows`,
  'digits-wrong': (device: number) =>
    `Those are not the digits that device ${device} has to show: it was not confirmed, and they serve no more. Begin again for new ones; if those differ too, revoke it and change your password`,
  'new-there': (room: string, names: string) =>
    `New in ${room} since you last wrote there: ${names}. Nothing was sent. If it is for them, too, add --new`,
  newcomers:
    'Somebody new came before this was sent, and it was not sent to them. If it is for them, too, send it again',
  'bad-offer': (name: string, room: string) =>
    `What the nuvem gives as a device of ${name} is none of theirs, so it was not let into ${room}. It is asked again later`,
  'keep-shorter': (now: number, before: number) =>
    `The nuvem keeps messages for ${days(now)} now, and did for ${days(before)}. Come by more often, or ask its operator`,
  withheld: (room: string) =>
    `The nuvem says that ${room} went on, and does not show how. What you write there waits; pychat asks again by itself`,
  'no-receipts': 'This room has no receipts. Wait for stored',
  'maybe-sent': 'It may have been sent by a newer copy of this device. Look whether it is there',
  'not-in-log': 'The nuvem said that it had this, and its log went on without it. Send it again',
  'new-device':
    'This device is a new one, so it is not known whether this was sent. Look whether it is there',
  'search-text': (most: number) =>
    `A search has at least one letter and at most ${most}. Write something else`,
  'search-over': 'This search is over. Begin it anew',
  'old-copy':
    'The data of this device is an old copy, or was lost, so it was signed off. Log in with the password to go on as a new one',
  'was-old-copy':
    'The data of this device was an old copy. What it had sent since then was read again, and nothing is lost',
  'read-slowly': 'The nuvem reads you more slowly now. Nothing is lost',
  'not-written': (why: string) => `${why}. Nothing is lost; pychat tries again by itself`,
};
