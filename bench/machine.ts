import { readFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';

/** The server has one processor, the load another: neither takes from the other. */
export const processor = { server: '0', load: '1' } as const;

const ticksPerSecond = 100;

function busyTicks(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0] = readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    ?.split(/\s+/)
    .slice(1)
    .map(Number) ?? [0];
  return user + nice + system + irq + soft;
}

/** Waits until others leave the machine alone, for at most that long; answers whether they did. */
export async function quiet(seconds: number): Promise<boolean> {
  for (let waited = 0; waited < seconds; waited += 0.5) {
    const before = busyTicks();
    await pause(500);
    if ((busyTicks() - before) / ticksPerSecond < 0.05) return true;
  }
  return false;
}

export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim()}, Linux ${release()}, Node ${process.version}`;
}
