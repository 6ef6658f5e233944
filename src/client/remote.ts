import type { FromNuvem, Message } from '../protocol/messages.ts';
import { fileRemotes } from './files/asks.ts';
import type { Ask, AskKind } from './port.ts';
import type { Bare, Reply } from './request.ts';
import { roomRow } from './rows.ts';
import type { State } from './state.ts';

/** An ask that is one request of the wire, or a request for each page. All of them are safe to repeat. */
export interface Remote {
  /** `room` is the key of the room that the ask names, `after` where the next page begins. */
  readonly request: (ask: never, room: Uint8Array, after: string) => Bare;
  /** The message that answers it; `ok` when none is named. */
  readonly reply?: FromNuvem;
  /** What the answer is, of all pages together. */
  readonly answer: (state: State, reply: Reply, pages: readonly unknown[]) => unknown;
  /** For answers in pages: its items, and where the next one begins when there is more. */
  readonly page?: (reply: Reply) => { readonly items: readonly unknown[]; readonly after?: string };
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const bare = (name: string): string => name.replace(/^[@#+]/, '').toLowerCase();
const nothing = (): undefined => undefined;
const all = (_state: State, _reply: Reply, pages: readonly unknown[]): unknown => pages;

interface Named {
  readonly name: string;
}

/** A list of things with names, in pages: the next begins after the last name. */
function paged(
  items: (reply: Reply) => { items: readonly Named[]; more: boolean },
): Required<Remote>['page'] {
  return (reply) => {
    const found = items(reply);
    const last = found.items.at(-1)?.name;
    return { items: found.items, ...(found.more && last !== undefined ? { after: last } : {}) };
  };
}

const roomAnswer = (state: State, reply: Reply): unknown => {
  const key = Buffer.from((reply as Message<'room'>).room).toString('hex');
  const room = state.rooms.get(key);
  return room && roomRow(state, room);
};

/** One row per ask that only the nuvem can answer. */
export const remotes: { readonly [K in AskKind]?: Remote } = {
  ...fileRemotes,
  create: {
    reply: 'room',
    request: ({ id, what, name, members }: Ask<'create'>): Bare => ({
      type: 'room-open',
      room: bytes(id),
      kind: what,
      name: bare(name),
      members: members.map(bare),
    }),
    answer: roomAnswer,
  },
  join: {
    reply: 'room',
    request: ({ name }: Ask<'join'>): Bare => ({ type: 'room-join', name: bare(name) }),
    answer: roomAnswer,
  },
  leave: {
    request: (_ask: Ask<'leave'>, room): Bare => ({ type: 'room-leave', room }),
    answer: nothing,
  },
  add: {
    request: ({ members }: Ask<'add'>, room): Bare => ({
      type: 'room-add',
      room,
      members: members.map(bare),
    }),
    answer: nothing,
  },
  remove: {
    request: ({ member }: Ask<'remove'>, room): Bare => ({
      type: 'room-remove',
      room,
      member: bare(member),
    }),
    answer: nothing,
  },
  role: {
    request: ({ member, role }: Ask<'role'>, room): Bare => ({
      type: 'room-role',
      room,
      member: bare(member),
      role,
    }),
    answer: nothing,
  },
  'set-room': {
    reply: 'room',
    request: ({ topic, slow, readOnly, name }: Ask<'set-room'>, room): Bare => ({
      type: 'room-set',
      room,
      topic,
      slow,
      readOnly,
      name,
    }),
    answer: nothing,
  },
  mute: {
    request: ({ member, seconds }: Ask<'mute'>, room): Bare => ({
      type: 'room-mute',
      room,
      member: bare(member),
      seconds,
    }),
    answer: nothing,
  },
  ban: {
    request: ({ member, on }: Ask<'ban'>, room): Bare => ({
      type: 'room-ban',
      room,
      member: bare(member),
      on,
    }),
    answer: nothing,
  },
  'remove-line': {
    request: ({ seq }: Ask<'remove-line'>, room): Bare => ({ type: 'line-remove', room, seq }),
    answer: nothing,
  },
  'answer-request': {
    request: ({ answer }: Ask<'answer-request'>, room): Bare => ({
      type: 'request-answer',
      room,
      answer,
    }),
    answer: nothing,
  },
  users: {
    reply: 'users-are',
    request: (_ask: Ask<'users'>, _room, after): Bare => ({ type: 'users', after }),
    page: paged((reply) => {
      const { users, more } = reply as Message<'users-are'>;
      return { items: users, more };
    }),
    answer: all,
  },
  members: {
    reply: 'members-are',
    request: (_ask: Ask<'members'>, room, after): Bare => ({ type: 'members', room, after }),
    page: paged((reply) => {
      const { members, more } = reply as Message<'members-are'>;
      return { items: members, more };
    }),
    answer: ({ verified }: State, _reply: unknown, pages: readonly unknown[]): unknown =>
      (pages as Message<'members-are'>['members']).map((member) =>
        verified.has(member.name) ? { ...member, verified: true } : member,
      ),
  },
  channels: {
    reply: 'channels-are',
    request: (_ask: Ask<'channels'>, _room, after): Bare => ({ type: 'channels', after }),
    page: paged((reply) => {
      const { channels, more } = reply as Message<'channels-are'>;
      return { items: channels, more };
    }),
    answer: all,
  },
  block: {
    request: ({ name, on }: Ask<'block'>): Bare => ({ type: 'block', name: bare(name), on }),
    answer: nothing,
  },
  blocks: {
    reply: 'blocks-are',
    request: (): Bare => ({ type: 'blocks' }),
    answer: (_state, reply) => (reply as Message<'blocks-are'>).names,
  },
  requests: {
    reply: 'requests-are',
    request: (): Bare => ({ type: 'requests' }),
    answer: (_state, reply) =>
      (reply as Message<'requests-are'>).requests.map((request) => ({
        ...request,
        room: Buffer.from(request.room).toString('hex'),
      })),
  },
  devices: {
    reply: 'devices-are',
    request: ({ name }: Ask<'devices'>): Bare => ({
      type: 'devices',
      name: name === undefined ? undefined : bare(name),
    }),
    answer: (state, reply) =>
      (reply as Message<'devices-are'>).devices.map(
        ({ key: _key, cert: _cert, young = false, ...device }) => ({
          ...device,
          here: device.id === state.device,
          waits: young && !device.revoked && !state.door.knocks.get(device.id)?.confirmed,
        }),
      ),
  },
  'revoke-device': {
    request: ({ device }: Ask<'revoke-device'>): Bare => ({ type: 'device-revoke', device }),
    answer: nothing,
  },
  sessions: {
    reply: 'sessions-are',
    request: (): Bare => ({ type: 'sessions' }),
    answer: (_state, reply) => (reply as Message<'sessions-are'>).sessions,
  },
  'end-session': {
    request: ({ session }: Ask<'end-session'>): Bare => ({ type: 'session-end', session }),
    answer: nothing,
  },
  'receipts-off': {
    request: ({ off }: Ask<'receipts-off'>): Bare => ({ type: 'receipts-off', off }),
    answer: nothing,
  },
  invite: {
    reply: 'invite',
    request: ({ id, uses, days }: Ask<'invite'>): Bare => ({
      type: 'admin.invite',
      op: bytes(id),
      uses,
      days,
    }),
    answer: (_state, reply) => {
      const { code, until } = reply as Message<'invite'>;
      return { code, until };
    },
  },
};
