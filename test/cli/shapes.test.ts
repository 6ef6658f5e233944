import assert from 'node:assert/strict';
import { test } from 'node:test';

import { asJson } from '../../src/cli/_shapes.ts';
import type { LineRow } from '../../src/client/port.ts';
import { encodeFileRest } from '../../src/protocol/file-rest.ts';

const line: LineRow = {
  id: 'ab'.repeat(16),
  room: '@bob',
  seq: 3,
  from: 'bob',
  device: 1,
  at: 0,
  content: {
    kind: 'file',
    file: Buffer.alloc(16, 1),
    name: 'a.txt',
    size: 5,
    type: 'text/plain',
    rest: encodeFileRest({ key: Buffer.alloc(32, 9) }),
  },
  sealed: true,
  removed: false,
};

test('a file is told by what it is called and how large it is, never with its key', () => {
  assert.deepEqual(asJson(line), [
    {
      event: 'file',
      at: '1970-01-01T00:00:00.000Z',
      room: '@bob',
      from: 'bob',
      seq: 3,
      id: '01'.repeat(16),
      line: 'ab'.repeat(16),
      name: 'a.txt',
      size: 5,
      type: 'text/plain',
      sealed: true,
    },
  ]);
  const [removed] = asJson({ ...line, removed: true });
  assert.deepEqual(removed, {
    event: 'message',
    at: '1970-01-01T00:00:00.000Z',
    room: '@bob',
    from: 'bob',
    seq: 3,
    id: 'ab'.repeat(16),
    kind: 'file',
    text: '',
    removed: true,
    sealed: true,
  });
});
