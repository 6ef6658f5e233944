import assert from 'node:assert/strict';

import { eachStore } from './rig/adapters.ts';
import {
  bytes,
  channel,
  dm,
  group,
  lobbyOf,
  newUser,
  now,
  person,
  refused,
  text,
  value,
} from './rig/people.ts';

const day = 86_400_000;

eachStore('an account is made once, with a device, an inbox and #lobby', async (store) => {
  const wanted = newUser('ana');
  const made = value(await store.createUser(wanted));
  assert.deepEqual(made.user, {
    id: made.user.id,
    name: 'ana',
    record: 'record of ana',
    role: 'member',
    identity: wanted.identity,
    vault: wanted.vault,
    vaultVersion: 1,
    receiptsOff: false,
    seen: now,
  });
  assert.deepEqual(made.device, {
    id: made.device.id,
    user: made.user.id,
    ...wanted.device,
    created: now,
    seen: now,
    revoked: false,
  });
  const rooms = await store.roomsOf(made.user.id, made.device.id);
  assert.deepEqual(
    rooms.map((room) => [room.kind, room.name, room.role]),
    [
      ['channel', 'lobby', 'member'],
      ['inbox', '', 'member'],
    ],
  );
  assert.deepEqual(value(await store.createUser(wanted)), made);
  assert.equal((await store.members(await lobbyOf(store), '', 10)).length, 1);
});

eachStore('a name belongs to who took it first', async (store) => {
  const first = newUser('ana');
  value(await store.createUser(first));
  const others = [
    newUser('ana'),
    { ...first, record: 'another' },
    { ...newUser('ana'), record: first.record },
  ];
  for (const other of others) assert.deepEqual(await store.createUser(other), refused('taken'));
  assert.equal((await store.users('', 10)).length, 1);
});

eachStore('an invite lets in as many as it says, until its time', async (store) => {
  const [hash, op] = [bytes(32), bytes(16)];
  await store.invite(op, hash, 2, now + 1000);
  await store.invite(op, hash, 2, now + 1000);
  const ana = newUser('ana', { invite: hash });
  value(await store.createUser(ana));
  value(await store.createUser(ana));
  assert.deepEqual(
    await store.createUser(newUser('late', { invite: hash, at: now + 1000 })),
    refused('invite'),
  );
  value(await store.createUser(newUser('bia', { invite: hash })));
  assert.deepEqual(await store.createUser(newUser('caio', { invite: hash })), refused('invite'));
  assert.deepEqual(
    await store.createUser(newUser('duda', { invite: bytes(32) })),
    refused('invite'),
  );
  assert.equal(await store.userByName('caio'), undefined);
});

eachStore('people are listed by name, page by page', async (store) => {
  for (const name of ['caio', 'ana', 'bia']) value(await store.createUser(newUser(name)));
  const names = async (after: string, limit: number) =>
    (await store.users(after, limit)).map((user) => user.name);
  assert.deepEqual(await names('', 2), ['ana', 'bia']);
  assert.deepEqual(await names('bia', 2), ['caio']);
  assert.equal((await store.userByName('bia'))?.name, 'bia');
  assert.equal(await store.userByName('nobody'), undefined);
});

eachStore('role and receipts are changed, twice as once', async (store) => {
  const ana = await person(store, 'ana');
  for (let i = 0; i < 2; i++) {
    value(await store.setRole('ana', 'owner'));
    await store.setReceiptsOff(ana.id, true);
    const user = await store.userByName('ana');
    assert.deepEqual([user?.role, user?.receiptsOff], ['owner', true]);
  }
  assert.deepEqual(await store.setRole('nobody', 'admin'), refused('unknown'));
});

eachStore(
  'a vault is written on the version that was read, with the record or without',
  async (store) => {
    const ana = await person(store, 'ana');
    const [one, two] = [bytes(50), bytes(60)];
    assert.equal(value(await store.putVault(ana.id, one, 1)), 2);
    assert.equal(value(await store.putVault(ana.id, one, 1)), 2);
    assert.deepEqual(await store.putVault(ana.id, two, 1), refused('conflict'));
    assert.equal(value(await store.putVault(ana.id, two, 2, 'new record')), 3);
    assert.equal(value(await store.putVault(ana.id, two, 2, 'new record')), 3);
    const user = await store.userByName('ana');
    assert.deepEqual([user?.vault, user?.vaultVersion, user?.record], [two, 3, 'new record']);
    assert.deepEqual(await store.putVault(99, two, 1), refused('unknown'));
  },
);

eachStore('a new device begins at the heads, a known key is the same device', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const room = await dm(store, ana, bia);
  await ana.say(room, 1, 'before');
  const phone = { key: bytes(32), cert: new Uint8Array(0), label: 'phone' };
  const added = value(await store.addDevice(bia.id, phone, now + 5));
  assert.deepEqual(added, {
    id: added.id,
    user: bia.id,
    ...phone,
    created: now + 5,
    seen: now + 5,
    revoked: false,
  });
  assert.deepEqual(value(await store.addDevice(bia.id, phone, now + 9)), added);
  const seen = (await store.roomsOf(bia.id, added.id)).map((one) => [
    one.kind,
    one.acked,
    one.mark,
  ]);
  assert.deepEqual(seen, [
    ['channel', 0, 0],
    ['dm', 1, 0],
    ['inbox', 0, 0],
  ]);

  await store.setCert(added.id, text('cert'));
  assert.deepEqual((await store.device(added.id))?.device.cert, text('cert'));
  assert.equal((await store.device(added.id))?.user.name, 'bia');
  assert.equal(await store.device(99), undefined);
  assert.deepEqual(
    (await store.devices(bia.id)).map((one) => one.label),
    ['phone', "bia's laptop"],
  );
});

