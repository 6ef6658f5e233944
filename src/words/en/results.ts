const members = (count: number) => `${count} ${count === 1 ? 'member' : 'members'}`;

/** What commands ask, print for people, and say when they are done. */
export const results = {
  passwordOf: (name: string, where: string) => `Password of ${name} at ${where}: `,
  passwordNow: 'Password now: ',
  newPassword: 'New password: ',
  again: 'The same again: ',
  whichSeat: 'Which one shall end (number, or nothing to give up)? ',
  seatsTaken: 'All seats of this account are taken:',
  seat: (label: string, since: string) => `${label}, since ${since}`,
  since: (time: string) => `since ${time}`,
  write: 'Write, and end with Ctrl-D:',
  readable: (file: string) => `Others on this machine can read ${file}; \`chmod 600\` closes it.`,

  firstTime: (where: string, nuvem: string) =>
    `First time at ${where}. Its fingerprint is ${nuvem}; compare it with what its operator says. It is remembered.`,
  formerKey: (name: string, where: string, nuvem: string) =>
    `What ${name} kept here under the former key of ${where} is not shown any more, and lines that waited there are not sent. ` +
    `\`pychat logout ${where}#${nuvem} --user ${name}\` deletes it.`,
  registered: (name: string) => `The account is made; you are logged in as ${name}.`,
  loggedIn: (name: string) => `You are logged in as ${name}.`,
  noLongerValid: 'The saved log-in is no longer valid.',
  loggedOut: (name: string, folder: string) =>
    `Logged out ${name}. The file of the last lines in ${folder} stays until you delete it.`,
  locked: (name: string) =>
    `What ${name} keeps here is under the password now: every start asks for it. The file of the last lines is gone.`,
  unlocked: (name: string) => `What ${name} keeps here is under no password any more.`,
  waits: 'waits to be confirmed',
  digitsOf: (device: number) => `The six digits that device ${device} shows now: `,
  sixDigits: 'Six digits are needed; Ctrl-C gives up.',
  confirmed: (device: number) => `Device ${device} is confirmed, and let into your rooms.`,
  confirmedOnly: (device: number) =>
    `Device ${device} is confirmed. Rooms that it is not in yet let it in while pychat is open here.`,
  letIn: 'This device is let into your rooms.',
  awaits: (device: number) =>
    `This is device ${device}. On another one of yours: pychat devices … --confirm ${device}, or /devices confirm ${device}.`,
  typeDigits: (device: number) => `Type these digits on your device ${device}, and nowhere else:`,
  passwordChanged: 'The password is changed. Other devices need it when they start next.',

  noneFound:
    'No nuvem answered on this network. It may be off, or run with --no-discovery; a firewall may close UDP port 7070 on its machine, and a guest Wi-Fi keeps devices apart. Ask its operator for the address: pychat connect ADDRESS',
  /** What this home knows of a nuvem that was found. */
  standing: { known: 'known', new: 'new', other: 'OTHER KEY' },
  otherFound: (name: string) =>
    `Careful: what calls itself ${name} shows another key than the nuvem that is known here by that name or address. Ask its operator before you connect.`,

  stopped: 'The nuvem has stopped.',
  reloaded: 'The nuvem has read its certificate again. Nobody was disconnected.',
  operator: (name: string) => `${name} is an operator of this nuvem now.`,
  inviteUntil: (day: string, code: string) =>
    `Good until ${day}: pychat register ADDRESS --user NAME --invite ${code}`,
  keyNow: {
    kept: 'The key is the same as before.',
    renewed: 'The former key signed for the new one: whoever trusted it follows by themselves.',
    new: 'No former key could sign for the new one: everybody is warned and has to trust it anew.',
  },
  certificate: { file: 'file', names: 'names', until: 'until', fingerprint: 'fingerprint' },
  expired: 'expired; renew it with `pychat certs --force`',

  compared: (name: string, since: string) =>
    `Compared. This key of ${name} is known here since ${since}.`,
  notCompared: (name: string, since: string) =>
    `Not compared yet; this key is known here since ${since}. Compare the digits with ${name} by another way, and say --accept only if they are the same there.`,
  thisOne: 'this one',
  online: 'online',
  revoked: 'revoked',
  lastSeen: (at: string) => `last seen ${at}`,
  members,
  unread: (count: number) => `${count} unread`,
  notJoined: 'not joined',
  created: (room: string, count: number) => `${room} is there, with ${members(count)}.`,
  added: (names: string, room: string) => `${names} added to ${room}.`,
  taken: (names: string, room: string) => `${names} removed from ${room}.`,
  left: (room: string) => `You have left ${room}.`,
  joined: (room: string) => `You are in ${room}.`,
  groupsOpen: 'Groups are not sealed yet: the operator of the nuvem could read them.',
  nobodysFiles: 'No files here yet. `pychat file send` sends one.',
  fileOf: { out: (to: string) => `to ${to}`, in: (from: string) => `from ${from}` },
  fileResult: {
    over: (name: string) => `${name} is over already.`,
    paused: (name: string) => `${name} is paused.`,
    cancelled: (name: string) => `${name} is cancelled.`,
  },
  goesOn: (name: string) => `${name} was on its way already, and goes on.`,
};
