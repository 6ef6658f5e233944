import { createHash } from 'node:crypto';

const longest = 160;

/**
 * A file name that every platform takes and that says what it is for: what Windows forbids becomes `-`,
 * names of its devices get a `_` in front, long ones end in a hash instead.
 */
export function fileName(wanted: string): string {
  const plain = wanted.normalize('NFC').replaceAll(/[^\p{L}\p{N}@_.=~-]/gu, '-');
  const short =
    Buffer.byteLength(plain) <= longest
      ? plain
      : `${plain.replaceAll(/[^\x20-\x7e]/g, '-').slice(0, longest - 17)}-${hashOf(wanted)}`;
  const safe = short.replace(/[. ]$/, '-');
  return /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i.test(safe)
    ? `_${safe}`
    : safe;
}

const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 16);
