/** Files on the screen: offers, transfers, the picker. */
export const transfers = {
  offered: 'offered',
  fetch: 'G or /get fetches it',
  waiting: 'waiting',
  paused: 'paused',
  cancelled: 'cancelled',
  gone: 'no longer on the nuvem',
  sent: 'sent',
  by: { direct: 'direct', nuvem: 'through the nuvem' },
  left: (time: string) => `${time} left`,
  more: (count: number) => `and ${count} more`,
  failedIn: (why: string) => `not fetched: ${why}`,
  failedOut: (why: string) => `not sent: ${why}`,
  /** What is told in a few words when it happens. */
  told: {
    sent: (name: string) => `${name} is sent`,
    fetched: (name: string) => `${name} is here`,
    failed: (name: string, why: string) => `${name}: ${why}`,
    offered: (name: string, size: string) => `a file: ${name}, ${size}`,
  },
  /** In the status bar, while something moves. */
  moving: (count: number, rate: string) => `${count === 1 ? '' : `${count}× `}${rate}/s`,
  none: 'no files yet. /send PATH sends one, /send alone chooses it',
  noFile: 'there is no file here',
  noSuchFile: (name: string) => `no file is called ${name}; /files lists them`,
  notHere: (name: string) => `${name} is not on this machine`,
  lies: (path: string) => `it is ${path}`,
  pick: {
    offered: 'G get · Ctrl+O get · R reply · + react · C copy the name',
    moving: 'P pause · X cancel · R reply · + react',
    paused: 'P go on · X cancel · R reply · + react',
    done: 'Ctrl+O shows where it is · R reply · + react',
    over: 'R reply · + react · C copy the name',
  },
  page: {
    title: 'Files',
    hints: [
      ['Enter', 'get'],
      ['P', 'pause'],
      ['X', 'cancel'],
      ['O', 'where it is'],
      ['Esc', 'close'],
    ] as readonly (readonly [string, string])[],
  },
  picker: {
    title: 'Send a file',
    looking: 'looking…',
    none: 'nothing here',
    noneFits: 'nothing fits',
    noPicture: 'no preview',
    folder: 'folder',
    hints: [
      ['Enter', 'send'],
      ['←', 'up'],
      ['Tab', 'hidden'],
      ['Esc', 'close'],
    ] as readonly (readonly [string, string])[],
    more: (count: number) => `… ${count} more are not shown`,
  },
  ask: {
    title: 'Send',
    drop: (count: number, to: string) =>
      count === 1 ? `Send this file to ${to}?` : `Send these ${count} files to ${to}?`,
    long: (size: string, to: string) =>
      `That is too long for one message (${size}). Send it to ${to} as a file?`,
    new: (names: string, to: string) => `NEW in ${to}: ${names}. Send it to them, too?`,
    yes: 'send',
    no: 'leave the text',
    notNew: 'send nothing',
    more: (count: number) => `and ${count} more`,
  },
  /** Line by line. */
  plain: {
    offer: (name: string, size: string, line: number) =>
      `a file: ${name}, ${size}; /get ${line} fetches it`,
    own: (name: string, size: string) => `a file: ${name}, ${size}`,
  },
};
