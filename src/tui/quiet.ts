/** Hours of a day in which nobody is rung, in minutes from midnight; they may go over it. */
export interface Quiet {
  readonly from: number;
  readonly to: number;
}

/** `22:00-7:00`, or `22-7`; undefined for anything else. */
export function parseQuiet(text: string): Quiet | undefined {
  const found = /^(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?$/.exec(text.trim());
  if (!found) return undefined;
  const [from, to] = [minutesOf(found[1], found[2]), minutesOf(found[3], found[4])];
  return from === undefined || to === undefined || from === to ? undefined : { from, to };
}

function minutesOf(hour = '', minute = '0'): number | undefined {
  const right = Number(hour) <= 24 && Number(minute) < 60;
  return right ? (Number(hour) * 60 + Number(minute)) % 1440 : undefined;
}

/** Whether a moment lies in them, on the clock of this machine. */
export function isQuiet(quiet: Quiet | undefined, now: number): boolean {
  if (!quiet) return false;
  const date = new Date(now);
  const minute = date.getHours() * 60 + date.getMinutes();
  const { from, to } = quiet;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

export const quietText = (quiet: Quiet | undefined): string =>
  quiet ? `${clock(quiet.from)}-${clock(quiet.to)}` : '';

function clock(minutes: number): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
