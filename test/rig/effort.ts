import process from 'node:process';

/** Milliseconds of a processor, the least of three: what others do on the machine does not count. */
export function effort(run: () => void): number {
  const spent = [1, 2, 3].map(() => {
    const before = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.max(1, Math.min(...spent));
}
