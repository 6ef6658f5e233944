/** The conversation line by line, and what can be typed in it behind a `/`. */
export const lines = {
  begun: (name: string, where: string) => `${name} at ${where}. /help says what can be typed.`,
  notSealed:
    'Direct messages and groups are not sealed yet: the operator of the nuvem could read them.',
  connected: '-- connected',
  connecting: '-- connecting …',
  notConnected: (why: string, seconds: number | undefined) =>
    `-- not connected: ${why}${seconds === undefined ? '' : `; trying again in ${seconds} s`}`,
  missing: (room: string, count: number) =>
    `!! ${room}: ${count === 1 ? '1 message is' : `${count} messages are`} missing here`,
  keyChanged: (name: string) => `!! The key of ${name} changed. Ask them whether it was they`,
  restored: (time: string, count: number) =>
    `!! The nuvem was restored to ${time}; ${count} of your lines are missing there. /resend sends them again`,
  failed: (room: string, text: string, why: string) => `! ${room} ${text}: ${why}`,
  tooLong: (most: number) => `! That is longer than ${most} bytes. Shorten it.`,
  read: 'read',
  reacted: (name: string, sign: string) => `${name} reacted ${sign}`,
  tookBack: (name: string) => `${name} took a line back`,
  nowIn: (room: string) => `-- now in ${room}`,
  nowInOpen: (room: string) => `-- now in ${room} (not sealed yet)`,
  left: (room: string) => `-- you have left ${room}`,
  noCommand: (name: string) => `! There is no /${name}. /help lists what there is.`,
  itIs: (usage: string) => `! It is: ${usage}`,
  quit: 'end',
  slashes: {
    dm: { usage: '@user [text]', about: 'talk to somebody alone' },
    group: { usage: '+group [text]', about: 'talk to a group' },
    channel: { usage: '#channel [text]', about: 'talk in a channel' },
    join: { usage: '#channel', about: 'come into a channel' },
    leave: { usage: '', about: 'leave the conversation you are in' },
    create: { usage: '+group|#channel [user …]', about: 'make a room' },
    add: { usage: 'user …', about: 'bring people into this room' },
    remove: { usage: 'user', about: 'put somebody out of this room' },
    rooms: { usage: '', about: 'your conversations' },
    who: { usage: '', about: 'who is in this room' },
    users: { usage: '', about: 'everybody on this nuvem' },
    sessions: { usage: '', about: 'who sits on your seats' },
    end: { usage: 'id', about: 'end one of your sessions' },
    resend: { usage: '[no]', about: 'send again what the nuvem lost, or give it up' },
    retry: { usage: '', about: 'connect now' },
    help: { usage: '', about: 'this list' },
  },
};
