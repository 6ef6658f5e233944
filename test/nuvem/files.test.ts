import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { test } from 'node:test';

import type { Log } from '../../src/base/log.ts';
import type { Settings } from '../../src/nuvem/settings.ts';
import type { Transfers } from '../../src/nuvem/transfers.ts';
import { sealedSize } from '../../src/protocol/file-size.ts';
import type { FromNuvem, Message } from '../../src/protocol/messages.ts';
import { testClock } from '../rig/clock.ts';
import { bodyOf, newRig, type Rig, type RigOptions } from '../rig/nuvem.ts';
import { openRoom, post } from '../rig/rooms.ts';
import type { Question, Wire } from '../rig/wire.ts';

const hours = 3_600_000;
const days = 24 * hours;

const announcing = (
  room: Uint8Array,
  no: number,
  { file = randomBytes(16), size = sealedSize(1000) } = {},
) => ({ type: 'file-new', room, no, body: bodyOf('a file'), file, size }) satisfies Question;

const refusalOf = (answer: Message<FromNuvem>): string =>
  answer.type === 'refused' ? answer.code : answer.type;

const open = async (wire: Wire, file: Uint8Array, how: 'put' | 'get' = 'get'): Promise<string> =>
  refusalOf(await wire.ask({ type: 'file-open', file, how }));

/** What the core asked of those who carry the bytes; `full` makes the disk keep what it should delete. */
interface Carried extends Transfers {
  readonly removed: string[];
  readonly looked: unknown[];
  readonly ended: number[];
  bytes: number;
  full: boolean;
}

function carried(): Carried {
  const made: Carried = {
    removed: [],
    looked: [],
    ended: [],
    bytes: Infinity,
    full: false,
    serve: (line) => line.destroy(),
    close: () => Promise.resolve(),
    free: () => Promise.resolve(made.bytes),
    endSession: ({ device }) => void made.ended.push(device.id),
    look: (where) => void made.looked.push(where),
    remove(id) {
      if (made.full) return Promise.reject(new Error('the disk is read-only'));
      made.removed.push(Buffer.from(id).toString('hex'));
      return Promise.resolve();
    },
  };
  return made;
}

/** A nuvem whose files are carried by nobody, with ana and bia in a group and eve elsewhere. */
async function scene(
  settings: Partial<Settings> = {},
  options: RigOptions = {},
): Promise<
  {
    rig: Rig;
    ana: Wire;
    bia: Wire;
    eve: Wire;
    group: Uint8Array;
    carrier: Carried;
  } & AsyncDisposable
> {
  const rig = await newRig({ ...options, settings });
  const carrier = carried();
  Object.assign(rig.nuvem.world, { transfers: carrier });
  const [ana, bia, eve] = [await rig.join('ana'), await rig.join('bia'), await rig.join('eve')];
  const { room: group } = await openRoom(ana, 'group', 'lab', ['bia']);
  await bia.hear('room');
  return {
    rig,
    ana,
    bia,
    eve,
    group,
    carrier,
    [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose](),
  };
}

async function happened({ store }: Rig, kind: string): Promise<readonly object[]> {
  const rows = await store.activity(0, 1000);
  return rows
    .filter((row) => row.kind === kind)
    .map(({ detail = '{}' }) => JSON.parse(detail) as object);
}

test('a file is announced in order among other lines, and its token opens it', async () => {
  await using at = await scene();
  const { ana, bia, group, rig } = at;
  const file = randomBytes(16);
  const said = [
    post(ana, group, 1, 'before'),
    ana.want('stored', announcing(group, 2, { file })),
    post(ana, group, 3, 'after'),
  ];

  const stored = await Promise.all(said);

  assert.deepEqual(
    stored.map((answer) => answer.type === 'stored' && answer.no),
    [1, 2, 3],
  );
  for (const no of [1, 2, 3]) await bia.hear('message', (line) => line.no === no);
  const put = await ana.want('file-opened', { type: 'file-open', file, how: 'put' });
  const { size, kept, complete } = put;
  assert.deepEqual({ size, kept, complete }, { size: sealedSize(1000), kept: 0, complete: false });
  const get = await bia.want('file-opened', { type: 'file-open', file, how: 'get' });

  const { fileTokens } = rig.nuvem.world;
  assert.equal(fileTokens.take(put.token)?.use, 'put');
  assert.equal(fileTokens.take(put.token), undefined, 'it is good once');
  const pass = fileTokens.take(get.token);
  assert.deepEqual([pass?.use, pass?.session.user.name], ['get', 'bia']);
});

