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
    ? newest.map((device) => inFull(world, device, newest))
    : newest.filter(({ revoked }) => !revoked).map((device) => keyOnly(world, device, newest));
  const { identity } = user;
  session.tell({ type: 'devices-are', re, identity, devices: devices.slice(0, most) });
  return ok(undefined);
});

const day = 24 * 60 * 60 * 1000;
const month = 30 * day;

/** It came within a day, to somebody who had another one that had been there within a month. */
const isYoung = ({ now }: World, { id, created }: Device, all: readonly Device[]): boolean =>
  created > now() - day &&
  all.some((other) => !other.revoked && other.id < id && other.seen >= created - month);

const inFull = (world: World, device: Device, all: readonly Device[]) => ({
  ...shownOf(device),
  online: world.hub.sessionOf(device.id) !== undefined,
  young: isYoung(world, device, all),
});

const shownOf = ({ id, label, key, cert, created, seen, revoked }: Device) => ({
  id,
  label,
  key,
  cert,
  created,
  seen,
  revoked,
});

const keyOnly = (world: World, device: Device, all: readonly Device[]) => ({
  ...shownOf(device),
  label: 'device',
  created: 0,
  seen: 0,
  revoked: false,
  online: false,
  young: isYoung(world, device, all),
});
