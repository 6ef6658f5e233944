import { nameField } from '../protocol/messages.ts';

const { shape } = nameField;

/**
 * A name as it is kept, or undefined when it is none. Only A-Z are folded: the Kelvin sign becomes a `k`
 * for `toLowerCase`, and is no letter of a name.
 */
export function foldName(name: string): string | undefined {
  const folded = name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  if (shape.kind !== 'text' || folded.length > shape.max) return undefined;
  return shape.like?.test(folded) ? folded : undefined;
}
