import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  type CommitEntry,
  encodeCommitEntry,
  encodeInviteEntry,
  entryBodies,
  type InviteEntry,
  parseCommitEntry,
  parseInviteEntry,
} from '../../src/protocol/entries.ts';
import { longestBody } from '../../src/protocol/frames.ts';
import { Malformed } from '../../src/protocol/malformed.ts';
import { blobChunk } from '../../src/protocol/messages.ts';
import { valueOf } from './arbitrary.ts';

test('what a commit and an invitation say survives the way inside an entry', () => {
  fc.assert(
    fc.property(
      valueOf(entryBodies.commit.shape),
      valueOf(entryBodies.invite.shape),
      (commit, invite) => {
        const one = encodeCommitEntry(commit as CommitEntry);
        const other = encodeInviteEntry(invite as InviteEntry);

        assert.deepEqual(encodeCommitEntry(parseCommitEntry(one)), one);
        assert.deepEqual(encodeInviteEntry(parseInviteEntry(other)), other);
      },
    ),
  );
});

test('an entry that was cut off, or has something behind it, is refused', () => {
  const invite = { room: Buffer.alloc(16), gen: 1, seq: 2, blob: Buffer.alloc(32) };
  const whole = encodeInviteEntry(invite);

  for (let end = 0; end < whole.length; end += 1)
    assert.throws(() => parseInviteEntry(whole.subarray(0, end)), Malformed);
  assert.throws(() => parseInviteEntry(Buffer.concat([whole, Buffer.of(0)])), Malformed);
  assert.throws(() => parseCommitEntry(whole), Malformed);
});

test('the largest commit fits into the body of an entry', () => {
  const devices = Array.from({ length: 200 }, () => 0xffff_ffff);
  const body = encodeCommitEntry({
    gen: 0xffff_ffff,
    epoch: 2 ** 48 - 1,
    add: devices,
    remove: devices,
    body: Buffer.alloc(blobChunk),
    blob: Buffer.alloc(32),
  });

  assert.ok(body.length <= 192 * 1024 && body.length < longestBody);
});
