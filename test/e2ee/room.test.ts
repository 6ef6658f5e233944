import assert from 'node:assert/strict';
import { test } from 'node:test';

import { marked } from '../../src/e2ee/body.ts';
import { follow, plan } from '../../src/e2ee/commit.ts';
import { invitation, invitationIn, markAt } from '../../src/e2ee/invitation.ts';
import { packageRef } from '../../src/e2ee/package.ts';
import {
  codeOf,
  enter,
  epochOf,
  exportedKey,
  membersOf,
  open,
  refsIn,
  seal,
} from '../../src/e2ee/room.ts';
import {
  committed,
  fault,
  group,
  label,
  newDweller,
  roomOf,
  value,
  vouches,
} from './rig/dweller.ts';

const text = Buffer.from('bom dia');

test('what one seals all others open, and know by whom', async () => {
  const [ana, bob, carol] = await roomOf('ana', 'bob', 'carol');
  const sealed = await seal(ana!, text, label);

  for (const room of [bob, carol]) {
    const { by, body } = value(await open(room!, sealed.wire, label));
    assert.equal(by.user, 'ana');
    assert.deepEqual(Buffer.from(body), text);
  }
  assert.deepEqual(
    [...membersOf(carol!).values()].map(({ user }) => user),
    ['ana', 'bob', 'carol'],
  );
  assert.equal(codeOf(ana!), codeOf(carol!));
  assert.match(codeOf(ana!), /^(\d{5} ){4}\d{5}$/);
});

test('a message opens once, in its room, at its epoch and in its place, or not at all', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const [stranger] = await roomOf('eva', 'kim');
  const { wire } = await seal(ana!, text, label);
  const opened = value(await open(bob!, wire, label));
  const later = await committed([ana!, bob!], 0, {});
  const changed = Buffer.from(wire);
  changed[changed.length - 1]! ^= 1;

  assert.equal(fault(await open(opened.room, wire, label)), 'crypto');
  assert.equal(fault(await open(bob!, wire, Buffer.from('#2'))), 'signer');
  assert.equal(fault(await open(stranger!, wire, label)), 'crypto');
  assert.equal(fault(await open(later.rooms[1]!, wire, label)), 'epoch');
  assert.equal(fault(await open(bob!, changed, label)), 'crypto');
  assert.equal(fault(await open(bob!, Buffer.concat([wire, Buffer.of(0)]), label)), 'wire');
  assert.equal(fault(await open(bob!, Buffer.from('junk'), label)), 'wire');
});

test('no byte of a message can be changed', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const { wire } = await seal(ana!, text, label);
  for (const at of wire.keys()) {
    const changed = Buffer.from(wire);
    changed[at]! ^= 0x81;
    assert.notEqual(fault(await open(bob!, changed, label)), 'taken', `byte ${at}`);
  }
});

test('messages are opened in any order, and the state before a step still holds', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const one = await seal(ana!, text, label);
  const two = await seal(one.room, text, label);

  const second = value(await open(bob!, two.wire, label));
  const first = value(await open(second.room, one.wire, label));

  assert.equal(fault(await open(first.room, one.wire, label)), 'crypto');
  assert.equal(fault(await open(bob!, one.wire, label)), 'taken');
});

test('one who was removed alone cannot read what comes after', async () => {
  const [ana, bob, eva] = await roomOf('ana', 'bob', 'eva');
  const { rooms, changes, wire } = await committed([ana!, bob!, eva!], 0, { remove: [2] });
  const sealed = await seal(rooms[0]!, text, label);

  assert.equal(rooms[2], undefined);
  assert.deepEqual(
    changes.map(({ by, removed }) => [by.user, removed[0]?.user]),
    [
      ['ana', 'eva'],
      ['ana', 'eva'],
    ],
  );
  assert.equal(fault(await open(rooms[1]!, sealed.wire, label)), 'taken');
  assert.equal(fault(await open(eva!, sealed.wire, label)), 'epoch');
  // Without new secrets along the path of who commits, the one who leaves could derive the next epoch.
  assert.ok(wire.length > 400);
});

test('one whose place is taken in the commit that removes them knows that they are gone', async () => {
  const [ana, bob, eva] = await roomOf('ana', 'bob', 'eva');
  const { own, offer } = await newDweller('kim').offer();
  const { rooms, changes, welcome } = await committed([ana!, bob!, eva!], 0, {
    remove: [2],
    add: [offer],
  });
  const kim = value(await enter(welcome!, group, own, vouches));

  assert.equal(rooms[2], undefined);
  assert.deepEqual(
    changes[0]!.added.map(({ user }) => user),
    ['kim'],
  );
  assert.deepEqual(
    changes[0]!.removed.map(({ user }) => user),
    ['eva'],
  );
  assert.equal(codeOf(kim), codeOf(rooms[1]!));
  assert.equal(membersOf(kim).get(2)?.user, 'kim');
});

