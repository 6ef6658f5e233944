/** What happened in a room, and what was said there that is no plain text. */
export const said = {
  edited: '(edited)',
  removed: '(removed)',
  newer: '(a newer kind of message; update pychat to read it)',
  file: (name: string) => `(a file: ${name})`,
  call: '(a call)',
  /** Who a commit of a sealed room let in and took out; a person with a further device is named too. */
  roster: (by: string, added: string, removed: string) =>
    [
      added === '' ? '' : `${by} let in ${added}`,
      removed === '' ? '' : `${by} took out ${removed}`,
      added + removed === '' ? `${by} renewed the keys` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  unreadable: 'a sealed message that this device cannot open',
  suspicions: {
    missing: (from: string) => `The nuvem kept back messages of ${from} that others may have got`,
    moved: (from: string) => `The nuvem changed the order of what ${from} wrote`,
    forked: (from: string) => `The nuvem shows ${from} another conversation than you`,
    roster: (from: string) => `The nuvem told of other changes than ${from} made`,
  },
  presence: { online: 'online', away: 'away', offline: 'offline' },
  changes: {
    joined: (names: string) => `${names} joined`,
    left: (names: string) => `${names} left`,
    added: (names: string, by: string) => `${by} added ${names}`,
    removed: (names: string, by: string) => `${by} removed ${names}`,
    banned: (names: string, by: string) => `${by} banned ${names}`,
    role: (names: string, by: string, text: string) => `${by} made ${names} ${text}`.trimEnd(),
    topic: (_names: string, by: string, text: string) => `${by} set the topic: ${text}`,
    name: (_names: string, by: string, text: string) => `${by} named this room ${text}`,
    leaving: (names: string) => `${names} is leaving`,
    'line-removed': (_names: string, by: string) => `${by} removed a line`,
  },
};
