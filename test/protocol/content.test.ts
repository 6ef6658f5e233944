import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  type Content,
  contentKinds,
  encodeContent,
  longestText,
  parseContent,
} from '../../src/protocol/content.ts';
import type { Shape } from '../../src/protocol/fields.ts';
import { longestBody } from '../../src/protocol/frames.ts';
import { Malformed } from '../../src/protocol/malformed.ts';
import { messages } from '../../src/protocol/messages.ts';
import { isOptional, raw, strangers, valueOf, wired } from './arbitrary.ts';

const refuses = (body: Uint8Array, what?: string): void =>
  assert.throws(() => parseContent(body), Malformed, what);

for (const [kind, row] of Object.entries(contentKinds)) {
  const shape = row.fields.shape as Shape & { kind: 'record' };
  const sample = fc.sample(valueOf(shape), { seed: 7, numRuns: 1 })[0];

  test(`${kind} survives the way inside a line`, () => {
    fc.assert(
      fc.property(valueOf(shape), (value) => {
        const content = { kind, ...(value as object) } as Content;
        const body = encodeContent(content);

        assert.deepEqual(body, raw([row.id, wired(shape, value)]));
        assert.deepEqual(encodeContent(parseContent(body) as Content), body);
      }),
    );
  });

  test(`${kind} is refused when a field is missing, strange or unknown, or bytes follow`, () => {
    const whole = wired(shape, sample) as Map<number, unknown>;
    for (const [index, [name, field]] of Object.entries(shape.fields).entries()) {
      const rest = new Map(whole);
      rest.delete(index + 1);
      if (!isOptional(shape.fields, name)) refuses(raw([row.id, rest]), `without ${name}`);
      for (const [what, value] of strangers(field.shape))
        refuses(raw([row.id, new Map(whole).set(index + 1, value)]), `${name} is ${what}`);
    }
    refuses(raw([row.id, new Map(whole).set(20, 0)]), 'a field more');
    refuses(raw([row.id]), 'no fields');
    refuses(raw([row.id, whole, 0]), 'a third part');
    refuses(Buffer.concat([raw([row.id, whole]), Buffer.alloc(1)]), 'a byte more');
  });
}

test('a kind of a newer program is kept apart from junk', () => {
  assert.deepEqual(parseContent(raw([999, new Map([[1, 'later']])])), { kind: 'newer' });
  refuses(raw([-1, new Map()]));
  refuses(raw('text'));
  refuses(Buffer.alloc(0));
});

test('junk is refused as junk, and never breaks anything else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (junk) => {
      try {
        parseContent(junk);
      } catch (fault) {
        assert.ok(fault instanceof Malformed);
      }
    }),
    { numRuns: 5000 },
  );
});

test('every plane of Unicode passes, and the longest text fits into a line', () => {
  for (let plane = 0; plane <= 16; plane += 1) {
    const text = String.fromCodePoint(plane * 0x1_0000 + 0x41);
    assert.deepEqual(parseContent(encodeContent({ kind: 'text', text })), { kind: 'text', text });
  }
  const longest = encodeContent({ kind: 'reply', text: 'a'.repeat(longestText), to: 2 ** 53 - 1 });
  const body = messages.post.fields.body.shape as Shape & { kind: 'bytes' };
  assert.ok(longest.length <= body.max);
  assert.ok(body.max < longestBody);
  refuses(encodeContent({ kind: 'text', text: 'a'.repeat(longestText + 1) }));
});