test('a token is good for a minute, and ends with its session', async () => {
  const clock = testClock();
  await using at = await scene({ silence: days }, { clock });
  const { ana, group, rig } = at;
  const { fileTokens } = rig.nuvem.world;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  const token = async (wire: Wire): Promise<Uint8Array> =>
    (await wire.want('file-opened', { type: 'file-open', file: ask.file, how: 'get' })).token;
  const [old, late] = [await token(ana), await token(ana)];

  clock.advance(59_999);
  assert.ok(fileTokens.take(old));
  clock.advance(1);
  assert.equal(fileTokens.take(late), undefined);

  const back = await rig.join('ana');
  const left = await token(back);
  const newer = await rig.join('ana');
  assert.equal(fileTokens.take(left), undefined);
  assert.ok(fileTokens.take(await token(newer)));
});

test('a session has four unused tokens, and a fifth ends the oldest', async () => {
  await using at = await scene();
  const { ana, bia, group, rig } = at;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  const token = async (wire: Wire): Promise<Uint8Array> =>
    (await wire.want('file-opened', { type: 'file-open', file: ask.file, how: 'get' })).token;
  const others = await token(bia);
  const mine: Uint8Array[] = [];
  for (let count = 0; count < 5; count += 1) mine.push(await token(ana));

  const good = mine.map((each) => rig.nuvem.world.fileTokens.take(each) !== undefined);

  assert.deepEqual(good, [false, true, true, true, true]);
  assert.ok(rig.nuvem.world.fileTokens.take(others));
});

test('who is not in the room, was in it, or guesses is told the same', async () => {
  await using at = await scene();
  const { ana, bia, eve, group, carrier, rig } = at;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  const strange = randomBytes(16);

  assert.equal(await open(bia, ask.file), 'file-opened');
  assert.equal(await open(bia, ask.file, 'put'), 'no-file');
  await bia.want('ok', { type: 'room-leave', room: group });

  const answers: string[] = [];
  for (const wire of [bia, eve])
    for (const file of [ask.file, strange])
      for (const type of ['file-open', 'file-done', 'file-drop'] as const) {
        const question: Question =
          type === 'file-open' ? { type, file, how: 'get' } : { type, file };
        answers.push(refusalOf(await wire.ask(question)));
      }
  assert.deepEqual(new Set(answers), new Set(['no-file']));
  const row = await rig.store.roomByKey(group);
  assert.deepEqual(carrier.looked, [{ room: row?.id }]);
});

test('what cannot be taken is refused for good, and the number is free for the next line', async () => {
  const size = sealedSize(1000);
  await using at = await scene({ fileMax: size, filesPerUser: 2 * size });
  const { ana, bia, group } = at;
  const file = randomBytes(16);
  await ana.want('stored', announcing(group, 1, { file }));

  const answers = [
    announcing(group, 2, { size: size + 1 }),
    announcing(group, 2, { size: 17 }),
    announcing(group, 2, { file }),
    announcing(group, 3),
    announcing(randomBytes(16), 2),
    announcing(group, 2),
    announcing(group, 3),
  ];
  const codes: string[] = [];
  for (const each of answers) codes.push(refusalOf(await ana.ask(each)));

  assert.deepEqual(codes, ['file-large', 'bad', 'bad', 'gap', 'no-room', 'stored', 'files-full']);
  assert.equal((await post(ana, group, 3, 'goes on')).type, 'stored');
  assert.equal((await bia.ask(announcing(group, 1))).type, 'stored', 'others have their own room');
});

test('a nuvem that carries no files says so, and still knows what was announced before', async () => {
  await using at = await scene();
  const { ana, group, rig } = at;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  Object.assign(rig.nuvem.world, { settings: { ...rig.nuvem.world.settings, files: false } });

  assert.equal(refusalOf(await ana.ask(announcing(group, 2))), 'files-off');
  assert.equal(await open(ana, ask.file), 'files-off');
  assert.equal(refusalOf(await ana.ask(ask)), 'stored');
});