test('everybody can join where leaves were emptied and filled again', async () => {
  const rooms = await roomOf('ana', 'bob', 'carol', 'dora', 'eva');
  let [ana] = (await committed(rooms, 0, { remove: [2] })).rooms;
  for (const user of ['finn', 'gil']) {
    const { own, offer } = await newDweller(user).offer();
    const { next, welcome } = value(await plan(ana!, { add: [offer] }, label));
    const joined = value(await enter(welcome!, group, own, vouches));
    assert.equal(codeOf(joined), codeOf(next), user);
    ana = next;
  }
});

test('of two commits on one epoch the second is refused, and its author goes on from the first', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const lost = value(await plan(bob!, {}, label));
  const won = await committed([ana!, bob!], 0, {});
  const again = await committed([won.rooms[0]!, won.rooms[1]!], 1, {});

  assert.equal(fault(await follow(won.rooms[0]!, lost.wire, label)), 'epoch');
  assert.equal(codeOf(again.rooms[0]!), codeOf(again.rooms[1]!));
  assert.equal(epochOf(again.rooms[0]!), epochOf(ana!) + 2n);
});

test('a commit does not open as a message, nor a message as a commit, nor an own one at all', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const commit = value(await plan(ana!, {}, label));
  const message = await seal(ana!, text, label);

  assert.equal(fault(await open(bob!, commit.wire, label)), 'wire');
  assert.equal(fault(await follow(bob!, message.wire, label)), 'wire');
  assert.notEqual(fault(await open(message.room, message.wire, label)), 'taken');
  assert.notEqual(fault(await follow(ana!, commit.wire, label)), 'taken');
});

test('a Welcome opens for the device it was made for, and for its room only', async () => {
  const [ana] = await roomOf('ana');
  const { own, offer } = await newDweller('bob').offer();
  const other = await newDweller('eva').offer();
  const { welcome } = value(await plan(ana!, { add: [offer] }, label));

  assert.deepEqual(value(await refsIn(welcome!)), [await packageRef(own)]);
  assert.equal(fault(await enter(welcome!, group, other.own, vouches)), 'crypto');
  assert.equal(fault(await enter(welcome!, Buffer.from('elsewhere'), own, vouches)), 'welcome');
  assert.equal(fault(await enter(welcome!, group, own, () => false)), 'tree');
  assert.equal(fault(await enter(welcome!, group, own, vouches)), 'taken');
});

test('everybody at an epoch derives the same keys, and others at the next', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const later = await committed([ana!, bob!], 1, {});
  const keys = await Promise.all(
    [ana!, bob!, later.rooms[0]!].map((room) => exportedKey(room, 'pychat file', text)),
  );

  assert.equal(keys[0]!.length, 32);
  assert.deepEqual(keys[0], keys[1]);
  assert.notDeepEqual(keys[0], keys[2]);
});

test('an invitation tells who comes in what the others have read, and nobody else can write that', async () => {
  const [ana] = await roomOf('ana');
  const { own, offer } = await newDweller('bob').offer();
  const { next, wire, welcome } = value(await plan(ana!, { add: [offer] }, label));
  const before = marked(new Uint8Array(32), 4, text);
  const bytes = await invitation(next, { welcome: welcome!, wire }, before);
  const invited = invitationIn(bytes);
  const bob = value(await enter(invited.welcome, group, own, vouches));

  assert.deepEqual(await markAt(bob, invited, 5), marked(before.hash, 5, wire));
  assert.equal(await markAt(bob, invited, 6), undefined);
  for (const at of [1, 7, 40, 72]) {
    const forged = invitationIn(Buffer.from(bytes).fill(bytes[at]! ^ 1, at, at + 1));
    await assert.rejects(markAt(bob, forged, 5), { code: 'welcome' });
  }
  const silent = invitationIn(await invitation(next, { welcome: welcome!, wire }, undefined));
  assert.deepEqual(Buffer.from(silent.welcome), Buffer.from(welcome!));
  assert.equal(await markAt(bob, silent, 5), undefined);
  for (const junk of [Buffer.alloc(0), Buffer.of(2, 1), bytes.subarray(0, 60)])
    assert.throws(() => invitationIn(junk), { code: 'welcome' });
});
