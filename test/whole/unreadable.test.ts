import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { type Chat, open } from '../../src/cli/library.ts';
import type { ClientEvent } from '../../src/client/port.ts';
import type { SaidContent } from '../../src/client/shown.ts';
import type { Content } from '../../src/protocol/content.ts';
import { parseFileRest } from '../../src/protocol/file-rest.ts';
import { newHome, type TestHome } from '../rig/home.ts';
import { password, registered, secret, serving, servingWith } from '../rig/served.ts';
import { formsOf, tracesInMemory, tracesInText, tracesOnDisk, whyNoMemory } from '../rig/traces.ts';

/** Letters and digits that stand nowhere by chance. */
const mark = (): string => `q${randomBytes(20).toString('hex').slice(0, 19)}z`;

const chatOf = (home: { readonly root: string }, address: string, user: string): Promise<Chat> =>
  open({ address, user, password, home: home.root, notice: () => {} });

/** Waits until a line is there, and has its place in the log. */
async function seqOf({ client }: Chat, room: string, is: (content: Content) => boolean) {
  const events = client.events()[Symbol.asyncIterator]();
  for (;;) {
    const lines = await client.ask<'lines'>({ kind: 'lines', room, limit: 100 }).catch(() => []);
    const found = lines.find(({ content, seq }) => seq !== undefined && is(content as Content));
    if (found?.seq !== undefined) return found.seq;
    const { done } = await events.next();
    assert.ok(!done, 'the client has ended');
  }
}

const heard = (chat: Chat, room: string, text: string): Promise<number> =>
  seqOf(chat, room, (content) => 'text' in content && content.text === text);

/** The next event of that kind, from now on. */
function next<E extends ClientEvent['event']>({ client }: Chat, wanted: E) {
  const events = client.events()[Symbol.asyncIterator]();
  return (async () => {
    for (;;) {
      const { value, done } = await events.next();
      assert.ok(!done, 'the client has ended');
      if (value.event === wanted) return value as Extract<ClientEvent, { readonly event: E }>;
    }
  })();
}

/** Sends a file, until the nuvem has it. */
async function given({ client }: Chat, to: string, path: string) {
  const events = client.events()[Symbol.asyncIterator]();
  const id = randomBytes(16).toString('hex');
  const { id: file } = await client.ask<'send-file'>({ kind: 'send-file', id, to, path });
  const isThere = (event: ClientEvent): boolean =>
    event.event === 'file' && event.file.id === file && event.file.state === 'done';
  for (let each = await events.next(); !isThere(each.value as ClientEvent);)
    each = await events.next();
  const lines = await client.ask<'lines'>({ kind: 'lines', room: to, limit: 1 });
  const [content] = lines.map((line) => line.content);
  assert.ok(content?.kind === 'file' && content.rest);
  return { file, key: Buffer.from(parseFileRest(content.rest).key) };
}

/** Its owner reads six digits from the new device, and types them here. */
async function letIn({ client }: Chat, fresh: Chat, device: number): Promise<void> {
  const shown = next(fresh, 'digits');
  const run = { kind: 'confirm', id: randomBytes(16).toString('hex'), device } as const;
  await client.ask<'confirm'>(run);
  await client.ask<'confirm'>({ ...run, digits: (await shown).digits });
}

async function isIn({ client }: Chat, to: string): Promise<void> {
  const events = client.events()[Symbol.asyncIterator]();
  for (;;) {
    const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
    if (rooms.some((room) => room.to === to && room.sealed)) return;
    const { done } = await events.next();
    assert.ok(!done, 'the client has ended');
  }
}

function post({ client }: Chat, to: string, content: SaidContent) {
  const id = randomBytes(16).toString('hex');
  return client.ask<'send'>({ kind: 'send', id, to, content, wait: 'stored' });
}