test('without room on the disk, or for the files of all, a file waits', async () => {
  const size = sealedSize(1000);
  await using at = await scene({ filesTotal: 2 * size, freeDisk: 500 });
  const { ana, group, carrier } = at;
  carrier.bytes = size + 499;
  const ask = announcing(group, 1);
  const full = await ana.ask(ask);
  carrier.bytes += 1;
  const stored = await ana.ask(ask);
  carrier.bytes = 0;
  const again = await ana.ask(ask);
  carrier.bytes = Infinity;
  const second = await ana.ask(announcing(group, 2));
  const third = await ana.ask(announcing(group, 3));

  assert.deepEqual([full, stored, again, second, third].map(refusalOf), [
    'disk-full',
    'stored',
    'stored',
    'stored',
    'disk-full',
  ]);
  for (const answer of [full, third])
    assert.ok(answer.type === 'refused' && (answer.wait ?? 0) > 0, 'and when to try again');
});

test('devices that race for the last of the room get it once', async () => {
  const size = sealedSize(1000);
  await using at = await scene({ filesPerUser: 3 * size });
  const { ana, group, rig } = at;
  const phone = await rig.join('ana', 'phone');
  const asked = [1, 2, 3].flatMap((no) => [
    ana.ask(announcing(group, no)),
    phone.ask(announcing(group, no)),
  ]);

  const codes = (await Promise.all(asked)).map(refusalOf);

  assert.equal(codes.filter((code) => code === 'stored').length, 3);
  assert.ok(
    codes.every((code) => ['stored', 'files-full', 'gap'].includes(code)),
    codes.join(' '),
  );
  const rows = await rig.store.files(new Uint8Array(0), 10);
  assert.equal(
    rows.reduce((sum, row) => sum + row.size, 0),
    3 * size,
  );
});

test('when everybody has it the sender is told, and a day later it goes', async () => {
  const clock = testClock();
  await using at = await scene({}, { clock });
  const { ana, bia, group, carrier, rig } = at;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  const phone = await rig.join('ana', 'phone');

  await bia.want('ok', { type: 'file-done', file: ask.file });
  await bia.want('ok', { type: 'file-done', file: ask.file });

  for (const wire of [ana, phone]) assert.equal((await wire.hear('file')).state, 'fetched');
  assert.deepEqual(
    (await happened(rig, 'file.fetched')).map((row) => Object.keys(row).toSorted()),
    [['by', 'room', 'size']],
  );
  assert.deepEqual(carrier.removed, []);
  clock.advance(27 * hours);
  await swept(rig, ask.file);
  assert.deepEqual(carrier.removed, [hex(ask.file)]);
  assert.deepEqual(
    (await happened(rig, 'file.expired')).map((detail) => 'why' in detail && detail.why),
    ['fetched'],
  );
});

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Resolves when the store has no such file any more; each look is behind what the sweep asks of the store. */
async function swept({ store }: Rig, file: Uint8Array): Promise<void> {
  for (;;) {
    const rows = await store.files(new Uint8Array(0), 1000);
    if (!rows.some(({ id }) => hex(id) === hex(file))) return;
  }
}

test('a file goes at its time, and when the disk keeps it, at the next sweep', async () => {
  const clock = testClock();
  const said = new EventEmitter();
  const failed = once(said, 'file.remove');
  const log: Log = (_level, event) => void said.emit(event);
  await using at = await scene({ keepFiles: 3 * days }, { clock, log });
  const { ana, bia, group, carrier, rig } = at;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  for (const wire of [ana, bia]) wire.line.destroy();
  carrier.full = true;
  clock.advance(3 * days + 2 * hours);
  await failed;
  assert.equal((await rig.store.files(new Uint8Array(0), 9)).length, 1);

  carrier.full = false;
  clock.advance(2 * hours);
  await swept(rig, ask.file);

  assert.equal(await open(await rig.join('bia'), ask.file), 'no-file');
  assert.deepEqual(carrier.removed, [hex(ask.file)]);
  assert.equal((await happened(rig, 'file.expired')).length, 1);
});

