import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';

import type { Write } from '../../../src/client/db-port.ts';
import type { TestClient } from '../../rig/client.ts';
import { easyClock } from '../../rig/clock.ts';
import { hears, sealing, told } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';

const clock = easyClock();
after(clock.end);

const isPlan = (write: Write): boolean => write.do === 'plan';
const isEntering = (write: Write): boolean => write.do === 'enter';
const isCommit = (write: Write): boolean => write.do === 'open' && write.line.kind === 3;

const deaths = [
  { name: 'before its commit is made', how: 'before', where: isPlan, done: false },
  { name: 'when its commit is on disk and nobody has it', how: 'after', where: isPlan, done: true },
  {
    name: 'when the nuvem has its commit and it does not know',
    how: 'deaf',
    where: isPlan,
    done: true,
  },
  { name: 'before it follows its own commit', how: 'before', where: isCommit, done: true },
  { name: 'after it followed its own commit', how: 'after', where: isCommit, done: true },
] as const;

test('whoever is killed at any step of a commit, or of entering, comes back, and the room goes on', async (t) => {
  await using rig = await newRig({ clock });
  const people = new Map<string, TestClient>();
  for (const name of ['ana', 'bob', 'eva']) people.set(name, await sealing(rig, name, { clock }));
  const of = (name: string): TestClient => people.get(name)!;
  const again = async (name: string): Promise<void> =>
    void people.set(name, await of(name).again());
  const id = randomBytes(16).toString('hex');
  const { client } = of('ana');
  await client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  let said = 0;
  const all: Record<string, string[]> = { ana: [], bob: [], eva: [] };
  /** Each of them says something that all of them read. */
  const talk = async (...names: readonly string[]): Promise<void> => {
    for (const name of names) {
      const text = `${name} ${(said += 1)}`;
      await of(name).say(id, text);
      for (const other of names) if (other !== name) await hears(of(other), text);
      for (const other of names) all[other]!.push(text);
    }
  };
  await talk('ana', 'bob');

  const add = () => of('ana').client.ask({ kind: 'add', room: id, members: ['eva'] });
  const remove = () => of('ana').client.ask({ kind: 'remove', room: id, member: 'eva' });
  const isGone = () => told(of('eva'), 'room-gone', () => true);

  for (const { name, how, where, done } of deaths)
    await t.test(`killed ${name}`, async () => {
      const died = of('ana').dies(how, where);
      add().catch(() => {});
      await died;
      if (how === 'deaf')
        await told(
          of('bob'),
          'line',
          ({ line }) => line.content.kind === 'roster' && line.content.added.length > 0,
        );
      await again('ana');
      if (!done) await add();
      await talk('ana', 'bob', 'eva');
      await remove();
      await isGone();
      await talk('bob', 'ana');
      await again('eva');
      await again('bob');
    });

  for (const how of ['before', 'after'] as const)
    await t.test(`killed ${how} the step that enters`, async () => {
      const died = of('eva').dies(how, isEntering);
      await add();
      await died;
      await talk('ana', 'bob');
      const [one, other] = all['ana']!.slice(-2);
      await again('eva');
      all['eva']!.push(one!, other!);
      await talk('eva', 'ana', 'bob');
      await remove();
      await isGone();
      await again('eva');
    });

  for (const how of ['before', 'after'] as const)
    await t.test(`killed ${how} the step in which it learns that it was taken out`, async () => {
      await add();
      await talk('ana', 'eva', 'bob');
      const died = of('eva').dies(how, isCommit);
      await remove();
      await died;
      await talk('ana', 'bob');
      await add();
      await again('eva');
      await talk('bob', 'eva', 'ana');
      await remove();
      await isGone();
      await again('eva');
    });

  for (const [name, texts] of Object.entries(all))
    assert.deepEqual(await of(name).texts(id), texts);
  for (const who of people.values()) await who[Symbol.asyncDispose]();
  assert.deepEqual(rig.bugs, []);
});
