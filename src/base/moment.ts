const two = (part: number): string => String(part).padStart(2, '0');

/** The clock of a moment, here: `09:05`. */
export function timeOf(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The day of a moment, here: `2026-11-21`. */
export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Both, for people of any language; programs are told it in UTC. */
export const momentOf = (at: number): string => `${dayOf(at)} ${timeOf(at)}`;
