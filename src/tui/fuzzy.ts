/** How well a text answers what was typed, letters in order; undefined when it does not. Less is better. */
export function fuzzy(typed: string, text: string): number | undefined {
  const wanted = typed.toLowerCase().replaceAll(/\s+/g, '');
  const there = text.toLowerCase();
  const whole = there.indexOf(typed.trim().toLowerCase());
  if (whole >= 0) return whole === 0 ? 0 : 1 + whole / 100;
  let at = -1;
  let holes = 2;
  for (const letter of wanted) {
    const next = there.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    if (at >= 0 && next > at + 1) holes += 1 + (next - at) / 100;
    at = next;
  }
  return holes + 2;
}
