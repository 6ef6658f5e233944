import type { Lifetime } from '../base/lifetime.ts';
import { sweepFiles } from './file-sweep.ts';
import type { World } from './handler.ts';

const hour = 3_600_000;
const step = 1000;
const pause = 100;

/** Deletes what everybody has or what is too old, once an hour, in small steps between which others work. */
export function startSweeping(world: World, life: Lifetime): void {
  let ended = false;
  let cancel = world.later(someTime(world), () => void sweep());
  life.onEnd(() => {
    ended = true;
    cancel();
  });

  async function sweep(): Promise<void> {
    let more = false;
    try {
      more = (await world.store.sweep(world.now(), world.settings.keep, step)) >= step;
      more = (await sweepFiles(world)) || more;
    } catch (failure) {
      world.log('warn', 'store.sweep', { why: String(failure) });
    }
    if (ended) return;
    cancel = world.later(more ? pause : hour + someTime(world), () => void sweep());
  }
}

/** Up to ten minutes, so that not everything happens at the full hour. */
const someTime = (world: World): number => (world.random(2).readUInt16BE() / 65_536) * 600_000;
