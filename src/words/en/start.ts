/** Every sentence of the start screen, in English. */
export const start = {
  hints: { choose: 'choose', go: 'go on', back: 'back' },
  back: 'Back',
  quit: 'Quit',
  boot: {
    accounts: (count: number) => `Accounts ................ ${count}`,
    own: (isMade: boolean) => `Nuvem of this home ...... ${isMade ? 'OK' : 'not made yet'}`,
  },
  menu: {
    title: 'Start',
    nobody:
      'Nobody has an account on this machine yet. Ask somebody who runs a nuvem for its address, or start one here.',
    accounts: 'Your accounts',
    found: 'Found on this network',
    standing: { known: 'known', new: 'new', other: '! another key' },
    otherKey: (name: string, address: string) =>
      `“${name}” at ${address} is not the nuvem that is known here by that name or address: its key is another one.`,
    elsewhere: 'Elsewhere',
    last: 'used last',
    own: 'the nuvem of this home',
    connect: 'Connect to an address',
    host: 'Start a nuvem here',
  },
  address: {
    title: 'Connect',
    text: 'Where is the nuvem? What its operator gave you can be pasted whole, with the fingerprint behind #.',
    field: 'Address',
    go: 'Connect',
    empty: 'Type an address, such as chat.example or 192.168.0.7:7070',
  },
  busy: {
    dial: (address: string) => `Calling ${address} …`,
    enter: (address: string) => `Talking to ${address} …`,
    make: 'Making certificate and database …',
    open: (name: string) => `Opening what ${name} keeps here …`,
    cancel: 'Cancel',
  },
  first: {
    title: 'First time here',
    text: (address: string) =>
      `Nobody on this machine has talked to ${address} before. This is the fingerprint of the key that answered:`,
    compare:
      'Compare it with what its operator says, by another way than this one. It is remembered: another key will be refused.',
    vouched: 'A public authority vouches for this name.',
    trust: 'It is the same: trust it from now on',
    refuse: 'It is another one: do not connect',
  },
  fingerprint: 'Fingerprint',
  changed: {
    title: 'The key changed',
    alert: (address: string) =>
      `Another key answers at ${address} than the one that belongs there.`,
    expected: 'Expected',
    got: 'Got',
    means:
      'Either its operator made a new key, or another nuvem is at this address now, or somebody stands between you and the nuvem and would read what you write. Nothing was said to it.',
    advice:
      'Ask the operator, by another way than this one, which fingerprint is right. Without an answer, go back.',
    pinned: 'The address names the key it must show. Go back, and ask for the right address.',
    refuse: 'Go back: talk to nobody',
    trust: 'The operator says it is right: trust this key',
    kept: 'What was kept here under the former key stays, but is not shown any more.',
  },
  login: {
    title: 'Who are you?',
    at: (address: string) => `This is ${address}.`,
    name: 'Name',
    password: 'Password',
    again: 'Once more',
    invite: 'Invitation',
    go: 'Log in',
    register: 'I have no account there yet: make one',
    expired: 'The saved log-in is no longer valid. Give the password',
    noName: 'Type a name',
    noPassword: 'Type the password',
  },
  unlock: {
    title: 'Locked',
    text: (name: string, address: string) =>
      `What ${name} keeps here of ${address} lies under the password.`,
    changed: 'If the password was changed on another device, it is still the one of before here.',
    go: 'Open',
  },
  register: {
    title: 'A new account',
    text: (address: string) => `You will be known by this name at ${address}.`,
    owner: 'You run this nuvem: this account will be its operator.',
    advice:
      'At least 10 characters, such as four words. Nobody can give it back to you, not even the operator.',
    go: 'Make the account',
    login: 'I have an account there: log in',
    differ: 'The two passwords differ. Type them again',
    noInvite: 'Type the code of your invitation',
  },
  seats: {
    title: 'All seats are taken',
    text: (name: string) => `${name} is logged in as often as one may be. Which session shall end?`,
    since: (time: string) => `since ${time}`,
    none: 'None: go back',
  },
  host: {
    title: 'Start a nuvem here',
    text: 'A nuvem is the place that carries and keeps what people write to each other. It runs on this machine.',
    name: 'Its name',
    port: 'Port',
    everybody: 'Whoever is in this network may come',
    alone: 'For this machine alone',
    badPort: 'A port is a number from 1 to 65535, or 0 for any that is free',
    badName: 'A name is 1 to 32 letters, digits, blanks and _ . - long',
  },
  expired: {
    title: 'The certificate is too old',
    text: (day: string) => `The certificate of this home was good until ${day}.`,
    means: 'A new one with the same key changes nothing for the people who know this nuvem.',
    renew: 'Renew it; the key stays',
  },
  ready: {
    title: 'The nuvem is ready',
    text: 'Give this address to the people who shall come; the # and what follows is the proof of who answers:',
    address: 'Address',
    runs: 'It runs as long as this window is open. `pychat serve` runs it without one.',
    account: 'Make your account',
    goOn: (name: string) => `Go on as ${name}`,
  },
  noCode: (columns: number, rows: number) =>
    `(The QR code of this address needs a window of ${columns}×${rows}.)`,
};
