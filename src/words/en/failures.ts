const renew = 'Make a new one with `pychat certs --force`, which keeps the key';
const kept = 'The line is kept and goes out with the next connection; do not send it again';
const noAccess = 'you have no right to. Give it to this user, or choose another home with --home';

const disks: Readonly<Record<string, string>> = {
  EACCES: noAccess,
  EPERM: noAccess,
  EROFS: 'that disk is read-only. Choose another home with --home',
  ENOSPC: 'that disk is full. Make room on it',
  EDQUOT: 'your quota of that disk is used up. Make room on it',
  ENOTDIR: 'a part of that path is a file. Choose another one',
  EEXIST: 'a file is in its place. Choose another one',
  EISDIR: 'that is a folder. Choose a file',
  ENOENT: 'there is no such file or folder. Check the path',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n)',
  EIO: 'that disk is broken. Look at it',
};

/** Whether there is something to say of this code of the system. */
export const isOfDisks = (code: string): boolean => Object.hasOwn(disks, code);

const certificates = {
  missing: (file: string, _day: string) => `There is no ${file}. Make it with \`pychat certs\``,
  unreadable: (file: string, _day: string) =>
    `${file} cannot be read. Give this user the right to read it`,
  'not-pem': (file: string, _day: string) =>
    file.endsWith('.key')
      ? `${file} holds no key that can be used. Make both anew with \`pychat certs --force --new-key\``
      : `${file} holds no certificate. ${renew}`,
  mismatch: (file: string, _day: string) =>
    `The certificate beside ${file} does not belong to that key. ${renew}`,
  expired: (file: string, day: string) => `The certificate ${file} expired on ${day}. ${renew}`,
  'not-yet': (file: string, day: string) =>
    `The certificate ${file} is valid from ${day} on. Set this machine's clock, or wait`,
};

const ways = {
  refused: (where: string) =>
    `Nothing listens at ${where}. Start a nuvem there, or check the address`,
  unresolved: (_where: string, host: string, detail: string) =>
    `There is no host named ${host} (${detail}). Check the address and this machine's network`,
  unreachable: (where: string, _host: string, detail: string) =>
    `There is no way to ${where} (${detail}). Check this machine's network`,
  timeout: (where: string) => `${where} did not answer in time. Check the address, or try later`,
  closed: (where: string) =>
    `${where} hung up before a word was said. Check that a nuvem runs there`,
  other: (where: string) =>
    `Something that is no nuvem answers at ${where}. Check the address and the port`,
  'given-up': (where: string) => `Connecting to ${where} was given up. Try again`,
};

const ports = {
  taken: (port: number, host: string) =>
    `Port ${port} on ${host} is in use by another program. Choose another one with --port, or 0 for a free one`,
  'no-such-address': (_port: number, host: string) =>
    `${host} is no address of this machine. Choose one that is with --host, or 0.0.0.0`,
  denied: (port: number, host: string) =>
    `Port ${port} on ${host} may not be used by this user. Choose a port above 1023 with --port`,
};

