import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';

import type { TestClient } from '../../rig/client.ts';
import { type Crew, hears, newCrew, pass, rests } from '../rig/hostile.ts';

let opened: Promise<Crew> | undefined;
after(async () => (await opened)?.[Symbol.asyncDispose]());

/** A group of eva's with bob, which the nuvem shows to him as his conversation with ana. */
async function disguised({ eva, bob, liar }: Crew): Promise<string> {
  const key = randomBytes(16).toString('hex');
  liar.tell((said) =>
    said.type === 'room' && Buffer.from(said.room).toString('hex') === key
      ? [{ ...said, kind: 'dm', name: 'ana' }]
      : [said],
  );
  await eva.client.ask({ kind: 'create', id: key, what: 'group', name: 'x', members: ['bob'] });
  await eva.say('+x', 'oi, aqui é a ana');
  await rests(bob, liar);
  return key;
}

test('what is written to one person is sealed for nobody else, whoever the nuvem lets in', async () => {
  opened ??= newCrew();
  const crew = await opened;
  const { eva, bob, liar } = crew;
  const key = await disguised(crew);
  await bob.say(key, 'segredo', 'waiting');
  await pass(crew, 20);

  assert.deepEqual(await eva.texts(key), ['oi, aqui é a ana']);
  const isTold = ({ reason }: { reason: readonly unknown[] }): boolean =>
    reason[0] === 'not-let-in' && reason[1] === '@ana';
  assert.ok(bob.events.some((event) => event.event === 'notice' && isTold(event)));
  const posts = liar.asked.filter(
    (asked) => asked.type === 'post' && Buffer.from(asked.room).toString('hex') === key,
  );
  assert.equal(posts.length, 0);
});

const key = 'ee'.repeat(16);
/** To whom bob writes for the first time, and what the nuvem makes of that. */
const lies = [
  ['ana', { kind: 'channel', name: 'praça' }],
  ['ana', { kind: 'channel', name: 'praça', room: Buffer.from(key, 'hex') }],
  ['eva', { name: 'ana' }],
] as const;

/** The connection that breaks, or what comes of the line where it does not. */
async function whatCame({ client }: TestClient): Promise<string> {
  for await (const event of client.events()) {
    if (event.event === 'link') return `link ${event.link.state}`;
    if (event.event === 'state') return `the line is ${event.state}`;
    if (event.event === 'room' && event.room.waiting === undefined)
      return `${event.room.to} is taken`;
  }
  return 'nothing';
}

for (const [who, lie] of lies)
  test(`what waits for ${who} is not taken into another room: ${Object.keys(lie).join()}`, async () => {
    await using crew = await newCrew();
    const { ana, bob, eva, liar } = crew;
    liar.tell((said) =>
      said.type === 'room' && said.kind === 'dm' && said.name === who
        ? [{ ...said, ...lie }]
        : [said],
    );
    const came = whatCame(bob);
    await bob.say(`@${who}`, 'segredo', 'waiting');
    assert.equal(await came, 'link down');
    liar.repent();
    await bob.client.ask({ kind: 'retry' });

    await hears(who === 'ana' ? ana : eva, '@bob', 'segredo');
    const posts = liar.asked.filter((asked) => asked.type === 'post');
    assert.ok(posts.length > 0 && posts.every(({ gen }) => gen !== undefined));
  });
