import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createCommit } from 'ts-mls/createCommit.js';
import { encodeMlsMessage } from 'ts-mls/message.js';
import type { RatchetTree } from 'ts-mls/ratchetTree.js';

import { follow, plan } from '../../src/e2ee/commit.ts';
import { credentialOf } from '../../src/e2ee/credential.ts';
import { offerIn, packageBytes } from '../../src/e2ee/package.ts';
import { enter, type Room, seal } from '../../src/e2ee/room.ts';
import { suite } from '../../src/e2ee/suite.ts';
import {
  committed,
  fault,
  group,
  label,
  newDweller,
  newIdentity,
  roomOf,
  value,
  vouches,
} from './rig/dweller.ts';

/** A Welcome into `room` as one would make it whose tree is not the real one. */
async function lureInto(room: Room, tree: RatchetTree) {
  const { own, offer } = await newDweller('victim').offer();
  const state = { ...room.state, ratchetTree: tree };
  const add = { proposalType: 'add', add: { keyPackage: offer.keyPackage } } as const;
  const made = await createCommit(
    { state, cipherSuite: suite },
    { extraProposals: [add], ratchetTreeExtension: true },
  );
  assert.ok(made.welcome);
  const { welcome } = made;
  const wire = encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome });
  return enter(wire, group, own, vouches);
}

for (const unmerged of [[100_000], [2, 1], [2 ** 32 - 1]])
  test(`an invitation with unmerged leaves ${unmerged.join()} is refused at once`, async () => {
    const rooms = await roomOf('eva', 'bob', 'carol');
    const [eva] = (await committed(rooms, 0, {})).rooms;
    const { ratchetTree } = eva!.state;
    const at = ratchetTree.findIndex((node) => node?.nodeType === 'parent');
    const node = ratchetTree[at];
    assert.ok(node?.nodeType === 'parent');
    const parent = { ...node.parent, unmergedLeaves: unmerged };

    const lured = await lureInto(eva!, ratchetTree.with(at, { nodeType: 'parent', parent }));

    assert.equal(fault(lured), 'tree');
  });

test('a leaf that nobody vouches for keeps a newcomer out', async () => {
  const [eva] = await roomOf('eva', 'bob');
  const { ratchetTree } = eva!.state;
  const node = ratchetTree[2];
  assert.ok(node?.nodeType === 'leaf');
  const credential = credentialOf(newDweller('bob').self.claim);
  const leaf = { ...node.leaf, credential };

  const lured = await lureInto(eva!, ratchetTree.with(2, { nodeType: 'leaf', leaf }));

  assert.equal(fault(lured), 'tree');
});

test('a member cannot commit under the name of another, though their own device is vouched for', async () => {
  const identity = newIdentity();
  const [ana, bob] = await roomOf('ana', 'bob');
  const { ratchetTree } = bob!.state;
  const node = ratchetTree[2];
  assert.ok(node?.nodeType === 'leaf');
  const other = newDweller('ana', identity).self.claim;
  const leaf = { ...node.leaf, credential: credentialOf(other) };
  const forged = { ...bob!.state, ratchetTree: ratchetTree.with(2, { nodeType: 'leaf', leaf }) };
  const { wire } = value(await plan({ state: forged }, {}, label));

  assert.notEqual(fault(await follow(ana!, wire, label)), 'taken');
});

test('a commit that changes more than members is refused, and the room is as before', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const { commit } = await createCommit(
    { state: bob!.state, cipherSuite: suite },
    {
      authenticatedData: label,
      extraProposals: [
        {
          proposalType: 'group_context_extensions',
          groupContextExtensions: { extensions: [] },
        },
      ],
    },
  );

  assert.equal(fault(await follow(ana!, encodeMlsMessage(commit), label)), 'policy');
  const { wire } = await seal(bob!, label, label);
  assert.ok(wire.length > 0);
});

test('a key package is taken as its device made it, and no other way', async () => {
  const { own } = await newDweller('bob').offer();
  const bytes = packageBytes(own);
  const changed = (at: number): Uint8Array => bytes.with(at, bytes[at]! ^ 1);
  const read = (raw: Uint8Array): Promise<unknown> => offerIn(raw, vouches);

  await read(bytes);
  for (const at of bytes.keys()) await assert.rejects(read(changed(at)), `byte ${at}`);
  await assert.rejects(read(Buffer.concat([bytes, Buffer.of(0)])), { code: 'wire' });
  await assert.rejects(
    offerIn(bytes, () => false),
    { code: 'policy' },
  );
});

test('junk of any kind is refused, and nothing hangs', async () => {
  const [ana, bob] = await roomOf('ana', 'bob');
  const { own, offer } = await newDweller('carol').offer();
  const { wire, welcome } = value(await plan(ana!, { add: [offer] }, label));
  for (const length of [0, 1, 4, 5, 17, 64])
    for (const source of [wire, welcome!]) {
      assert.notEqual(fault(await follow(bob!, source.subarray(0, length), label)), 'taken');
      const cut = source.subarray(0, length);
      assert.notEqual(fault(await enter(cut, group, own, vouches)), 'taken');
    }
  for (let at = 0; at < welcome!.length; at += 7) {
    const changed = welcome!.with(at, welcome![at]! ^ 0x55);
    assert.notEqual(fault(await enter(changed, group, own, vouches)), 'taken', `byte ${at}`);
  }
});
