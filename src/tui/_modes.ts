import type { Style } from './paint.ts';

const esc = '\u001b';

/** What the terminal is asked for, and how that is taken back, in the opposite order. */
export function modes(style: Style, mouse: boolean): { readonly on: string; readonly off: string } {
  const asked = ['2004', ...(mouse ? ['1000', '1002', '1006'] : []), '1004'];
  // The titles of before are kept by the terminal; kitty's keys, and xterm's where it has others.
  const more = style.extras ? [`${esc}[22;2t${esc}[>1u${esc}[>4;1m`] : [];
  const less = style.extras ? [`${esc}[>4;0m${esc}[<u${esc}[23;2t`] : [];
  return {
    // Without wrapping at the edge: a terminal that takes a character for wider moves no row.
    on: [`${esc}[?7l`, ...asked.map((mode) => `${esc}[?${mode}h`), ...more].join(''),
    off: [
      ...less,
      ...asked.toReversed().map((mode) => `${esc}[?${mode}l`),
      `${esc}[?2026l${esc}[?7h${esc}[0m${esc}[?25h`,
    ].join(''),
  };
}

/** A text for the clipboard; as base64 it holds nothing that a terminal obeys. */
export function copied(style: Style, text: string): string {
  if (!style.extras) return '';
  return `${esc}]52;c;${Buffer.from(text).toString('base64')}${esc}\\`;
}
