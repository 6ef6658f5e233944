import type { ClientEvent, Link } from './client-event.ts';
import type { InnerAsks } from './files/inner-asks.ts';
import type { KeptFile } from './files/kept.ts';
import type { RoomCode } from './sealed/known-port.ts';
import type { FileRow, LineRow, Me, PersonRow, RoomRow, SaidContent, Stats } from './shown.ts';

export { ClientError, type ErrorCode } from './client-error.ts';
export type * from './client-event.ts';
export type * from './shown.ts';

/**
 * What every front end uses: the screen, `send`, `listen`, a bot. Everything that crosses it is plain data,
 * so a front end in another process talks to the same client through the home's local socket.
 */
export interface Client extends AsyncDisposable {
  readonly me: Me;
  /** Asks for something; a refusal is thrown as `ClientError`. Safe to repeat: asks that change something carry an id. */
  readonly ask: <K extends AskKind>(ask: Ask<K>) => Promise<Answers[K]>;
  /**
   * What happens from now on. Ends when the client ends or `signal` aborts. Who reads too slowly is told
   * `missed` instead of all of it: no line is lost, the archive has them.
   */
  readonly events: (signal?: AbortSignal) => AsyncIterable<ClientEvent>;
}

interface AskTable extends InnerAsks {
  /** Puts a line into the outbox and answers when it reached `wait`. The same `id` again is the same line. */
  send: {
    ask: {
      id: string;
      to: string;
      content: SaidContent;
      wait: 'waiting' | 'stored' | 'delivered' | 'read';
      /** The file that the line offers, kept in the same step: from what carries files here, and nobody else. */
      file?: KeptFile;
    };
    answer: LineRow;
  };
  /** With `left` also those that are not ours any more, and whose lines are kept here. */
  rooms: { ask: { left?: boolean }; answer: readonly RoomRow[] };
  /** Lines kept on this device, oldest first: the last ones before a seq, or those after one. */
  lines: {
    ask: { room: string; before?: number; after?: number; limit: number };
    answer: readonly LineRow[];
  };
  /** The same before a seq, with what a channel's nuvem has and this device never received. */
  older: {
    ask: { room: string; before: number; limit: number };
    /** `whole`: before these there is nothing that anybody keeps. */
    answer: { readonly lines: readonly LineRow[]; readonly whole: boolean };
  };
  /**
   * What was said here, newest first, as it reads today: one part of the archive at a time, of one room
   * or all. `from` goes on where the answer before ended; without `next` there is no more.
   */
  search: {
    ask: { text: string; room?: string; from?: string };
    answer: { readonly hits: readonly LineRow[]; readonly next?: string };
  };
  /**
   * Offers a file in a line of that id, and sends it; of a folder one archive. The path is one of this machine, and
   * whole: who asks may be another process. The same `id` again is the same file.
   */
  'send-file': { ask: { id: string; to: string; path: string }; answer: FileRow };
  /** Files that travel or did, newest last; of one room or all. */
  files: { ask: { room?: string }; answer: readonly FileRow[] };
  /** Fetches a file: its id, or as much of that as no other has. `out` is a folder, or how it is called then. */
  'get-file': { ask: { file: string; out?: string }; answer: FileRow };
  'pause-file': { ask: { file: string }; answer: FileRow };
  'resume-file': { ask: { file: string }; answer: FileRow };
  /** It travels no more; one of ours is taken back from everybody who does not have it yet. */
  'cancel-file': { ask: { file: string }; answer: FileRow };
  /** Whether everybody has fetched one of ours: if so, `file-fate` tells it once more, to whoever did not hear it. */
  'ask-fetched': { ask: { file: string }; answer: undefined };
  /** A line that failed is no longer kept; nobody else ever had it. */
  'give-up': { ask: { room: string; id: string }; answer: undefined };
  /** Lines that failed as the last process of this account ended, of which nobody was told: here, once. */
  untold: { ask: object; answer: readonly LineRow[] };
  /** What was being written in a room, or for somebody; an empty text forgets it. */
  draft: { ask: { room: string; text: string }; answer: undefined };
  drafts: { ask: object; answer: readonly { readonly room: string; readonly text: string }[] };
  /** What `listen` has not printed yet, of all rooms or some, oldest first; `printed` moves its cursor. */
  unprinted: {
    ask: { rooms: readonly string[]; since?: number; limit: number };
    answer: readonly LineRow[];
  };
  printed: { ask: { room: string; seq: number }; answer: undefined };
  read: { ask: { room: string; seq: number }; answer: undefined };
  users: {
    ask: object;
    answer: readonly {
      name: string;
      state: 'online' | 'away' | 'offline';
      seen: number;
      role: string;
    }[];
  };
  create: {
    ask: { id: string; what: 'group' | 'channel'; name: string; members: readonly string[] };
    answer: RoomRow;
  };
  join: { ask: { name: string }; answer: RoomRow };
  leave: { ask: { room: string }; answer: undefined };
  add: { ask: { room: string; members: readonly string[] }; answer: undefined };
  remove: { ask: { room: string; member: string }; answer: undefined };
  role: {
    ask: { room: string; member: string; role: 'member' | 'admin' | 'owner' };
    answer: undefined;
  };
  'set-room': {
    ask: { room: string; topic?: string; slow?: number; readOnly?: boolean; name?: string };
    answer: undefined;
  };
  mute: { ask: { room: string; member: string; seconds: number }; answer: undefined };
  ban: { ask: { room: string; member: string; on: boolean }; answer: undefined };
  'remove-line': { ask: { room: string; seq: number }; answer: undefined };
  members: {
    ask: { room: string };
    answer: readonly {
      name: string;
      role: string;
      state: 'online' | 'away' | 'offline';
      /** Their digits were compared, and their key is that one. */
      verified?: true;
    }[];
  };
  channels: { ask: object; answer: readonly { name: string; topic: string; members: number }[] };
  block: { ask: { name: string; on: boolean }; answer: undefined };
  blocks: { ask: object; answer: readonly string[] };
  /** The nuvem lost own lines (event `restored`): they are sent again, with new numbers, or given up. */
  resend: { ask: { yes: boolean }; answer: undefined };
  requests: {
    ask: object;
    answer: readonly { room: string; kind: string; from: string; at: number }[];
  };
  'answer-request': {
    ask: { room: string; answer: 'accept' | 'decline' | 'block' };
    answer: undefined;
  };
  devices: {
    ask: { name?: string };
    answer: readonly {
      id: number;
      label: string;
      created: number;
      seen: number;
      revoked: boolean;
      online: boolean;
      here: boolean;
      /** It is new, and waits to be confirmed on another one. */
      waits: boolean;
    }[];
  };
  /** Answers when this device can be let into sealed rooms: others find its key packages at the nuvem. */
  reachable: { ask: object; answer: undefined };
  /** What is written in the room may be for those newcomers, too; refused when they are others by now. */
  meet: { ask: { room: string; mark: string }; answer: undefined };
  /** What is known of somebody here, and the digits to compare with them by another way. */
  person: { ask: { name: string }; answer: PersonRow };
  /**
   * Those digits were compared, or the new key of somebody is taken for theirs. With `safety` only while those are
   * the digits: what was compared is what is accepted.
   */
  accept: { ask: { name: string; safety?: string }; answer: PersonRow };
  /** The digits of a sealed room: everybody in it sees the same, unless the nuvem keeps them apart. */
  'room-code': { ask: { room: string }; answer: RoomCode };
  /**
   * Six digits that a new own device shows: asked for without them (both have to be online), and again with what was
   * read there. Only then, or after a day, it is let into sealed rooms by this one.
   */
  confirm: {
    ask: { id: string; device: number; digits?: string };
    answer: { readonly state: 'shown' | 'confirmed' };
  };
  'revoke-device': { ask: { device: number }; answer: undefined };
  sessions: {
    ask: object;
    answer: readonly { id: number; device: number; label: string; since: number; here: boolean }[];
  };
  'end-session': { ask: { session: number }; answer: undefined };
  password: { ask: { old: string; new: string }; answer: undefined };
  typing: { ask: { room: string }; answer: undefined };
  away: { ask: { on: boolean }; answer: undefined };
  'receipts-off': { ask: { off: boolean }; answer: undefined };
  invite: {
    ask: { id: string; uses: number; days: number };
    answer: { code: string; until: number };
  };
  link: { ask: object; answer: Link };
  /** For who looks at the link as it goes: it costs little enough to be asked every second. */
  stats: { ask: object; answer: Stats };
  /** Makes the link try again at once. */
  retry: { ask: object; answer: undefined };
  /**
   * Puts what is kept here under the password of the account, which the nuvem is asked about; or takes it
   * from under it, where it has to be the one that opens it.
   */
  lock: { ask: { on: boolean; password: string }; answer: undefined };
  /** Forgets ticket and key of this account on this device, and tells the nuvem. */
  logout: { ask: object; answer: undefined };
}

export type AskKind = keyof AskTable;
export type Ask<K extends AskKind = AskKind> = {
  [P in K]: { readonly kind: P } & Readonly<AskTable[P]['ask']>;
}[K];
export type Answers = { readonly [K in AskKind]: AskTable[K]['answer'] };
