import { commonPasswords } from './common-passwords.ts';

const shortest = 10;
const longest = 1024;

/** Why this password may not be used, as a sentence; undefined when it may. */
export function passwordFault(password: string, name: string): string | undefined {
  if (Array.from(password).length < shortest)
    return `A password has at least ${shortest} characters. Choose a longer one, such as four words`;
  if (Buffer.byteLength(password) > longest)
    return `A password has at most ${longest} bytes. Choose a shorter one`;
  const plain = password.toLowerCase().normalize('NFKC');
  if (
    isMonotonous(plain) ||
    commonPasswords().has(plain) ||
    (name !== '' && rest(plain, name).length < 4)
  )
    return 'This password is one of those that are tried first. Choose another one, such as four words';
  return undefined;
}

/** What of the password is not the name. */
const rest = (password: string, name: string): string =>
  password.replaceAll(name.toLowerCase(), '');

/** One character over and over, or two or three in turn. */
function isMonotonous(password: string): boolean {
  for (let period = 1; period <= 3; period += 1)
    if (password === password.slice(0, period).repeat(password.length).slice(0, password.length))
      return true;
  return false;
}
