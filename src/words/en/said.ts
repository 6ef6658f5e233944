import { calledIn } from '../called.ts';

const roles = { member: 'member', admin: 'admin', owner: 'owner', user: 'user' };

/** What happened in a room, and what was said there that is no plain text. */
export const said = {
  edited: '(edited)',
  removed: '(removed)',
  newer: '(a newer kind of message; update pychat to read it)',
  file: (name: string) => `(a file: ${name})`,
  call: '(a call)',
  /** What a commit of a sealed room did. */
  roster: {
    in: (who: string, by: string) => `${who} came in, let in by ${by}`,
    out: (who: string, by: string, many: boolean) =>
      `${who} ${many ? 'were' : 'was'} taken out by ${by}`,
    renewed: (by: string) => `the keys were renewed by ${by}`,
    alone: (by: string) => `sealed by ${by}, nobody else is in yet`,
    anew: (by: string, who: string) =>
      `the keys were begun anew by ${by}${who === '' ? '' : `, for ${who}`}`,
    you: 'you',
    thisOne: 'this device',
    your: (devices: string) => `your ${devices}`,
    its: (name: string, devices: string) => `${name}'s ${devices}`,
    devices: (numbers: string, count: number) => `${count === 1 ? 'device' : 'devices'} ${numbers}`,
    andMore: (names: string, count: number) => `${names} and ${count} more`,
  },
  unreadable: 'a sealed message that this device cannot open',
  /** Why it cannot. */
  unread: {
    'not-in': 'this device was not in then',
    lost: 'this device had lost its keys',
    ahead: 'what leads to it never came',
    past: 'it came too late',
    own: 'this device wrote it and has no copy',
    forged: 'it is not of who the nuvem says',
    malformed: 'it is damaged',
    untrue: 'the nuvem made it up',
    newer: 'the keys were begun anew without this device',
    full: 'too many devices',
  },
  suspicions: {
    missing: (from: string) => `The nuvem kept back messages of ${from} that others may have got`,
    moved: (from: string) => `The nuvem changed the order of what ${from} wrote`,
    forked: (from: string) => `The nuvem shows ${from} another conversation than you`,
    roster: (from: string) => `The nuvem told of other changes than ${from} made`,
    swept: (_from: string) => 'The nuvem does not give messages that it still has to keep',
  },
  roles,
  presence: { online: 'online', away: 'away', offline: 'offline' },
  changes: {
    joined: (names: string) => `${names} joined`,
    left: (names: string) => `${names} left`,
    added: (names: string, by: string) => `${by} added ${names}`,
    removed: (names: string, by: string) => `${by} removed ${names}`,
    banned: (names: string, by: string) => `${by} banned ${names}`,
    role: (names: string, by: string, text: string) =>
      `${by} made ${names} ${calledIn(roles, text)}`.trimEnd(),
    topic: (_names: string, by: string, text: string) => `${by} set the topic: ${text}`,
    name: (_names: string, by: string, text: string) => `${by} named this room ${text}`,
    leaving: (names: string) => `${names} is leaving`,
    'line-removed': (_names: string, by: string) => `${by} removed a line`,
  },
};
