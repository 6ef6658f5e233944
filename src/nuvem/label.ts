import { harmlessLine } from '../base/sanitize.ts';

/** A device's label as it is kept: others' terminals will show it. */
export const labelOf = (label: string): string => {
  let plain = harmlessLine(label);
  // Characters that stand for controls are longer than what they stand for.
  while (Buffer.byteLength(plain) > 64) plain = plain.slice(0, -1).replace(/[\uD800-\uDBFF]$/, '');
  return plain || 'device';
};
