import { readFileSync, writeFileSync } from 'node:fs';

const ticksPerSecond = 100;

/** Seconds of processor that a process took so far, with all its threads. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) / ticksPerSecond;
}

/** The most MB that a process had resident since it began, or since `forgetMost`. */
export function mostResident(pid: number): number {
  const kb = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb ?? 0) / 1024;
}

export const forgetMost = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');