/** What the command line refuses or cannot do: two sentences each, what happened and what to do. */
export const failures = {
  bug: 'This is a bug. Please report it with the lines above, as CONTRIBUTING.md says',
  disk: (path: string, code: string) =>
    `${path} cannot be used (${code}): ${disks[code] ?? 'the system says no. Look at it'}`,
  certificate: (why: keyof typeof certificates, file: string, day: string) =>
    certificates[why](file, day),
  'certificate-there': (file: string) =>
    `There is a certificate already, ${file}. Renew it with --force, or see it with \`pychat certs show\``,
  'new-key-alone': '--new-key replaces a key for good. Say --force too',
  'certificate-host': (name: string) =>
    `"${name}" is no host name and no address. Give names separated by commas`,
  way: (why: keyof typeof ways, host: string, port: number, detail: string) =>
    ways[why](`${host} port ${port}`, host, detail),
  port: (why: keyof typeof ports, port: number, host: string) => ports[why](port, host),
  proxy: (text: string) =>
    `"${text}" is no address and no network. Give --trust-proxy 10.0.0.0/8 or the like`,
  'proxy-wide': (text: string) =>
    `With --trust-proxy ${text} strangers could claim any address, and limits would hold nobody. Name the load balancers' own addresses, or a network no wider than 10.0.0.0/8`,
  store: (text: string) => `"${text}" is no store. Give sqlite:FILE or memory: to --store`,

  'no-nuvem': (home: string) => `No nuvem is running in ${home}. Start one with \`pychat serve\``,
  'nuvem-of-other': (home: string) =>
    `The nuvem in ${home} belongs to another user. Ask as that one`,
  'nuvem-there': (home: string) =>
    `Another nuvem is running in ${home}. Stop it with \`pychat stop\`, or give this one a home of its own with --home`,
  'nuvem-lock-taken': (home: string) =>
    `The lock of ${home} is taken, but no nuvem answers there. Wait if one is just starting or ending, or \`pychat doctor\` looks at it; else another user of this machine holds its name: look with \`ss -xlp\`, or choose another home with --home`,
  'nuvem-ended': 'The nuvem ended before it answered. Look at its log',
  'nuvem-other-answer': 'The nuvem answered something else. Update pychat',
  'key-missing': (database: string, file: string) =>
    `${database} is sealed with ${file}, which is missing. Bring that file back from a backup`,
  'key-short': (file: string, size: number) =>
    `${file} is no key of ${size} bytes. Bring it back from a backup`,
  'readable-file': (file: string) =>
    `Others on this machine can read ${file}. Close it with \`chmod 600\``,
  'clock-back': (file: string, day: string) =>
    `${file} was last written on ${day}, which is still to come. Set this machine's clock`,
  'bad-account': (file: string) =>
    `${file} is no account of pychat. Log in again with \`pychat login\`, or remove its folder`,
  'self-test': (what: string) =>
    `Sealing does not work on this machine (${what}). Do not use this pychat: install it anew, and report it when that does not help`,
  'no-operator-command':
    'That is no operator command. See `pychat admin --help`: `admin --local grant NAME`, `admin --local invite`, `admin ADDRESS --user NAME invite`',

  'several-accounts': (where: string, names: string) =>
    `There are several accounts for ${where}: ${names}. Name one with --user`,
  'no-account': (where: string) =>
    `There is no account for ${where} here yet. Make one with \`pychat register ${where} --user NAME\`, or name yours with --user`,
  'nobody-here':
    'Nobody is logged in on this machine yet. Say where with `pychat connect ADDRESS --user NAME --register`',
  'nobody-to-forget': 'Nobody is logged in there on this machine. There is nothing to forget',
  'no-user': 'It is not said whose account. Name it with --user',
  'not-logged-in': (name: string) => `${name} is not logged in here yet. Give a password`,
  'account-gone': 'This account was logged out. Log in again',
  'account-locked': (name: string) =>
    `${name} is locked here, and the pychat that had it open has ended. Start again, with the password`,
  'account-signed-off': (name: string) =>
    `${name} is signed off on this machine, and another pychat here still has it open. End that one, then log in again`,
  'account-ended': 'The connection of this account has ended. Start again',
  'account-busy':
    'Another pychat has this account open and does not answer. End it, then try again',
  'account-of-other':
    'This account is open by another user of this machine. Use a home of your own',

  'password-where':
    'A password is needed, and there is no terminal to ask on. Give --password-file or $PYCHAT_PASSWORD',
  'new-password-where':
    'A new password is needed, and there is no terminal to ask on. Give --new-password-file or $PYCHAT_NEW_PASSWORD',
  'password-empty': 'The password is empty. Give one',
  'passwords-differ': 'The two passwords differ. Try again',

  'nobody-to': (text: string) => `"${text}" is nobody. Write @user, +group or #channel`,
  'no-room-named': (text: string) => `"${text}" is no room. Write @user, +group or #channel`,
  'no-group-named': (text: string) => `"${text}" is no group. A group is written +name`,
  'no-channel-named': (text: string) => `"${text}" is no channel. A channel is written #name`,
  'no-person-named': (text: string) => `"${text}" is nobody. A person is written @name`,
  'own-digits': 'That is you. Digits are compared with somebody else',
  'person-changed': (name: string) =>
    `The key of ${name} changed: these digits are new. Compare them with ${name} by another way, and say --accept only if they are the same there`,
  'held-back': (name: string, to: string) =>
    `The key of ${name} changed, so nothing is sent to ${to}. Compare the digits that \`pychat verify\` shows with ${name} by another way, and only if they are the same there: --accept`,
  'waits-let-in': (to: string) =>
    `This device waits to be let into ${to} by another one that is there. The line is kept, and goes out then`,
  'unknown-people': (names: string) => `Nobody here is called ${names}. Check the spelling`,
  'no-device': (id: number) => `The account has no device ${id}. See them with \`pychat devices\``,
  'no-session': (id: number) =>
    `The account has no session ${id}. See them with \`pychat sessions\``,
  'channel-receipts': (wait: string) =>
    `Channels have no receipts, so nobody can wait for ${wait}. Use --wait stored`,
  'large-receipts': (wait: string) =>
    `Rooms of more than 50 have no receipts, so nobody can wait for ${wait}. Use --wait stored`,
  'lines-and-text': '--lines reads standard input. Leave the text out',
  'nothing-to-send': 'There is nothing to send. Give a text, or one on standard input',
  'text-long': (bytes: number, most: number) =>
    `The text has ${bytes} bytes, and a line at most ${most}. Shorten it, or send it in parts`,
  'no-text': 'What came on standard input is no UTF-8 text. Send text only',
  'kept-offline': (why: string) => `${why.replace(/\.$/, '')}. ${kept}`,
  'nothing-taken': (seconds: number) => `The nuvem took nothing for ${seconds} s`,
  'pipe-left': (why: string) =>
    `${why.replace(/\.$/, '')}. What was read is kept and goes out with the next connection; the rest of the input was not read`,
  'lines-failed': (count: number) =>
    `${count === 1 ? '1 line was' : `${count} lines were`} not sent. Why is said above, each in its place`,
  unkept: (why: string) =>
    `${why}. The line was not sent and is not kept here: send it again when there is room`,
  'unkept-there': (why: string) =>
    `${why}. The pychat that is open here has the line and sends it when there is room; do not send it again`,
  'not-stored': (seconds: number) => `Not stored after ${seconds} s. ${kept}`,
  'not-reached': (wait: string, seconds: number) =>
    `Not ${wait} after ${seconds} s. It is on the nuvem; do not send it again`,
  unreached: 'The nuvem cannot be reached',
  'export-there': (file: string) =>
    `There is a file ${file} already. Choose another name, or replace it with \`pychat export --force\``,
  'export-json': (format: string) =>
    `--json and --format ${format} do not go together on standard output. Leave one out, or name a file with --out`,
  'since-rooms': '--since counts the lines of one room. Name that room',
  'too-few': (count: number) =>
    `Fewer than ${count} messages came in time. Wait longer with --timeout`,
  'own-file': (file: string, why: string) => `${file}: ${why}`,
  'no-program': (program: string, code: string) =>
    `${program} cannot be started (${code}). Name another one in $EDITOR, $PAGER or $BROWSER`,
  'program-ended': (program: string, code: string) =>
    `${program} ended with ${code}. Look at what it needs, or name another one in $EDITOR or $PAGER`,
  'long-draft': 'What was written is longer than 1 MiB. Write less',
  'no-theme': (name: string, names: string) => `There is no theme "${name}". There are ${names}`,
};