test('its sender takes a file back from another device, and the room is told', async () => {
  await using at = await scene({ filesPerUser: sealedSize(1000) });
  const { ana, bia, group, carrier, rig } = at;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  const phone = await rig.join('ana', 'phone');

  assert.equal(refusalOf(await bia.ask({ type: 'file-drop', file: ask.file })), 'no-file');
  await phone.want('ok', { type: 'file-drop', file: ask.file });

  for (const wire of [ana, bia]) assert.equal((await wire.hear('file')).state, 'dropped');
  assert.deepEqual(carrier.removed, [hex(ask.file)]);
  assert.equal(await open(bia, ask.file), 'no-file');
  assert.equal(refusalOf(await ana.ask(announcing(group, 2))), 'stored', 'its room is free again');
  assert.deepEqual(
    (await happened(rig, 'file.dropped')).map((row) => 'size' in row && row.size),
    [sealedSize(1000)],
  );
});

test('a removed line takes its file with it', async () => {
  await using at = await scene();
  const { ana, bia, carrier } = at;
  const { room } = await openRoom(ana, 'channel', 'news');
  await bia.want('room', { type: 'room-join', name: 'news' });
  const ask = announcing(room, 1);
  const { seq = 0 } = await ana.want('stored', ask);

  await ana.want('ok', { type: 'line-remove', room, seq });

  assert.equal((await bia.hear('file')).state, 'dropped');
  assert.deepEqual(carrier.removed, [hex(ask.file)]);
  assert.equal(await open(bia, ask.file), 'no-file');
});

test('in a channel a file is for everybody, until they are banned', async () => {
  await using at = await scene();
  const { ana, bia, eve, carrier, rig } = at;
  const { room } = await openRoom(ana, 'channel', 'news');
  const ask = announcing(room, 1);
  await ana.want('stored', ask);

  assert.equal(await open(eve, ask.file), 'file-opened');
  await ana.want('ok', { type: 'room-ban', room, member: 'eve', on: true });
  assert.deepEqual(
    [await open(eve, ask.file), await open(bia, ask.file)],
    ['no-file', 'file-opened'],
  );
  const row = await rig.store.roomByKey(room);
  assert.deepEqual(carrier.looked, [{ room: row?.id }]);
});

test('what is under way ends with its session, with its device, and when somebody is blocked', async () => {
  await using at = await scene();
  const { ana, bia, carrier, rig } = at;
  const phone = await rig.account('ana', 'phone');
  await rig.join('ana', 'phone');
  await ana.want('ok', { type: 'device-revoke', device: phone });
  assert.deepEqual(carrier.ended, [phone]);

  await bia.want('ok', { type: 'block', name: 'ana', on: true });
  await bia.want('pong', { type: 'ping' });
  const user = await rig.store.userByName('ana');
  assert.deepEqual(carrier.looked, [{ user: user?.id }]);

  bia.close();
  await bia.ended;
  await ana.want('pong', { type: 'ping' });
  assert.deepEqual(carrier.ended, [phone, await rig.account('bia')]);
});

test('the activity log says how large files are, and never what they are called or hold', async () => {
  await using at = await scene();
  const { ana, bia, group, rig } = at;
  const ask = announcing(group, 1);
  await ana.want('stored', ask);
  await bia.want('ok', { type: 'file-done', file: ask.file });
  await ana.want('ok', { type: 'file-drop', file: ask.file });

  const rows = (await rig.store.activity(0, 1000)).filter(({ kind }) => kind.startsWith('file.'));

  assert.deepEqual(
    rows.map(({ kind, detail = '{}' }) => [kind, JSON.parse(detail) as unknown]),
    [
      ['file.announced', { room: hex(group), size: ask.size, by: 'ana' }],
      ['file.fetched', { room: hex(group), size: ask.size, by: 'bia' }],
      ['file.dropped', { room: hex(group), size: ask.size, by: 'ana' }],
    ],
  );
});

test('thousands of tiny files of one person do not keep others waiting', async () => {
  await using at = await scene({ postsBurst: 1000 });
  const { ana, bia, group } = at;
  const size = sealedSize(0);
  const all = Array.from({ length: 600 }, (_, index) =>
    ana.ask(announcing(group, index + 1, { size })),
  );

  const between = await post(bia, group, 1, 'me too');
  assert(between.type === 'stored');
  const stored = await Promise.all(all);

  assert.ok(stored.every((answer) => answer.type === 'stored'));
  assert.ok((between.seq ?? Infinity) < 300, `behind ${between.seq} of 600`);
});
