import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import type { ClientEvent } from '../../src/client/port.ts';
import { renewIncarnation } from '../../src/store/sqlite/engine.ts';
import { type Dweller, newDweller } from '../rig/dweller.ts';
import { newHome, type Running, type TestHome } from '../rig/home.ts';
import { jsonOf, listIn, registered, secret } from '../rig/served.ts';

const room = '#lobby';
const skip = process.platform === 'win32' && 'a process cannot be stopped there';

for (const renewed of [false, true])
  test(
    `an older copy of the database ${renewed ? 'with' : 'without'} a new incarnation: all is told, nothing is lost`,
    { skip },
    async () => {
      await using home = await newHome();
      let nuvem = home.start(['serve', '--port', '0', '--json']);
      const port = await portOf(nuvem);
      await using ana = await newDweller(`127.0.0.1:${port}`, 'ana');
      await using bob = await newDweller(`127.0.0.1:${port}`, 'bob');
      await using ear = listen(ana, bob);
      for (const text of ['one', 'two']) await ana.say(room, text);
      await ear.until(() => has(bob, ['one', 'two']));
      await copyOf(home, nuvem);
      await ana.say(room, 'three');
      await bob.say(room, 'four');
      await ana.say(room, 'five');
      const all = ['one', 'two', 'three', 'four', 'five'];
      await ear.until(async () => (await has(ana, all)) && has(bob, all));

      nuvem.kill('SIGKILL');
      await nuvem.ended;
      await putBack(home, renewed);
      nuvem = home.start(['serve', '--port', String(port), '--json']);
      await nuvem.until('ready');
      for (const { client } of [ana, bob]) await client.ask({ kind: 'retry' });
      await ear.until(() => ear.restored(ana) !== undefined && ear.restored(bob) !== undefined);
      const told = [ear.restored(ana)?.lines, ear.restored(bob)?.lines];
      const since = [ear.restored(ana)?.at, ear.restored(bob)?.at];
      const two = (await ana.lines(room)).find(
        ({ content }) => content.kind === 'text' && content.text === 'two',
      );
      const kept = [await textsOf(ana), await textsOf(bob)];
      for (const { client } of [ana, bob]) await client.ask({ kind: 'resend', yes: true });
      await ear.until(async () => (await isThere(ana, all)) && isThere(bob, all));

      // How many own lines each of them may send again.
      assert.deepEqual(told, [2, 1]);
      // It is told how old the copy is, not when that was noticed.
      assert.deepEqual(since, [two?.at, two?.at]);
      // What the nuvem forgot is still here, in the order of its past.
      assert.deepEqual(kept, [all, all]);
      const [one, other] = [await logOf(ana), await logOf(bob)];
      assert.deepEqual(one, other);
      assert.deepEqual(one.toSorted(), all.toSorted());
      assert.deepEqual(one.slice(0, 2), ['one', 'two']);
      assert.ok(one.indexOf('three') < one.indexOf('five'));
    },
  );

test(
  'an older copy of the database with sealed rooms: they go on in a next generation, and nothing is lost',
  { skip },
  async () => {
    await using home = await newHome();
    let nuvem = home.start(['serve', '--port', '0', '--json']);
    const port = await portOf(nuvem);
    await using ana = await newDweller(`127.0.0.1:${port}`, 'ana');
    await using bob = await newDweller(`127.0.0.1:${port}`, 'bob');
    await using ear = listen(ana, bob);
    await ana.say('@bob', 'one');
    await ear.until(() => has(bob, ['one'], '@ana'));
    await copyOf(home, nuvem);
    // What the copy knows nothing of: lines, and a later epoch.
    await using other = await newDweller(`127.0.0.1:${port}`, 'bob', 'login');
    await ear.until(async () =>
      (await other.client.ask({ kind: 'rooms' })).some(({ to, sealed }) => to === '@ana' && sealed),
    );
    await ana.say('@bob', 'two');
    await bob.say('@ana', 'three');
    await ear.until(async () => (await has(ana, ['three'], '@bob')) && has(bob, ['two'], '@ana'));

    const goBack = async (): Promise<void> => {
      nuvem.kill('SIGKILL');
      await nuvem.ended;
      await putBack(home, true);
      nuvem = home.start(['serve', '--port', String(port), '--json']);
      await nuvem.until('ready');
      for (const { client } of [ana, bob]) await client.ask({ kind: 'retry' });
    };
    await goBack();
    await ear.until(() => ear.restored(ana) !== undefined && ear.restored(bob) !== undefined);
    // A second copy, as this one knows the log-ins that hold now; the next generation it does not know yet.
    await copyOf(home, nuvem);
    await ana.say('@bob', 'four');
    await ear.until(() => has(bob, ['four'], '@ana'));
    for (const { client } of [ana, bob]) await client.ask({ kind: 'resend', yes: true });
    await bob.say('@ana', 'five');
    const all = ['one', 'two', 'three', 'four', 'five'];
    await ear.until(async () => (await isThere(ana, all, '@bob')) && isThere(bob, all, '@ana'));

    const [one, two] = [await logOf(ana, '@bob'), await logOf(bob, '@ana')];
    assert.deepEqual(one, two);
    assert.deepEqual(one.toSorted(), all.toSorted());
    // What the nuvem forgot keeps its place in what is kept here.
    for (const here of [await textsOf(ana, '@bob'), await textsOf(bob, '@ana')])
      assert.deepEqual(new Set(here), new Set(one));
    const codes = [ana, bob].map(({ client }, n) =>
      client.ask({ kind: 'room-code', room: n === 0 ? '@bob' : '@ana' }),
    );
    assert.deepEqual((await codes[0])?.code, (await codes[1])?.code);
    assert.equal((await codes[0])?.gen, 2);

    // That generation is forgotten as well: the next one is another than it was.
    await goBack();
    await bob.say('@ana', 'six');
    await ear.until(() => has(ana, ['six'], '@bob'));
    await ana.say('@bob', 'seven');
    await ear.until(() => has(bob, ['seven'], '@ana'));
    assert.equal((await bob.client.ask({ kind: 'room-code', room: '@ana' }))?.gen, 3);
    assert.ok((await textsOf(bob, '@ana')).includes('two'));
  },
);

