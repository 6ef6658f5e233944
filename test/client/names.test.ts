import assert from 'node:assert/strict';
import { test } from 'node:test';

import { foldName } from '../../src/nuvem/names.ts';
import { headSize } from '../../src/protocol/frames.ts';
import { Malformed } from '../../src/protocol/malformed.ts';
import { encode, parseMessage } from '../../src/protocol/wire.ts';
import { message, newClient, of, room } from '../rig/bare-client.ts';
import { corpus } from '../rig/hostile.ts';

/** Some are short enough for a name, and of others the beginning is. */
const names = [...corpus, ...corpus.map((text) => text.slice(0, 32)), 'ana\u0007', 'ana\n', ' ana'];

test('nobody is called like something that terminals obey', () => {
  for (const name of names) {
    assert.equal(foldName(name), undefined, JSON.stringify(name));
    const frame = encode(message({ from: 'bia' }));
    const forged = forgedIn(frame, name);
    assert.throws(() => parseMessage(forged), Malformed, JSON.stringify(name));
  }
});

/** The same message, with another name of its author. */
function forgedIn(frame: Buffer, name: string): Buffer {
  const body = frame.subarray(headSize);
  const at = body.indexOf('bia');
  const bytes = Buffer.from(name.slice(0, 32));
  const head = bytes.length < 24 ? [0x60 + bytes.length] : [0x78, bytes.length];
  return Buffer.concat([body.subarray(0, at - 1), Buffer.from(head), bytes, body.subarray(at + 3)]);
}

test('a nuvem that says who writes to us under such a name is not gone on with', () => {
  for (const name of names) {
    const client = newClient();
    client.happen({ type: 'opened' });
    client.up();

    const effects = client.hear(room({ kind: 'dm', name: name.slice(0, 32) }));

    assert.equal(of(effects, 'hang-up').length, 1, JSON.stringify(name));
    assert.equal(client.state().rooms.size, 0);
  }
});
