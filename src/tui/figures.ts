/** What people write between a whole number and its tenths is `point`. */
export const millisecondsOf = (ms: number, point: string): string =>
  `${ms < 10 ? ms.toFixed(1).replace('.', point) : Math.round(ms)} ms`;

export function bytesOf(bytes: number, point: string): string {
  if (bytes < 1024) return `${Math.round(bytes)} B`;
  const at = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** at).toFixed(1).replace('.', point)} ${units[at - 1] ?? 'KiB'}`;
}

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** As a clock counts down. */
export function clockOf(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3600)];
  const two = (count: number): string => String(count).padStart(2, '0');
  if (hours >= 100) return `${Math.floor(hours / 24)} d`;
  if (hours > 0) return `${hours}:${two(minutes % 60)}:${two(whole % 60)}`;
  return `${minutes}:${two(whole % 60)}`;
}

/** The two largest units of it. */
export function durationOf(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes % 60} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

/** About how long that is. */
export const spanOf = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
