import { prefixOf } from '../../base/prefix.ts';
import { no, ok, type Result } from '../../base/result.ts';
import type { Message } from '../../protocol/messages.ts';
import { certBytes } from '../../protocol/proof.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Device, User } from '../../store/rows.ts';
import { arrive } from '../arrive.ts';
import type { Caller, Handler, World } from '../handler.ts';
import { kept } from '../known.ts';
import { labelOf } from '../label.ts';
import { foldName } from '../names.ts';
import { proven, signedBy } from '../proven.ts';
import { sayWait } from '../wait.ts';
import { mayRegister } from './register-1.ts';

/** Needs no `register-1` on the same line: whoever lost the reply says it again on a new one, and is welcome. */
export const onRegister2: Handler<'register-2'> = async (world, caller, message) => {
  const asked = kept(message);
  const name = foldName(asked.name);
  if (!name) return no('bad-name');
  const record = checked(world, caller, name, asked);
  if (!record.ok) return record;
  const again = (await world.store.userByName(name))?.record === record.value;
  const invite = again ? ok(undefined) : mayRegister(world, asked.invite);
  if (!invite.ok) return invite;
  const wait = again ? 0 : world.throttle.registration(prefixOf(caller.address), true);
  if (wait > 0) return sayWait(caller, asked.re, wait);

  const { vault, identity, cert, device: key } = asked;
  const made = await world.store.createUser({
    name,
    record: record.value,
    identity,
    vault,
    device: { key, cert, label: labelOf(asked.label) },
    invite: invite.value,
    at: world.now(),
  });
  if (!made.ok) return made;
  const { device } = made.value;
  if (!again) {
    world.activity('account', { name, device: device.id, address: caller.address });
    await tellLobby(world, made.value);
  }
  return arrive(world, caller, { re: asked.re, device: device.id, how: 'register' });
};

/** The record as it is kept, when everything that was signed is right. */
function checked(
  world: World,
  caller: Caller,
  name: string,
  { record, identity, device, cert, proof }: Message<'register-2'>,
): Result<string, Refusal> {
  const claim = { purpose: 'register', name, deviceKey: device } as const;
  if (!proven(world, caller, claim, proof)) return no('key');
  if (!signedBy(identity, certBytes(name, device), cert)) return no('malformed');
  return world.accounts.recordOf(record);
}

/** Everybody is in #lobby from the start, and who is there sees them come. */
async function tellLobby(world: World, { user, device }: Made): Promise<void> {
  for (const room of await world.store.roomsOf(user.id, device.id)) {
    if (room.kind !== 'channel') continue;
    const { name } = user;
    const at = world.now();
    const news = { change: 'joined', name, by: name, role: 'member', at } as const;
    world.hub.changed(room);
    world.hub.tellRoom(room.id, { type: 'member', room: room.key, ...news });
  }
}

interface Made {
  readonly user: User;
  readonly device: Device;
}
