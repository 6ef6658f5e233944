import { realClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { announce, type Announcement } from '../net/announce.ts';
import type { Listener } from '../net/listen.ts';
import { version } from './_agent.ts';

/** As long as a nuvem takes people, those who look around on its network find it. Nowhere with port 0. */
export function announced(
  { name, discoveryPort }: { readonly name: string; readonly discoveryPort: number },
  { host, port }: Listener,
  keys: () => readonly Buffer[],
  log: Log,
): Promise<Announcement> {
  const told = () => ({
    name,
    port,
    key: keys()[0] ?? Buffer.alloc(32),
    version: version.slice(0, 32),
  });
  return announce({ port: discoveryPort, host, told, clock: realClock, log });
}
