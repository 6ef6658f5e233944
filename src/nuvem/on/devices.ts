import { no, ok } from '../../base/result.ts';
import type { Device } from '../../store/rows.ts';
import type { World } from '../handler.ts';
import { known } from '../known.ts';

const most = 200;

/** One's own devices in full; of other people only what is needed to know their keys. */
export const onDevices = known<'devices'>(async (world, session, { re, name }) => {
  const user = await world.store.userByName(name ?? session.user.name);
  if (!user) return no('unknown');
  const own = user.id === session.user.id;
  const all = await world.store.devices(user.id);
  const newest = all.toSorted((one, other) => other.created - one.created || other.id - one.id);
  const devices = own
    ? newest.map((device) => inFull(world, device))
    : newest.filter(({ revoked }) => !revoked).map(keyOnly);
  const { identity } = user;
  session.tell({ type: 'devices-are', re, identity, devices: devices.slice(0, most) });
  return ok(undefined);
});

const inFull = ({ hub }: World, { id, label, key, cert, created, seen, revoked }: Device) => ({
  id,
  label,
  key,
  cert,
  created,
  seen,
  revoked,
  online: hub.sessionOf(id) !== undefined,
});

const keyOnly = ({ id, key, cert }: Device) => ({
  id,
  label: 'device',
  key,
  cert,
  created: 0,
  seen: 0,
  revoked: false,
  online: false,
});
