/** What happened in a room, and what was said there that is no plain text. */
export const said = {
  edited: '(edited)',
  removed: '(removed)',
  newer: '(a newer kind of message; update pychat to read it)',
  file: (name: string) => `(a file: ${name})`,
  call: '(a call)',
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
