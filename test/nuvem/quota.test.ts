import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { testClock } from '../rig/clock.ts';
import { newRig, type Rig } from '../rig/nuvem.ts';
import { dial, logIn, newcomer, onNewDevice, refusalOf, resume } from '../rig/person.ts';
import { openRoom, post } from '../rig/rooms.ts';

const day = 86_400_000;

test('who has stored enough in a day is told when to go on, on every device, and loses no number', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { bytesPerDay: 4096 } });
  const ana = await rig.join('ana');
  const phone = await rig.join('ana', 'phone');
  const bia = await rig.join('bia');
  const room = await rig.lobby();
  for (let no = 1; no <= 2; no += 1) {
    const stored = await post(ana, room, no, 'x'.repeat(2000));
    assert.equal(stored.type, 'stored');
  }

  const refused = await post(ana, room, 3, 'more');
  const there = await phone.ask({ type: 'room-join', name: 'nowhere' });
  const other = await post(bia, room, 1, 'not me');

  assert(refused.type === 'refused' && refused.code === 'quota');
  assert((refused.wait ?? 0) > 0 && (refused.wait ?? 0) < day, `${refused.wait}`);
  assert.equal(refusalOf(there), 'quota');
  assert.equal(other.type, 'stored');
  await ana.want('users-are', { type: 'users', after: '' });
  clock.advance(refused.wait ?? 0);
  const later = await rig.join('ana');
  assert.equal((await post(later, room, 3, 'more')).type, 'stored');
});

test('devices that come and are revoked without end are part of what is stored in a day', async () => {
  await using rig = await newRig({ settings: { bytesPerDay: 40_000 } });
  const { person } = await newcomer(rig, 'ana');
  const enter = async (device: typeof person) => {
    const hello = await dial(rig);
    const answer = await logIn(hello, device);
    if (answer.type === 'welcome' && device !== person)
      await hello.wire.want('ok', { type: 'device-revoke', device: answer.device });
    return refusalOf(answer);
  };

  const came = [await enter(onNewDevice(person)), await enter(onNewDevice(person))];
  const another = await enter(onNewDevice(person));
  const known = await enter(person);

  assert.deepEqual(came, [undefined, undefined]);
  assert.equal(another, 'quota');
  assert.equal(known, undefined);
});

test('one account makes so many rooms and no more; the same one asked for again is none', async () => {
  await using rig = await newRig({ settings: { roomsPerAccount: 2 } });
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const first = await openRoom(ana, 'group', 'one');
  await openRoom(ana, 'channel', 'two');
  const wanted = { type: 'room-open', kind: 'group', name: 'three', members: [] } as const;

  const third = await ana.ask({ ...wanted, room: randomBytes(16) });
  await ana.want('ok', { type: 'room-leave', room: first.room });
  const afterLeaving = await ana.ask({ ...wanted, room: randomBytes(16) });

  for (const answer of [third, afterLeaving]) assert.equal(refusalOf(answer), 'too-many-rooms');
  await openRoom(ana, 'dm', '', ['bia']);
  await openRoom(bia, 'group', 'mine');
});

async function groups(rig: Rig, maker: string, count: number): Promise<readonly unknown[]> {
  const user = await rig.store.userByName(maker);
  assert(user);
  const open = () =>
    rig.store.openRoom({
      key: randomBytes(16),
      kind: 'group',
      name: 'again',
      maker: user.id,
      members: ['bia'],
      at: 0,
    });
  return Promise.all(Array.from({ length: count }, open));
}

test('nobody puts somebody else into rooms without end', async () => {
  await using rig = await newRig();
  await rig.account('bia');
  await rig.account('cid');
  const ana = await rig.join('ana');
  await groups(rig, 'ana', 100);
  const { room } = await openRoom(ana, 'group', 'empty');
  const wanted = { type: 'room-open', kind: 'group', name: 'more', members: ['bia'] } as const;

  const made = await ana.ask({ ...wanted, room: randomBytes(16) });
  const added = await ana.ask({ type: 'room-add', room, members: ['cid', 'bia'] });

  for (const answer of [made, added]) assert.equal(refusalOf(answer), 'crowded');
  await ana.want('ok', { type: 'room-add', room, members: ['cid'] });
  const cid = await rig.join('cid');
  await openRoom(cid, 'group', 'of another', ['bia']);
});

test('requests of many strangers come to an end too', async () => {
  await using rig = await newRig();
  const bia = await rig.join('bia');
  await bia.want('ok', { type: 'room-leave', room: await rig.lobby() });
  for (const stranger of ['a1', 'a2', 'a3', 'a4', 'a5']) {
    await rig.account(stranger);
    await groups(rig, stranger, 100);
  }

  const last = await rig.join('a6');
  const answer = await last.ask({
    type: 'room-open',
    room: randomBytes(16),
    kind: 'dm',
    members: ['bia'],
  });

  assert.equal(refusalOf(answer), 'crowded');
  assert.equal((await bia.want('requests-are', { type: 'requests' })).requests.length, 500);
});

test('who comes and goes without end does not fill the activity log, which says what it left out', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { person, wire } = await newcomer(rig, 'ana');
  wire.close();
  await wire.ended;
  const activity = rig.nuvem.world.activity;
  for (let times = 0; times < 1000; times += 1)
    activity('login', { name: 'ana', device: 1, how: 'resume' });
  activity('login', { name: 'bia', device: 2, how: 'resume' });
  activity('grant', { name: 'ana', role: 'admin' });
  clock.advance(3_600_000);

  const hello = await dial(rig);
  assert.equal((await resume(hello, person)).type, 'welcome');

  const rows = await rig.store.activity(0, 2000);
  assert(rows.length < 320, `${rows.length}`);
  const told = rows.map(({ kind, detail = '{}' }) => ({
    kind,
    ...(JSON.parse(detail) as { readonly name?: string; readonly skipped?: number }),
  }));
  assert(told.some(({ kind }) => kind === 'grant'));
  assert(told.some(({ name }) => name === 'bia'));
  assert(told.some(({ name, skipped = 0 }) => name === 'ana' && skipped > 600));
});