eachStore('a revoked device has no session, no ticket and no line any more', async (store) => {
  const ana = await person(store, 'ana');
  const { key } = (await store.device(ana.device))!.device;
  for (let i = 0; i < 2; i++) value(await store.revokeDevice(ana.id, ana.device));
  assert.deepEqual(await store.revokeDevice(ana.id + 1, ana.device), refused('unknown'));
  assert.deepEqual(await store.beginSession(ana.device, bytes(32), now), refused('revoked'));
  assert.deepEqual(await store.append([ana.post(await lobbyOf(store), 1)]), [
    { refused: 'fenced' },
  ]);
  const again = await store.addDevice(ana.id, { key, cert: new Uint8Array(0), label: '' }, now);
  assert.deepEqual(again, refused('revoked'));
  assert.equal((await store.devices(ana.id))[0]?.revoked, true);
});

eachStore('more than 200 devices, or too long a label, are too many', async (store) => {
  const ana = await person(store, 'ana');
  const add = (label = '') =>
    store.addDevice(ana.id, { key: bytes(32), cert: new Uint8Array(0), label }, now);
  assert.deepEqual(await add('x'.repeat(65)), refused('too-many'));
  const added = await Promise.all(Array.from({ length: 200 }, () => add()));
  assert.equal(added.filter((one) => one.ok).length, 199);
  assert.deepEqual(added.at(-1), refused('too-many'));
  value(await store.revokeDevice(ana.id, ana.device));
  value(await add());
  assert.equal((await store.devices(ana.id)).length, 200);
});

eachStore('each session has the next fence, and is when its device was seen', async (store) => {
  const { device, user } = value(await store.createUser(newUser('ana')));
  const one = value(await store.beginSession(device.id, bytes(32), now + 1));
  const two = value(await store.beginSession(device.id, bytes(32), now + 2));
  assert.deepEqual([one.fence, two.fence, two.user.id], [1, 2, user.id]);
  assert.equal((await store.device(device.id))?.device.seen, now + 2);
  assert.equal((await store.userByName('ana'))?.seen, now + 2);
  await store.endSession(device.id, now + 50);
  await store.endSession(device.id, now + 40);
  assert.equal((await store.device(device.id))?.device.seen, now + 50);
  assert.equal((await store.userByName('ana'))?.seen, now + 50);
});

eachStore('a ticket rotates at each use, and a lost reply is harmless', async (store) => {
  const { device } = value(await store.createUser(newUser('ana')));
  const [a, b, c, d] = [bytes(32), bytes(32), bytes(32), bytes(32)];
  const begin = (next: Uint8Array, ticket?: Uint8Array, at = now) =>
    store.beginSession(device.id, next, at, ticket);

  value(await begin(a));
  value(await begin(b, a));
  // The reply with b is lost: a is shown again, and c takes b's place.
  value(await begin(c, a));
  assert.deepEqual(await begin(d, b), refused('ticket'));
  value(await begin(d, c));
  // c was used, so a is over; d and c are good.
  assert.deepEqual(await begin(b, a), refused('ticket'));
  value(await begin(b, d));
  assert.deepEqual(await begin(a, c), refused('ticket'));
  assert.deepEqual(await begin(a, bytes(31)), refused('ticket'));
});

eachStore('a ticket is good for 30 days, or until it is forgotten', async (store) => {
  const { device } = value(await store.createUser(newUser('ana')));
  const [a, b] = [bytes(32), bytes(32)];
  value(await store.beginSession(device.id, a, now));
  assert.deepEqual(await store.beginSession(device.id, b, now + 30 * day, a), refused('ticket'));
  value(await store.beginSession(device.id, b, now + 30 * day - 1, a));
  for (let i = 0; i < 2; i++) await store.forgetTicket(device.id);
  for (const ticket of [a, b]) {
    assert.deepEqual(
      await store.beginSession(device.id, bytes(32), now, ticket),
      refused('ticket'),
    );
  }
  assert.deepEqual(await store.beginSession(99, a, now, a), refused('ticket'));
});

eachStore('operations are remembered for a day, with their first answer', async (store) => {
  const op = bytes(16);
  assert.equal(await store.answered(op), undefined);
  await store.remember(op, text('first'), now);
  await store.remember(op, text('second'), now);
  assert.deepEqual(await store.answered(op), text('first'));
  const keep = { privateMs: day, channelMs: day };
  await store.sweep(now + day, keep, 10);
  assert.deepEqual(await store.answered(op), text('first'));
  await store.sweep(now + day + 1, keep, 10);
  assert.equal(await store.answered(op), undefined);
});

eachStore('a secret is made once', async (store) => {
  let made = 0;
  const make = () => text(`secret ${++made}`);
  assert.deepEqual(await store.secret('opaque', make), text('secret 1'));
  assert.deepEqual(await store.secret('opaque', make), text('secret 1'));
  const both = await Promise.all([store.secret('other', make), store.secret('other', make)]);
  assert.deepEqual(both[0], both[1]);
});

eachStore('who has too many rooms gets no more', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const open = () =>
    store.openRoom({
      key: bytes(16),
      kind: 'group',
      name: 'g',
      maker: ana.id,
      members: [],
      at: now,
    });
  const opened = await Promise.all(Array.from({ length: 10_000 }, open));
  assert.equal(opened.filter((one) => one.ok).length, 9_999);
  assert.deepEqual(opened.at(-1), refused('too-many'));
  const room = await group(store, bia);
  const add = { room, by: bia.id, what: 'added', names: ['ana'], at: now } as const;
  assert.deepEqual(await store.changeMembers(add), refused('too-many'));
  await channel(store, bia, 'news');
  assert.deepEqual(await store.joinChannel('news', ana.id, now), refused('too-many'));
});
