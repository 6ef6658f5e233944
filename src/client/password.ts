import type { Reason } from '../words/reason.ts';
import { commonPasswords } from './common-passwords.ts';

const shortest = 10;
const longest = 1024;

/** Why this password may not be used; undefined when it may. */
export function passwordFault(password: string, name: string): Reason | undefined {
  if (Array.from(password).length < shortest) return ['password-short', shortest];
  if (Buffer.byteLength(password) > longest) return ['password-long', longest];
  const plain = password.toLowerCase().normalize('NFKC');
  if (
    isMonotonous(plain) ||
    commonPasswords().has(plain) ||
    (name !== '' && rest(plain, name).length < 4)
  )
    return ['password-common'];
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
