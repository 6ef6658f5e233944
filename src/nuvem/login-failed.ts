import type { Caller, World } from './handler.ts';

/**
 * A log-in that came to nothing. Who has the wrong password knows it before the nuvem does and only goes
 * away, so a log-in that was begun and never finished is one that failed.
 */
export function loginFailed(
  world: Pick<World, 'throttle' | 'activity'>,
  caller: Pick<Caller, 'login' | 'address'>,
): void {
  const { login, address } = caller;
  if (!login) return;
  const worth = world.throttle.worthTelling();
  if (worth) world.activity('login.failed', { name: login.name, address, ...worth });
}
