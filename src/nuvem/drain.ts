import type { World } from './handler.ts';

/** Clients come back at different moments within this. */
const spread = 5000;
/** The longest wait for the store, and then for the lines. */
const longest = 2500;

/**
 * Stops without losing anything: everybody is told when to come back, what is in flight is finished and
 * answered, then the lines close. Whatever is not done after five seconds is left to the clients' retry.
 */
export async function drain(world: World): Promise<void> {
  world.lines.close();
  const lines = [...world.lines];
  for (const line of lines) line.tell({ type: 'going', wait: someWait(world) });
  await Promise.race([settled(world), expired(world, longest)]);
  world.activity('stop', { lines: lines.length });
  for (const line of lines) line.refuse('closing');
  await Promise.race([world.lines.empty(), expired(world, longest)]);
}

async function settled(world: World): Promise<void> {
  await world.transfers.close();
  await world.appender.idle();
  await world.marks.flush();
}

const someWait = (world: World): number =>
  Math.floor((world.random(2).readUInt16BE() / 65_536) * spread);

const expired = (world: World, ms: number): Promise<void> =>
  new Promise((resolve) => {
    world.later(ms, resolve);
  });
