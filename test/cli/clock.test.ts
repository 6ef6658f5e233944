import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { makeCertificate } from '../../src/home/certs.ts';
import { newHome } from '../rig/home.ts';
import { jsonOf, registered, secret, serving, servingWith } from '../rig/served.ts';

const day = 86_400_000;
const years = 5 * 365 * day;

test('an expired certificate stops the start, and the command that is named renews it', async () => {
  await using home = await newHome();
  const old = { hosts: [], days: 1, force: false, newKey: false, now: Date.now() - 3 * day };
  assert.ok((await makeCertificate(join(home.root, 'certs'), old)).ok);

  const { code, out, err } = await home.run(['serve', '--port', '0']);
  const shown = await home.run(['certs', 'show']);
  const renewed = await home.run(['certs', '--force']);
  const nuvem = await serving(home);

  assert.deepEqual([code, out], [1, ''], err);
  assert.match(
    err,
    /^pychat: The certificate \S+ expired on [\d-]+\. [^\n]*certs --force[^\n]*\n$/,
  );
  assert.match(shown.out, /\(expired; renew it with/);
  assert.equal(renewed.code, 0, renewed.err);
  assert.match(shown.out, new RegExp(nuvem.ready.fingerprint));
});

test('a clock that went back before the certificate was made is said', async () => {
  await using home = await newHome();
  await home.run(['certs']);

  const { code, err } = await home.run(['serve', '--port', '0'], { clock: -years });

  assert.equal(code, 1);
  assert.match(
    err,
    /^pychat: The certificate \S+ is valid from [\d-]+ on\. Set [^\n]*clock[^\n]*\n$/,
  );
});

for (const [whose, ofNuvem, ofAna] of [
  [
    'the nuvem is years behind, so that its certificate has expired, and somebody ahead',
    -years,
    years,
  ],
  [
    'the nuvem is years ahead, and somebody behind, so that its certificate is of the future',
    years,
    -years,
  ],
] as const) {
  test(`with a wrong clock log-in and delivery work: ${whose}`, async () => {
    await using home = await newHome();
    await using ana = await newHome();
    const { address } = await servingWith(home, [], { clock: ofNuvem });
    await using bob = await registered(address, 'bob');

    const made = await ana.run(['register', address, '--user', 'ana'], { ...secret, clock: ofAna });
    const sent = await ana.run(['send', address, '@bob', 'what time is it?', '--json'], {
      clock: ofAna,
    });
    const heard = await bob.run(['listen', address, '--json', '--count', '1', '--timeout', '60']);
    const answered = await bob.run(['send', address, '@ana', 'late']);
    const back = await ana.run(['listen', address, '--count', '1', '--timeout', '60'], {
      clock: ofAna,
    });

    for (const { code, err } of [made, sent, heard, answered, back]) assert.equal(code, 0, err);
    assert.equal(jsonOf(sent.out)[0]?.['event'], 'stored');
    assert.match(heard.out, /what time is it/);
    assert.match(back.out, /<bob> late/);
  });
}
