import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as fc from 'fast-check';

import { type Address, formatAddress, parseAddress } from '../../src/base/address.ts';
import { digestOf, fingerprintOf, parseFingerprint } from '../../src/base/fingerprint.ts';
import { prefixOf } from '../../src/base/prefix.ts';
import { inEnglish } from '../../src/words/reason.ts';

const digest = Buffer.from(Array.from({ length: 32 }, (_, at) => 251 - at));
const fingerprint = fingerprintOf(digest);
const hex = digest.toString('hex');

const read: ReadonlyArray<readonly [string, Address]> = [
  ['nuvem.example', { host: 'nuvem.example', port: 7070 }],
  [' Nuvem.Example. ', { host: 'nuvem.example', port: 7070 }],
  ['localhost:7071', { host: 'localhost', port: 7071 }],
  ['10.0.0.1:1', { host: '10.0.0.1', port: 1 }],
  ['my_box', { host: 'my_box', port: 7070 }],
  ['::1', { host: '::1', port: 7070 }],
  ['[::1]', { host: '::1', port: 7070 }],
  ['[2001:DB8:0::1]:65535', { host: '2001:db8::1', port: 65_535 }],
  ['[fe80::1%eth0]:7070', { host: 'fe80::1%eth0', port: 7070 }],
  ['münchen.example', { host: 'xn--mnchen-3ya.example', port: 7070 }],
  [`h:1#${fingerprint}`, { host: 'h', port: 1, fingerprint }],
  [`h#sha256:${hex}`, { host: 'h', port: 7070, fingerprint }],
  [`[::1]#SHA256:${hex.toUpperCase()}`, { host: '::1', port: 7070, fingerprint }],
  [`h#sha256:${hex.replace(/..(?=.)/g, '$&:')}`, { host: 'h', port: 7070, fingerprint }],
  [`h#sha256:${digest.toString('base64')}`, { host: 'h', port: 7070, fingerprint }],
];
for (const [text, address] of read)
  test(`${text} is read as an address`, () => {
    assert.deepEqual(parseAddress(text), { ok: true, value: address });
  });

const junk = [
  '',
  ':',
  ':7070',
  '#',
  'a b',
  'a/b',
  'user@host',
  'http://h',
  'h:',
  'h:0',
  'h:65536',
  'h:7x',

  'h:-1',
  'h:+1',
  'h: 1',
  '1.2.3',
  '1.2.3.4.5',
  '256.1.1.1',
  '01.2.3.4',
  '0x7f.1',
  '[::1',
  '::1]',
  '[]',
  '[h]:1',
  '[::1]7070',
  '1:2:3',
  'fe80::1%',
  '-h',
  'h-.x',
  'a..b',
  `${'a'.repeat(64)}.x`,
  `${'a.'.repeat(130)}x`,
  'h#',
  'h#sha256:',
  'h#md5:00',
  `h#sha256:${hex}00`,
  'h\0',
  'h\x1b[2J',
  `h#${fingerprint}#`,
  `h#${fingerprint.slice(0, -1)}`,
  `h#${fingerprint.slice(0, -1)}_`,
];
for (const text of junk)
  test(`${JSON.stringify(text.slice(0, 60))} is refused with a sentence`, () => {
    const address = parseAddress(text);

    assert(!address.ok, JSON.stringify(address));
    // oxlint-disable-next-line no-control-regex
    assert.match(inEnglish(address.error), /^[^\0-\x1f\x7f]{20,250}$/);
  });

const label = fc.stringMatching(/^[a-z0-9_](?:[a-z0-9_-]{0,20}[a-z0-9_])?$/);
const host = fc.oneof(
  fc.ipV4(),
  fc.ipV6().map((text) => new URL(`http://[${text}]`).hostname.slice(1, -1)),
  fc
    .tuple(fc.array(label, { maxLength: 3 }), fc.stringMatching(/^[a-z]{2,9}$/))
    .map(([labels, top]) =>
      // A label that begins like this promises a coding that the rest may break.
      [...labels.map((text) => text.replace(/^..--/, 'x')), top].join('.'),
    ),
);

test('what is printed is read back as the same address', () => {
  fc.assert(
    fc.property(
      host,
      fc.integer({ min: 1, max: 65_535 }),
      fc.option(fc.uint8Array({ minLength: 32, maxLength: 32 })),
      (name, port, key) => {
        const address = { host: name, port, ...(key && { fingerprint: fingerprintOf(key) }) };
        assert.deepEqual(parseAddress(formatAddress(address)), { ok: true, value: address });
      },
    ),
  );
});

test('whatever is typed, the answer is an address that prints or a sentence', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const address = parseAddress(text);
      if (!address.ok) return;
      assert.deepEqual(parseAddress(formatAddress(address.value)), address);
    }),
  );
});

test('a fingerprint keeps every bit of its digest', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
      const named = fingerprintOf(bytes);
      assert.deepEqual(digestOf(named), Buffer.from(bytes));
      assert.equal(parseFingerprint(`sha256:${Buffer.from(bytes).toString('hex')}`), named);
    }),
  );
});

const prefixes: ReadonlyArray<readonly [string, string]> = [
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['local', 'local'],
];
for (const [address, prefix] of prefixes)
  test(`attempts from ${address} count for ${prefix}`, () => {
    assert.equal(prefixOf(address), prefix);
  });