test(
  'nothing of what is said in sealed rooms is anywhere at the nuvem: files, output, memory',
  { skip: whyNoMemory },
  async () => {
    await using base = await newHome();
    const debug = { env: { PYCHAT_LOG: 'debug' } };
    const first = await servingWith(base, ['--name', 'casa'], debug);
    const { address } = first;
    const someone = `ana${mark().slice(0, 9)}`;
    await using anas = await registered(address, someone, { logsIn: true });
    await using bobs = await registered(address, 'bob');
    await using zecas = await registered(address, 'zeca');
    await using others = await newHome();
    const [sealed, told] = [mark(), mark()];
    await using ana = await chatOf(anas, address, someone);
    await using bob = await chatOf(bobs, address, 'bob');
    await using zeca = await chatOf(zecas, address, 'zeca');

    await ana.say('@bob', `${sealed} first`);
    const seq = await heard(bob, `@${someone}`, `${sealed} first`);
    const knock = next(ana, 'knock');
    await using ana2 = await chatOf(others, address, someone);
    await letIn(ana, ana2, (await knock).device);
    await isIn(ana2, '@bob');
    await post(bob, `@${someone}`, { kind: 'reply', text: `${sealed} reply`, to: seq });
    await post(ana, '@bob', { kind: 'edit', text: `${sealed} edit`, of: seq });
    await post(bob, `@${someone}`, { kind: 'react', of: seq, with: sealed, on: true });
    await heard(ana2, '@bob', `${sealed} reply`);
    const id = randomBytes(16).toString('hex');
    const members = ['bob', 'zeca'];
    await ana.client.ask<'create'>({ kind: 'create', id, what: 'group', name: sealed, members });
    const lab = `+${sealed}`;
    await ana.client.ask<'set-room'>({ kind: 'set-room', room: lab, topic: `${sealed} topic` });
    await ana.say(lab, `${sealed} group`);
    await heard(zeca, lab, `${sealed} group`);
    await ana.client.ask<'remove'>({ kind: 'remove', room: lab, member: 'zeca' });
    await ana.say(lab, `${sealed} without zeca`);
    await heard(bob, lab, `${sealed} without zeca`);
    assert.ok(anas.root);
    const path = join(anas.root, `${sealed}.txt`);
    await writeFile(path, `${sealed} of a file\n`.repeat(20_000));
    const { file, key } = await given(ana, '@bob', path);
    const forms = new Map([...formsOf(sealed), ...formsOf(key.toString('hex')), ['key', key]]);
    first.kill('SIGKILL');
    const killed = await first.ended;
    const afterKill = await tracesOnDisk(base.root, forms);
    const again = await servingWith(base, ['--port', String(first.ready.port)], debug);
    await bob.say(lab, `${sealed} after a crash`);
    await heard(ana2, lab, `${sealed} after a crash`);
    for (let n = 0; n < 20; n += 1) await ana.say('#lobby', `${told} ${n}`);

    const inMemory = tracesInMemory(again.ready.pid, forms);
    const control = tracesInMemory(again.ready.pid, formsOf(told));
    again.kill('SIGTERM');
    const stopped = await again.ended;
    const onDisk = await tracesOnDisk(base.root, forms);
    const printed = [killed, stopped].map(({ out, err }) => `${out}${err}`).join('');

    assert.notDeepEqual(
      control,
      [],
      'what is said in an open square is in the memory of the nuvem',
    );
    assert.deepEqual(inMemory, []);
    assert.deepEqual([...afterKill, ...onDisk], []);
    assert.deepEqual(tracesInText(printed, forms), []);
    // The same search finds what is not sealed there: names of accounts, numbers of files.
    assert.notDeepEqual(await tracesOnDisk(base.root, formsOf(someone)), []);
    assert.notDeepEqual(await tracesOnDisk(base.root, formsOf(file)), []);
    // Nor do bodies of open squares lie on the disk as they are.
    assert.deepEqual(await tracesOnDisk(base.root, formsOf(told)), []);
  },
);

test('on a client only the last lines and what was exported can be read as they are', async () => {
  await using base = await newHome();
  const { address } = await serving(base);
  await using ana = await registered(address, 'ana');
  const sealed = mark();
  assert.ok(ana.root);
  await using bob = await newHome();
  await using zeca = await newHome();
  const talk = async (home: TestHome, name: string, ...how: readonly string[]) => {
    const temporary = join(home.root, 'tmp');
    await mkdir(temporary);
    const args = ['connect', address, '--user', name, '--register', '--plain', ...how];
    const input = `/dm ana\n${sealed} from ${name}\n`;
    const env = { ...secret.env, TMPDIR: temporary, PYCHAT_LOG: 'debug' };
    const { code, err } = await home.run(args, { env, input });
    assert.equal(code, 0, err);
    assert.deepEqual(tracesInText(err, formsOf(sealed)), []);
  };
  await Promise.all([talk(bob, 'bob'), talk(zeca, 'zeca', '--no-history')]);
  const out = join(bob.root, 'said.txt');
  const exported = await bob.run(['export', address, '@ana', '--out', out]);
  const chat = await chatOf(zeca, address, 'zeca');
  await chat.client.ask<'draft'>({ kind: 'draft', room: '@ana', text: `${sealed} draft` });
  await chat[Symbol.asyncDispose]();

  const [ofBob, ofZeca] = await Promise.all(
    [bob, zeca].map(({ root }) => tracesOnDisk(root, formsOf(sealed))),
  );

  assert.equal(exported.code, 0, exported.err);
  const places = (ofBob ?? []).map((trace) => /^utf8 in (\S+?): /.exec(trace)?.[1] ?? trace);
  const history = join(bob.root, 'history', `bob@127.0.0.1_${address.split(':')[1]}.txt`);
  assert.deepEqual(places.toSorted(), [history, out].toSorted());
  if (process.platform !== 'win32')
    for (const place of places) assert.equal((await stat(place)).mode & 0o777, 0o600, place);
  assert.deepEqual(ofZeca, []);
});

test('the search finds a text in each form, wherever it stands', () => {
  const text = mark();
  for (const before of ['', 'a', 'ab', 'abc', 'abcd']) {
    const all = Buffer.from(`${before}${text} and more`);
    const [hex, base64, url] = (['hex', 'base64', 'base64url'] as const).map((form) =>
      all.toString(form),
    );
    for (const form of [all.toString(), hex, hex?.toUpperCase(), base64, url])
      assert.notDeepEqual(tracesInText(form ?? '', formsOf(text)), [], form);
    for (const form of [all.toString(), hex, base64, url]) {
      const wide = Buffer.from(form ?? '', 'utf16le').toString();
      assert.notDeepEqual(tracesInText(wide, formsOf(text)), [], form);
    }
  }
  assert.deepEqual(tracesInText(mark(), formsOf(text)), []);
});
