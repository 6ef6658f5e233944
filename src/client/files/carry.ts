import { reasonOf } from '../../words/reason.ts';
import type { Job } from './carrier-port.ts';
import { type Desk, fileOf } from './desk.ts';
import type { FoundFile } from './kept.ts';

/** Its turn has come. */
export function start(desk: Desk, id: string): void {
  desk
    .inOrder(id, async () => {
      const file = await fileOf(desk, id);
      if (!desk.turns.hasBegun(id) || desk.signal.aborted) return;
      if (file?.stage !== 'waiting') return desk.turns.drop(id);
      (await desk.carrier()).start(await jobOf(desk, file));
    })
    .catch((failure: unknown) => {
      if (!desk.signal.aborted) desk.happen(id, { happened: 'failed', reason: reasonOf(failure) });
    });
}

/** It moves no more, for now or for good. In the order of what is kept of it. */
export async function stop(desk: Desk, id: string, isOver: boolean): Promise<void> {
  const had = desk.turns.hasBegun(id);
  desk.turns.drop(id);
  desk.live.delete(id);
  if (!had && !isOver) return;
  const carrier = await desk.carrier();
  if (had) await carrier.stop(id);
  if (isOver) await carrier.forget(id);
}

async function jobOf({ client, ports }: Desk, { id, way, about }: FoundFile): Promise<Job> {
  const { key, name, size } = about;
  const { downloads, direct } = await ports.choices();
  return way === 'out'
    ? { way, id, key, size, direct, path: about.path ?? '', stamp: about.stamp ?? '' }
    : {
        way,
        id,
        key,
        size,
        name,
        device: client.me.device,
        to: about.into ?? `${downloads}/`,
        direct: near(direct, about.direct),
      };
}

const near = (direct: boolean, offered: readonly string[] = []): readonly string[] =>
  direct ? offered : [];
