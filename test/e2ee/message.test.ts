import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createApplicationMessage } from 'ts-mls/createMessage.js';
import { decodeMlsMessage, encodeMlsMessage } from 'ts-mls/message.js';
import { unprotectPrivateMessage } from 'ts-mls/messageProtection.js';
import { createSecretTree, type SecretTree } from 'ts-mls/secretTree.js';

import { open, type Room, seal } from '../../src/e2ee/room.ts';
import { newSecretTree } from '../../src/e2ee/secret-tree.ts';
import { suite } from '../../src/e2ee/suite.ts';
import { committed, fault, label, roomOf, value } from './rig/dweller.ts';

/** As the library seals and opens. */
async function sealedByLibrary({ state }: Room, body: Uint8Array): Promise<[Room, Uint8Array]> {
  const made = await createApplicationMessage(state, body, suite, label);
  const { privateMessage } = made;
  const wire = encodeMlsMessage({
    version: 'mls10',
    wireformat: 'mls_private_message',
    privateMessage,
  });
  return [{ state: made.newState }, wire];
}

async function openedByLibrary({ state }: Room, wire: Uint8Array): Promise<Buffer> {
  const [message] = decodeMlsMessage(new Uint8Array(wire), 0) ?? [];
  assert.ok(message?.wireformat === 'mls_private_message');
  const { content } = await unprotectPrivateMessage(
    state.keySchedule.senderDataSecret,
    message.privateMessage,
    state.secretTree,
    state.ratchetTree,
    state.groupContext,
    state.clientConfig.keyRetentionConfig,
    suite,
  );
  assert.ok(content.content.contentType === 'application');
  return Buffer.from(content.content.applicationData);
}

const bodies = [0, 1, 63, 64, 200, 16_383, 16_384, 70_000].map((size) => Buffer.alloc(size, 'x'));

test('what is sealed here the library opens, and what it seals is opened here', async () => {
  const { rooms } = await committed(await roomOf('ana', 'bob', 'carol'), 0, {});
  const [ana, bob] = rooms;
  let [here, there, reading] = [ana!, ana!, bob!];
  for (const body of bodies) {
    const mine = await seal(here, body, label);
    assert.deepEqual(await openedByLibrary(bob!, mine.wire), body);
    const [next, wire] = await sealedByLibrary(there, body);
    const opened = value(await open(reading, wire, label));
    assert.deepEqual(Buffer.from(opened.body), body);
    assert.equal(opened.by.user, 'ana');
    assert.equal(wire.length, mine.wire.length);
    [here, there, reading] = [mine.room, next, opened.room];
  }
});

test('messages that come late are opened once, as long as their keys are kept', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const wires: Uint8Array[] = [];
  let [from, to] = [ana!, bob!];
  for (let n = 0; n <= 40; n += 1) {
    const { room, wire } = await seal(from, Buffer.of(n), label);
    wires.push(wire);
    from = room;
  }
  to = value(await open(to, wires[40]!, label)).room;

  for (const n of [39, 8, 20]) {
    const { room, body } = value(await open(to, wires[n]!, label));
    assert.deepEqual([...body], [n]);
    assert.equal(fault(await open(room, wires[n]!, label)), 'crypto');
    to = room;
  }
  assert.equal(fault(await open(to, wires[7]!, label)), 'crypto');
  const { room } = await seal(from, Buffer.of(41), label);
  assert.equal(
    fault(await open(to, (await seal(room, Buffer.of(42), label)).wire, label)),
    'taken',
  );
});

test('what is kept for a message that did not come tells nothing of those after it', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const first = await seal(ana!, Buffer.of(1), label);
  const second = await seal(first.room, Buffer.of(2), label);
  const { room } = value(await open(bob!, second.wire, label));
  const before = bob!.state.secretTree[0]!.application;
  const after = room.state.secretTree[0]!.application;

  assert.deepEqual(Object.keys(after.unusedGenerations), ['0']);
  assert.notDeepEqual(after.unusedGenerations[0], before.secret);
  assert.deepEqual([...after.unusedGenerations[0]!.subarray(28)], [0, 0, 0, 0]);
});

test('the ratchets of a room are those of the library', async () => {
  const secret = new Uint8Array(32).fill(7);
  const theirs = await createSecretTree(8, secret, suite.kdf);
  const ours = newSecretTree(8, secret);

  const leaves = (tree: SecretTree) => tree.filter((_, at) => at % 2 === 0);
  assert.equal(ours.length, theirs.length);
  assert.deepEqual(leaves(ours), leaves(theirs));
});