test(
  'a conversation that is younger than the copy goes on in the same place, and of a group it is told that it is gone',
  { skip },
  async () => {
    await using home = await newHome();
    let nuvem = home.start(['serve', '--port', '0', '--json']);
    const port = await portOf(nuvem);
    await using ana = await newDweller(`127.0.0.1:${port}`, 'ana');
    await using bob = await newDweller(`127.0.0.1:${port}`, 'bob');
    await using ear = listen(ana, bob);
    await ana.say(room, 'zero');
    await ear.until(() => has(bob, ['zero']));
    await copyOf(home, nuvem);
    const lab = randomBytes(16).toString('hex');
    const group = { id: lab, what: 'group', name: 'lab', members: ['bob'] } as const;
    await ana.client.ask({ kind: 'create', ...group });
    await ana.say('+lab', 'in the lab');
    await ana.say('@bob', 'one');
    await bob.say('@ana', 'two');
    await ear.until(async () => (await has(ana, ['two'], '@bob')) && has(bob, ['one'], '@ana'));
    await ear.until(() => has(bob, ['in the lab'], '+lab'));

    nuvem = await restored(home, nuvem, port);
    // Written before anybody knows of it.
    const three = { kind: 'text', text: 'three' } as const;
    const id = randomBytes(16).toString('hex');
    await bob.client.ask({ kind: 'send', id, to: '@ana', content: three, wait: 'waiting' });
    for (const { client } of [ana, bob]) await client.ask({ kind: 'retry' });
    await ear.until(() => has(ana, ['three'], '@bob'));
    await ana.say('@bob', 'four');
    await ear.until(() => has(bob, ['four'], '@ana'));

    const all = ['one', 'two', 'three', 'four'];
    assert.deepEqual((await textsOf(ana, '@bob')).toSorted(), all.toSorted());
    assert.deepEqual((await textsOf(bob, '@ana')).toSorted(), all.toSorted());
    const [one, two] = await Promise.all([ana, bob].map(sealedIn));
    assert.equal(one?.length, 1);
    assert.deepEqual(one, two);
    for (const each of [ana, bob]) {
      await ear.until(() => ear.noticed(each, 'room-forgotten'));
      assert.deepEqual(await textsOf(each, '+lab'), ['in the lab']);
    }
  },
);

test(
  'a device whose ticket is newer than the copy comes back as itself by its password',
  { skip },
  async () => {
    await using base = await newHome();
    let nuvem = base.start(['serve', '--port', '0', '--json']);
    const port = await portOf(nuvem);
    const address = `127.0.0.1:${port}`;
    await using home = await registered(address, 'ana', { logsIn: true });
    const say = (text: string, options = {}) =>
      home.run(['send', address, '--user', 'ana', room, text], options);
    assert.equal((await say('one')).code, 0);
    await copyOf(base, nuvem);
    // Each connection rotates the ticket: the copy knows neither the one of the second nor of the third.
    assert.equal((await say('two')).code, 0);
    assert.equal((await say('three')).code, 0);
    nuvem.kill('SIGKILL');
    await nuvem.ended;
    await putBack(base, true);
    nuvem = base.start(['serve', '--port', String(port), '--json']);
    await nuvem.until('ready');

    const refused = await say('four');
    const back = await say('five', secret);
    const again = await say('six');
    const devices = await home.run(['devices', address, '--user', 'ana', '--json']);

    assert.deepEqual([refused.code, back.code, again.code], [5, 0, 0], back.err);
    assert.match(refused.err, /^pychat: The saved log-in is no longer valid\. Log in [^\n]+\n$/);
    assert.match(back.err, /^The saved log-in is no longer valid\.\n/);
    assert.equal(listIn(devices.out, 'devices').length, 1);
    const { out } = await home.run(['export', address, '--user', 'ana', room, '--json']);
    const texts = jsonOf(out).flatMap(({ text }) => text ?? []);
    assert.equal(texts.length, 5);
    assert.deepEqual(new Set(texts), new Set(['one', 'two', 'three', 'five', 'six']));
  },
);

