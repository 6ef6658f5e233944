import { no, ok, type Result } from '../base/result.ts';
import type { Refusal } from '../protocol/refusals.ts';
import type { Caller, Waiting, World } from './handler.ts';
import { sha256 } from './proven.ts';

type How = 'register' | 'password' | 'resume';

interface Arrival {
  readonly re: number;
  readonly device: number;
  readonly how: How;
  readonly ticket?: Uint8Array;
}

/** Whoever has proved who they are gets a new fence and a new ticket, and sits down if a seat is free. */
export async function arrive(
  world: World,
  caller: Caller,
  { re, device, how, ticket }: Arrival,
): Promise<Result<void, Refusal>> {
  const next = world.random(32);
  const came = ticket && sha256(ticket);
  const seated = await world.store.beginSession(device, sha256(next), world.now(), came);
  if (!seated.ok) return seated;
  if (how !== 'resume') caller.passwordAt = world.uptime();
  caller.waiting = { seated: seated.value, ticket: next, how };
  return sitDown(world, caller, re);
}

/** Takes a seat and says `welcome`, or says who sits on all of them; then `seat-take` may come. */
export function sitDown(world: World, caller: Caller, re: number): Result<void, Refusal> {
  const { waiting } = caller;
  if (!waiting) return no('order');
  const { user, device, fence } = waiting.seated;
  const newer = world.hub.sessionOf(device.id);
  if (newer && newer.fence > fence) return no('moved');
  const sat = caller.sit(waiting.seated);
  if (sat === 'gone') return ok(undefined);
  if (sat !== 'seated') {
    const sessions = sat.full.map(({ id, device: { id: of, label }, since }) => ({
      id,
      device: of,
      label,
      since,
    }));
    caller.tell({ type: 'seats-full', re, sessions });
    return ok(undefined);
  }
  caller.waiting = undefined;
  welcome(world, caller, re, waiting);
  const { address } = caller;
  world.activity('login', { name: user.name, device: device.id, how: waiting.how, address });
  return ok(undefined);
}

function welcome(
  world: World,
  { session }: Caller,
  re: number,
  { seated: { user, device }, ticket }: Waiting,
): void {
  if (!session) return;
  session.tell({
    type: 'welcome',
    re,
    name: user.name,
    user: user.id,
    device: device.id,
    session: session.id,
    seats: world.hub.sessionsOf(user.id).length,
    role: user.role,
    incarnation: world.store.incarnation,
    ticket,
    at: world.now(),
    vault: user.vault,
    version: user.vaultVersion,
    identity: user.identity,
    keep: world.settings.keep.privateMs,
  });
}
