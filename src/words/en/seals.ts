/** What is said of who can read a room, and of who is who. */
export const seals = {
  sealed: 'sealed',
  notSealed: 'NOT SEALED',
  open: 'open',
  openTo: 'open: everybody of this nuvem and its operator can read',
  /** Of a room in which nothing was sealed yet, by a device that seals. */
  nextLine: 'sealed from the next line on',
  letIn: 'waiting to be let in',
  letInWhole:
    'Waiting to be let in: a device of this conversation that is online does it by itself. What you write waits here.',
  confirm: 'waiting to be confirmed',
  confirmWhole:
    'This device is new: before it reads here, confirm it on another one of yours. Open pychat there and type /devices: it says how. Without that it is let in a day after it came. What you write waits here.',
  /** Where nothing is sealed, so that it is known at once. */
  confirmElsewhere:
    'This device is new: it reads direct messages and groups once it is confirmed on another one of yours. Open pychat there and type /devices: it says how.',
  /** On a device that was there before. */
  knock: (device: string, label: string, until: string) =>
    `A new device of yours waits: ${device} (${label}). Is it yours, and at hand? Then: /devices confirm ${device}. ` +
    `If not: /devices revoke ${device}, and change your password: somebody has it. Until ${until} it waits; then it is let in.`,
  askDigits: (device: string) =>
    `Device ${device} shows six digits now. Type this here, and those digits behind it: /devices confirm ${device}`,
  confirmed: (device: string) => `Device ${device} is confirmed, and let into your rooms.`,
  /** On the new device, above the digits. */
  digits: (device: string) => `Type these digits on your device ${device}, and nowhere else:`,
  wasLetIn: 'This device was let in: it reads from here on.',
  held: 'KEY CHANGED',
  heldShort: (name: string) => `Key of ${name} changed: nothing is sent. /verify @${name}`,
  heldWhole: (names: string, name: string, alone: boolean) =>
    `The key of ${names} changed: nothing of yours is sent here. They began anew, or somebody poses as them. ` +
    `Compare the digits of /verify @${name} with them by another way. If they are the same there: /verify @${name} ok. ` +
    (alone ? `If not: /block ${name}.` : `If not: /remove ${name}.`),
  /** Somebody came whom this person did not name: before the next line goes to them, it is asked. */
  newHead: 'NEW here',
  newDevice: (name: string) => `${name} (another device)`,
  newHere: (names: string) => `NEW here: ${names}. Your next line asks first.`,
  newHeld: (names: string) =>
    `NEW here: ${names}. What you wrote waits. If it is for them, too: /meet`,
  newAsk: (names: string) => `send to NEW: ${names}?`,
  newKeys: 'Enter sends · Esc keeps what you wrote',
  newPlain: (names: string) =>
    `Send to NEW: ${names}? /meet sends what you wrote, /cancel drops it.`,
  met: 'What you write here is for them, too.',
  nobodyNew: 'Nobody is new here.',
  /** Of somebody: their digits were. */
  verified: 'compared',
  heldNoMore: 'what you write is sent again',
  verify: {
    /** Above the digits. */
    digits: (name: string) => `You and ${name}:`,
    room: (room: string) => `The digits of ${room}:`,
    fresh: (name: string, since: string) =>
      `Not compared yet. This key is known here since ${since}. Compare the digits with ${name} by another way: side by side, or by telephone. Only if they are the same there: /verify @${name} ok`,
    compared: (name: string, since: string) =>
      `Compared. This key of ${name} is known here since ${since}.`,
    changed: (name: string) =>
      `The key of ${name} changed: these digits are new. Compare them with ${name} by another way: side by side, or by telephone. Only if they are the same there: /verify @${name} ok`,
    accepted: (name: string) => `${name} is compared: this is their key.`,
    first: (name: string) => `The digits come first. Compare them, then: /verify @${name} ok`,
    same: 'Everybody in it sees the same digits now, unless the nuvem keeps them apart. Who comes or goes changes them. In it are:',
    device: (device: number) => `device ${device}`,
    devices: (devices: string) => `devices ${devices}`,
    channel:
      'A channel is open: everybody of this nuvem and its operator can read it, and there are no digits to compare.',
    self: 'That is you. /devices lists your devices.',
  },
};