async function portOf(nuvem: Running): Promise<number> {
  return (JSON.parse(await nuvem.until('ready')) as { port: number }).port;
}

const isDatabase = (file: string): boolean => file.startsWith('nuvem.db');

/** Its database as it is on disk at this moment, while it stands still. */
async function copyOf({ root }: TestHome, nuvem: Running): Promise<void> {
  const copy = join(root, 'copy');
  await mkdir(copy, { recursive: true });
  nuvem.kill('SIGSTOP');
  for (const file of await filesIn(join(root, 'data')))
    await copyFile(join(root, 'data', file), join(copy, file));
  nuvem.kill('SIGCONT');
}

async function putBack({ root }: TestHome, renewed: boolean): Promise<void> {
  const data = join(root, 'data');
  for (const file of await filesIn(data)) await rm(join(data, file), { recursive: true });
  for (const file of await filesIn(join(root, 'copy')))
    await copyFile(join(root, 'copy', file), join(data, file));
  const key = await readFile(join(data, 'store.key'));
  if (renewed) renewIncarnation({ file: join(data, 'nuvem.db'), key });
}

const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter(isDatabase).filter((file) => !file.endsWith('.lock'));

/** It runs again on the older copy. */
async function restored(home: TestHome, was: Running, port: number): Promise<Running> {
  was.kill('SIGKILL');
  await was.ended;
  await putBack(home, true);
  const nuvem = home.start(['serve', '--port', String(port), '--json']);
  await nuvem.until('ready');
  return nuvem;
}

/** The conversations that are sealed there, by their keys. */
async function sealedIn({ client }: Dweller): Promise<readonly string[]> {
  return (await client.ask({ kind: 'rooms' })).flatMap(({ key, sealed }) => (sealed ? [key] : []));
}

async function textsOf(dweller: Dweller, to = room): Promise<string[]> {
  const lines = await dweller.lines(to);
  return lines.flatMap(({ content }) => (content.kind === 'text' ? [content.text] : []));
}

async function has(dweller: Dweller, texts: readonly string[], to = room): Promise<boolean> {
  const here = await textsOf(dweller, to).catch((): string[] => []);
  return texts.every((text) => here.includes(text));
}

/** The log as the nuvem has it now: of entries in one place, the last is not of a past. */
async function logOf(dweller: Dweller, to = room): Promise<string[]> {
  const now = new Map<number, string>();
  for (const { seq = 0, content } of await dweller.lines(to))
    now.set(seq, content.kind === 'text' ? content.text : '');
  return [...now.values()].filter((text) => text !== '');
}

async function isThere(dweller: Dweller, texts: readonly string[], to = room): Promise<boolean> {
  const log = await logOf(dweller, to);
  const waits = await dweller.client.ask({ kind: 'lines', room: to, limit: 1 });
  return waits[0]?.seq !== undefined && texts.every((text) => log.includes(text));
}

/** Hears what they are told, and looks again whenever something was. */
function listen(...dwellers: readonly Dweller[]) {
  const heard = new Map<Dweller, ClientEvent[]>();
  const ending = new AbortController();
  let wake: () => void = () => {};
  const hearing = dwellers.map(async (dweller) => {
    const events: ClientEvent[] = [];
    heard.set(dweller, events);
    for await (const event of dweller.client.events(ending.signal)) {
      events.push(event);
      wake();
    }
  });
  return {
    /** How many lines it was told that it may send again, and since when they are missing. */
    restored(dweller: Dweller) {
      return heard.get(dweller)?.find((each) => each.event === 'restored');
    },
    noticed: (dweller: Dweller, what: string) =>
      heard.get(dweller)?.some((each) => each.event === 'notice' && each.reason[0] === what) ??
      false,
    async until(is: () => boolean | Promise<boolean>): Promise<void> {
      for (;;) {
        const changed = new Promise<void>((done) => void (wake = done));
        if (await is()) return;
        await changed;
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(hearing);
    },
  };
}
