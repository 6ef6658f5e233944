import assert from 'node:assert/strict';
import process from 'node:process';
import { test } from 'node:test';

import fc from 'fast-check';

import { follow, plan } from '../../src/e2ee/commit.ts';
import type { Offer, OwnPackage } from '../../src/e2ee/package.ts';
import { codeOf, enter, newRoom, open, type Room, seal } from '../../src/e2ee/room.ts';
import { restored, type SavedRoom, saved, turned } from '../../src/e2ee/saved.ts';
import { fault, group, label, newDweller, newIdentity, value, vouches } from './rig/dweller.ts';

const runs = Number(process.env['PYCHAT_RUNS'] ?? 5);
const seed = Number(process.env['PYCHAT_SEED'] ?? 20_261_121);

/** A device with the room as it is on its disk; what is in memory is lost now and then. */
interface Place {
  readonly user: string;
  room: Room;
  disk: SavedRoom;
}

const people = 8;
const most = 20;

const deeds = ['say', 'say', 'say', 'say', 'say', 'say', 'add', 'add', 'remove', 'remove'] as const;
const rare = ['swap', 'renew', 'crash'] as const;
const step = fc.record({
  deed: fc.constantFrom(...deeds, ...rare),
  who: fc.nat(),
  at: fc.nat(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('people come and go, write, race and crash, and everybody in the room agrees', () =>
  fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), live), {
    numRuns: runs,
    seed,
  }));

async function live(steps: readonly Step[]): Promise<void> {
  const identities = Array.from({ length: people }, () => newIdentity());
  const offerOf = async (n: number) => {
    const user = `u${n % people}`;
    return { user, ...(await newDweller(user, identities[n % people]).offer()) };
  };
  const first = await offerOf(0);
  const begun = await newRoom(group, first.own, vouches);
  let places: readonly Place[] = [{ user: first.user, room: begun, disk: saved(begun) }];

  for (const [n, { deed, who, at }] of steps.entries()) {
    const by = places[at % places.length]!;
    const others = places.filter((place) => place !== by);
    const other = others[who % Math.max(1, others.length)];
    const remove = other ? [leafOf(other)] : [];
    const add = places.length < most ? [await offerOf(who), await offerOf(who + 1)] : [];
    const doing: Record<Step['deed'], () => Promise<void>> = {
      say: () => say(places, by, `line ${n}`),
      renew: async () => void (places = await change(places, by, [], [])),
      add: async () => void (places = await change(places, by, add, [])),
      remove: async () => void (places = await change(places, by, [], remove)),
      swap: async () => void (places = await change(places, by, add.slice(1), remove)),
      crash: async () => void (by.room = restored(by.disk, vouches)),
    };
    await doing[deed]();
    assert.equal(new Set(places.map(({ room }) => codeOf(room))).size, 1, deed);
  }
}

const leafOf = ({ room }: Place): number => room.state.privatePath.leafIndex;

interface Newcomer {
  readonly user: string;
  readonly own: OwnPackage;
  readonly offer: Offer;
}

/** One commits; another who tries on the same epoch is too late. Answers who is in the room then. */
async function change(
  places: readonly Place[],
  by: Place,
  add: readonly Newcomer[],
  remove: readonly number[],
): Promise<readonly Place[]> {
  const wish = { add: add.map(({ offer }) => offer), remove };
  const { next, wire, welcome } = value(await plan(by.room, wish, label));
  const late = value(await plan(places.at(-1)!.room, {}, label));
  const stay: Place[] = [];
  for (const place of places) {
    const room = place === by ? next : value(await follow(place.room, wire, label)).room;
    assert.equal(room === undefined, remove.includes(leafOf(place)), place.user);
    if (room) stay.push({ user: place.user, room, disk: saved(room) });
  }
  for (const { own, user } of add) {
    const room = value(await enter(welcome!, group, own, vouches));
    stay.push({ user, room, disk: saved(room) });
  }
  assert.equal(fault(await follow(next, late.wire, label)), 'epoch');
  return stay;
}

async function say(places: readonly Place[], by: Place, text: string): Promise<void> {
  const sealed = await seal(by.room, Buffer.from(text), label);
  keep(by, sealed.room);
  for (const place of places) {
    if (place === by) continue;
    const opened = value(await open(place.room, sealed.wire, label));
    assert.equal(opened.by.user, by.user);
    assert.equal(Buffer.from(opened.body).toString(), text);
    keep(place, opened.room);
  }
}

/** One message: only its rows are written. */
function keep(place: Place, room: Room): void {
  const ratchets = new Map([...place.disk.ratchets, ...turned(place.room, room)]);
  place.disk = { ...place.disk, ratchets };
  place.room = room;
}
