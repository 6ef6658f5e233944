/** What is said line by line, where there is no screen: with signs, or in sentences that are read aloud. */
export const plain = {
  begun: (name: string, where: string) => `${name} at ${where}. /help says what can be typed.`,
  notSealed:
    'Direct messages and groups are not sealed yet: the operator of the nuvem could read them.',
  connected: 'connected',
  connecting: 'connecting …',
  notConnected: (why: string, seconds: number | undefined) =>
    `not connected: ${why}${seconds === undefined ? '' : `; trying again in ${seconds} s`}`,
  waits: (count: number) =>
    count === 1
      ? '1 line waits; it goes out when the nuvem is there again'
      : `${count} lines wait; they go out when the nuvem is there again`,
  comesLater: 'that is done when the nuvem is there again',
  nowIn: (room: string) => `now in ${room}`,
  notSealedHere: 'not sealed yet',
  is: (name: string, state: string) => `${name} is ${state}`,
  typing: (name: string) => `${name} is typing`,
  earlier: (count: number) =>
    count === 1
      ? '1 unread line before these; /older shows it'
      : `${count} unread lines before these; /older shows them`,
  found: (count: number, more: boolean) =>
    `${count}${more ? ' or more' : ''} found${count === 0 ? '' : ', the newest last'}`,
  late: 'came late',
  you: 'you',
  line: (numbers: string) => `line ${numbers}`,
  lines: (numbers: string) => `lines ${numbers}`,
  range: (first: number, last: number) => `${first} to ${last}`,
  in: (room: string) => `in ${room}`,
  toOne: (room: string) => `to ${room}`,
  alone: 'to you alone',
  earlierLine: 'an earlier line',
  answers: (what: string) => `answers ${what}`,
  quoted: (name: string, text: string) => `${name}: “${text}”`,
  calls: 'calls you',
  rows: (count: number) => `${count} rows`,
  endOf: (line: string) => `End of ${line}.`,
  reactions: (signs: string) => `reactions: ${signs}`,
  whole: (number: number) => `/open ${number} shows it whole`,
  corrected: (name: string, what: string, text: string) => `${name} corrected ${what}: ${text}`,
  tookBack: (name: string, what: string) => `${name} took back ${what}`,
  reacted: (name: string, sign: string, what: string) => `${name} reacted ${sign} to ${what}`,
  unreacted: (name: string, sign: string, what: string) => `${name} took ${sign} back from ${what}`,
  states: { waiting: 'waiting', stored: 'sent', delivered: 'delivered', read: 'read' },
  /** Behind 'delivered' or 'read': who has it said so, sealed. */
  proved: 'proved',
  moved: {
    delivered: (what: string, room: string) => `${what} in ${room}: delivered`,
    read: (what: string, room: string) => `${what} in ${room}: read`,
  },
  failed: (text: string, why: string) => `not sent: ${text}: ${why}`,
  replying: (what: string) => `what you type next answers ${what}; /cancel gives it up`,
  correcting: (what: string, text: string) =>
    `what you type next takes the place of ${what}; /cancel gives it up. It says: ${text}`,
  asked: (question: string) => `${question} /yes or /cancel`,
  notAsked: 'nothing was asked',
  cancelled: 'given up; what you type next is a line of its own',
  noLine: (number: number) =>
    `There is no line ${number} here any more. /older and /search show lines with their numbers.`,
  writing: 'write several rows; a row with a dot alone sends them, /cancel gives them up',
  halfWritten: (text: string) => `half written here: “${text}”; /lines goes on with it`,
  beginning: 'that is the beginning',
  number: 'number',
  help: 'What is typed is sent to the conversation you are in; //text sends /text. Every line has a number: /reply 12 text answers line 12. Where a command is about the picked line, its number picks it. /help WORD shows what fits a word.',
  /** Only where there is no screen. */
  commands: {
    lines: { takes: '', about: 'a message of several rows, until a row with a dot alone' },
    older: { takes: '[count]', about: 'what was said before' },
    help: { takes: '[word]', about: 'this list, or what fits the word' },
    yes: { takes: '', about: 'yes, where something was asked' },
    complete: { takes: 'word', about: 'how a name, room, command or :emoji: may go on' },
  },
};
