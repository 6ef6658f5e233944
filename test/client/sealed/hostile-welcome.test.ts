import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, test } from 'node:test';

import { encodeInviteEntry, parseInviteEntry } from '../../../src/protocol/entries.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import { type Crew, hears, newCrew, pass, rests } from '../rig/hostile.ts';

let opened: Promise<Crew> | undefined;
after(async () => (await opened)?.[Symbol.asyncDispose]());

/** Other entries in the place of each invitation of bob's. */
const inInbox = ({ liar }: Crew, lie: (entry: Entry) => readonly Entry[]): void => {
  const lied = (entry: Entry) => (entry.kind === 4 ? lie(entry) : [entry]);
  liar.tell((said) => {
    if (said.type === 'page') return [{ ...said, entries: said.entries.flatMap(lied) }];
    if (said.type !== 'message') return [said];
    const { type, room, ...entry } = said;
    return lied(entry).map((other) => ({ type, room, ...other }));
  });
};

/** Bob is invited with that, under the name that it has. */
function welcoming(crew: Crew, blob: Buffer): void {
  const hash = createHash('sha256').update(blob).digest();
  inInbox(crew, (entry) => {
    const honest = parseInviteEntry(entry.body);
    return [{ ...entry, body: encodeInviteEntry({ ...honest, blob: hash }) }];
  });
  crew.liar.answer((asked) =>
    asked.type === 'blob-get' && hash.equals(asked.hash)
      ? [{ type: 'blob', re: asked.re, size: blob.length, body: blob }]
      : undefined,
  );
}

/** What bob was invited with to a group of his and ana's, in which he is. */
async function welcomeOf(crew: Crew): Promise<Buffer> {
  const chunks: Buffer[] = [];
  crew.liar.tell((said, asked) => {
    if (said.type === 'blob' && asked?.type === 'blob-get') chunks.push(Buffer.from(said.body));
    return [said];
  });
  await invite(crew, 'primeiro');
  await hears(crew.bob, '+primeiro', 'oi');
  crew.liar.repent();
  return Buffer.concat(chunks);
}

async function invite({ ana }: Crew, name: string): Promise<void> {
  const id = randomBytes(16).toString('hex');
  await ana.client.ask({ kind: 'create', id, what: 'group', name, members: ['bob'] });
  await ana.say(`+${name}`, 'oi');
}

/** What, in which group, how, and whether something comes that does not hold. */
const lies: readonly (readonly [string, string, (crew: Crew) => Promise<void> | void, boolean])[] =
  [
    ['that is kept back', 'fora', (crew) => inInbox(crew, () => []), false],
    ['that is junk', 'lixo', (crew) => welcoming(crew, randomBytes(3000)), true],
    ['to another room', 'outro', async (crew) => welcoming(crew, await welcomeOf(crew)), true],
  ];
for (const [what, name, lie, comes] of lies)
  test(`an invitation ${what} lets nobody in`, async () => {
    opened ??= newCrew();
    const crew = await opened;
    const { bob, liar } = crew;
    await lie(crew);
    const before = new Set((await bob.client.ask({ kind: 'rooms' })).map(({ to }) => to));
    await invite(crew, name);
    await rests(bob, liar);

    const rooms = await bob.client.ask({ kind: 'rooms' });
    const there = rooms.find(({ kind, waiting, to }) => {
      return kind === 'group' && waiting === 'let-in' && !before.has(to);
    });
    assert.ok(there, JSON.stringify(rooms));
    assert.equal((await bob.texts(there.key)).length, 0);
    const isTold = ({ reason }: { reason: readonly unknown[] }): boolean =>
      reason[0] === 'not-let-in' && reason[1] === there.to;
    assert.equal(
      bob.events.some((event) => event.event === 'notice' && isTold(event)),
      comes,
    );
    liar.repent();
    await bob.say(there.key, 'de bob', 'waiting');
    await pass(crew, 40);
    await hears(crew.ana, `+${name}`, 'de bob');
  });
