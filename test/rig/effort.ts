import process from 'node:process';

/** Milliseconds of a processor, the least of three: what others do on the machine does not count. */
export const effort = (run: () => void): number =>
  least(
    [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      run();
      return since(before);
    }),
  );

/** The same of work that other threads of this process have a part in. */
export async function effortOfAll(run: () => Promise<void>): Promise<number> {
  const spent: number[] = [];
  for (let time = 0; time < 3; time += 1) {
    const before = process.cpuUsage();
    await run();
    spent.push(since(before));
  }
  return least(spent);
}

const since = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const least = (spent: readonly number[]): number => Math.max(1, Math.min(...spent));
