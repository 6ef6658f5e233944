import assert from 'node:assert/strict';
import { test } from 'node:test';

import { entryKinds, parseCommitEntry, parseInviteEntry } from '../../src/protocol/entries.ts';
import { commitWire, lineWire } from '../rig/mls.ts';
import { bodyOf, newRig, type Rig, type RigOptions, syncWith } from '../rig/nuvem.ts';
import { refusalOf } from '../rig/person.ts';
import { openRoom, post, said } from '../rig/rooms.ts';
import { commit, sealedPost } from '../rig/sealed.ts';

/** A group of ana and bia, one device each, sealed by ana and at (1, 1). */
async function sceneOf(rig: Rig) {
  const ana = await rig.join('ana');
  const bia = await rig.join('bia');
  const devices = { ana: await rig.account('ana'), bia: await rig.account('bia') };
  const { room: key } = await openRoom(ana, 'group', 'lab', ['bia']);
  const room = Buffer.from(key);
  await bia.hear('room');
  const answer = await commit(ana, room, { epoch: 0, no: 1, add: [devices.bia] });
  assert.equal(answer.type, 'stored');
  return { ana, bia, devices, room };
}

const scene = async (options: RigOptions = {}) => {
  const rig = await newRig(options);
  return { rig, ...(await sceneOf(rig)), [Symbol.asyncDispose]: rig[Symbol.asyncDispose] };
};

test('a commit reaches everybody as an entry of the log, and who is added by an invitation', async () => {
  await using all = await scene();
  const { bia, devices, room } = all;

  const entry = await bia.hear('message', ({ kind }) => kind === entryKinds.commit);
  const invited = await bia.hear('message', ({ kind }) => kind === entryKinds.invite);

  assert.deepEqual([entry.from, entry.device, entry.no], ['ana', devices.ana, 1]);
  assert.deepEqual(parseCommitEntry(entry.body).add, [devices.bia]);
  const { blob, seq, room: of } = parseInviteEntry(invited.body);
  assert.deepEqual([Buffer.from(of), seq], [room, entry.seq]);
  const found = await bia.want('blob', { type: 'blob-get', room, hash: blob, at: 0 });
  assert.equal(found.size, found.body.length);
  assert.deepEqual(all.rig.bugs, []);
});

test('a line sealed at the present epoch is taken, and what comes late is told where the room is', async () => {
  await using all = await scene();
  const { ana, bia, room } = all;
  const [first, moved] = await Promise.all([
    bia.ask(sealedPost(room, 1, 1)),
    commit(bia, room, { epoch: 1, no: 2 }),
  ]);
  assert.deepEqual([first.type, moved.type], ['stored', 'stored']);

  const late = await ana.want('refused', sealedPost(room, 2, 1));
  assert.deepEqual([late.code, late.gen, late.epoch, late.head], ['stale', 1, 2, 4]);
  const lost = await commit(ana, room, { epoch: 1, no: 2 });
  assert.equal(refusalOf(lost), 'stale');
  assert.equal((await ana.ask(sealedPost(room, 2, 2))).type, 'stored');
});

test('what is not sealed for this room and place is refused before it is stored', async () => {
  await using all = await scene();
  const { ana, room } = all;
  const place = { room, gen: 1, epoch: 1 };
  const line = { type: 'post', room, no: 2, gen: 1, epoch: 1 } as const;
  const bodies = [
    bodyOf('open words'),
    commitWire(place),
    lineWire({ ...place, epoch: 2 }),
    lineWire({ ...place, gen: 2 }),
    lineWire({ ...place, room: Buffer.alloc(16) }),
    Buffer.concat([lineWire(place), Buffer.of(0)]),
  ];

  for (const body of bodies) assert.equal(refusalOf(await ana.ask({ ...line, body })), 'bad');
  assert.equal(refusalOf(await post(ana, room, 2, 'open words')), 'stale');
  // What was stored is stored, whatever it looks like when it comes again.
  assert.equal((await ana.ask({ ...line, no: 1, body: bodyOf('again') })).type, 'stored');
});

test('a device that waits is told so, then hears the room behind the commit that let it in', async () => {
  await using all = await scene();
  const { rig, ana, room } = all;
  const phone = await rig.join('bia', 'phone');
  const told = phone.rooms.find((each) => Buffer.compare(each.room, room) === 0);
  assert.deepEqual([told?.sealed, told?.inside], [true, false]);
  assert.equal(refusalOf(await phone.ask(sealedPost(room, 1, 1))), 'no-room');
  await phone.want('keys-left', { type: 'keys-put', packages: [Buffer.from('one')] });
  const waiting = await ana.hear('device');
  const { devices } = await ana.want('room-devices-are', {
    type: 'room-devices',
    room,
    after: 0,
  });

  assert.deepEqual([waiting.name, waiting.change], ['bia', 'waiting']);
  assert.deepEqual(
    devices.map(({ state }) => state),
    ['in', 'in', 'waiting'],
  );
  await ana.want('stored', sealedPost(room, 2, 1));
  await commit(ana, room, { epoch: 1, no: 3, add: [waiting.device] });
  const joined = await phone.hear('room');
  await ana.want('stored', sealedPost(room, 4, 2));
  const first = await phone.hear('message', ({ kind }) => kind === entryKinds.line);
  assert.deepEqual([joined.inside, joined.joined, first.seq], [true, 4, 5]);
});

test('who is removed hears the commit that says so, and nothing behind it', async () => {
  await using all = await scene();
  const { rig, ana, bia, devices, room } = all;
  await bia.hear('message', ({ kind }) => kind === entryKinds.invite);
  const away = await rig.join('bia', 'phone');
  await commit(ana, room, { epoch: 1, no: 2, remove: [devices.bia] });
  await ana.want('stored', sealedPost(room, 3, 2));

  await bia.hear('room-gone');
  await away.hear('room-gone');

  const heard = bia.unheard.flatMap((each) => (each.type === 'message' ? [each.seq] : []));
  assert.deepEqual(heard.at(-1), 3);
  assert.equal(refusalOf(await bia.ask(sealedPost(room, 1, 2))), 'no-room');
});

test('who was let in again while away gets both times, and nothing between', async () => {
  await using all = await scene();
  const { rig, ana, bia, devices, room } = all;
  bia.line.destroy();
  await bia.ended;
  await ana.want('stored', sealedPost(room, 2, 1));
  await commit(ana, room, { epoch: 1, no: 3, remove: [devices.bia] });
  await ana.want('stored', sealedPost(room, 4, 2));
  await commit(ana, room, { epoch: 2, no: 5, add: [devices.bia] });
  await ana.want('stored', sealedPost(room, 6, 3));

  const back = await rig.enter('bia');
  const rooms = await syncWith(back);
  const ours = (of: { readonly room: Uint8Array }) => Buffer.compare(of.room, room) === 0;
  const first = rooms.find(ours);
  const second = await back.hear('room', ours);
  const last = await back.hear('message', (each) => ours(each) && each.seq === 7);

  assert.deepEqual([first?.until, second.joined, second.until], [4, 6, undefined]);
  const seqs = back.unheard.flatMap((each) =>
    each.type === 'message' && ours(each) ? [each.seq] : [],
  );
  assert.deepEqual([...seqs, last.seq], [1, 2, 3, 4, 7]);
});

test('a leave is told, lines wait for the commit that carries it out, and then it is done', async () => {
  await using all = await scene();
  const { ana, bia, devices, room } = all;
  await bia.want('ok', { type: 'room-leave', room });
  const notice = await ana.hear('message', (each) => each.seq === 3);
  assert.equal(said(notice), 'leaving bia by bia');
  assert.equal((await bia.hear('room')).leaving, true);
  assert.equal(refusalOf(await ana.ask(sealedPost(room, 2, 1))), 'leaving');
  const { members } = await ana.want('members-are', { type: 'members', room, after: '' });
  assert.deepEqual(
    members.map(({ leaving }) => leaving),
    [undefined, true],
  );

  await commit(ana, room, { epoch: 1, no: 2, remove: [devices.bia] });

  await bia.hear('room-gone');
  assert.equal((await ana.ask(sealedPost(room, 3, 2))).type, 'stored');
});

test('with the last one who stays go all who had asked to leave', async () => {
  await using all = await scene();
  const { ana, bia, room, rig } = all;
  await bia.want('ok', { type: 'room-leave', room });

  await ana.want('ok', { type: 'room-leave', room });

  await bia.hear('room-gone');
  await ana.hear('room-gone');
  const row = await rig.store.roomByKey(room);
  assert.equal(row?.members, 0);
});

test('a device that waits to be let in learns that its owner has left', async () => {
  await using all = await scene();
  const { rig, ana, bia, room } = all;
  const phone = await rig.join('bia', 'phone');
  await ana.want('ok', { type: 'room-leave', room });
  await bia.want('ok', { type: 'room-leave', room });

  const gone = await phone.hear('room-gone');

  assert.deepEqual(Buffer.from(gone.room), room);
});

test('what happens to a room before sync was answered is told behind that', async () => {
  await using all = await scene();
  const { rig, ana, room } = all;
  const id = await rig.account('bia', 'phone');
  const phone = await rig.enter('bia', 'phone');
  await commit(ana, room, { epoch: 1, no: 2, add: [id] });

  await phone.want('pong', { type: 'ping' });
  const told = phone.unheard.filter(({ type }) => type === 'room');
  const isIt = (each: { readonly room: Uint8Array }): boolean =>
    Buffer.compare(each.room, room) === 0;
  // It has read on to where it was told that the room is.
  const rooms = await syncWith(phone, [{ room, seq: 2 }]);

  assert.deepEqual(told, []);
  assert.deepEqual(
    rooms.filter(isIt).map(({ inside, until, joined }) => [inside, until, joined]),
    [[true, undefined, 3]],
  );
});

test('who stays in a sealed room is told how many they are now', async () => {
  await using all = await scene();
  const { ana, devices, room } = all;

  await commit(ana, room, { epoch: 1, no: 2, remove: [devices.bia] });

  const told = await ana.hear('room', ({ epoch }) => epoch === 2);
  assert.equal(told.members, 1);
});

test('those in a sealed room learn that a device of theirs was revoked', async () => {
  await using all = await scene();
  const { rig, ana, bia, room } = all;
  const device = await rig.account('bia', 'phone');
  await commit(bia, room, { epoch: 1, no: 1, add: [device] });
  await bia.want('ok', { type: 'device-revoke', device });

  const revoked = await ana.hear('device');

  assert.deepEqual([revoked.device, revoked.change], [device, 'revoked']);
  assert.equal((await commit(ana, room, { epoch: 2, no: 2, remove: [device] })).type, 'stored');
});

for (const sealedOnly of [false, true])
  test(`open words to people are ${sealedOnly ? 'refused' : 'taken'} when sealedOnly is ${sealedOnly}`, async () => {
    await using rig = await newRig({ settings: { sealedOnly } });
    const ana = await rig.join('ana');
    await rig.join('bia');
    const wanted = sealedOnly ? 'unsealed' : undefined;
    for (const kind of ['group', 'dm'] as const) {
      const { room } = await openRoom(ana, kind, sealedOnly ? undefined : 'lab', ['bia']);
      assert.equal(refusalOf(await post(ana, room, 1, 'open words')), wanted, kind);
    }
    const { room } = await openRoom(ana, 'channel', 'news');
    assert.equal(refusalOf(await post(ana, room, 1, 'open words')), undefined);
  });

test('what was stored before sealedOnly is no new line when it comes again', async () => {
  await using rig = await newRig({ settings: { sealedOnly: true } });
  const ana = await rig.join('ana');
  const { room } = await openRoom(ana, 'group');
  const [id, device] = [(await rig.store.userByName('ana'))?.id ?? 0, await rig.account('ana')];
  const found = await rig.store.roomByKey(room);
  const { fence } = rig.nuvem.world.hub.sessionOf(device) ?? {};
  assert(found && fence !== undefined);
  const line = { room: found.id, user: id, device, fence, no: 1, gen: 0, epoch: 0 };
  await rig.store.append([{ ...line, body: bodyOf('open words') }]);

  assert.equal((await post(ana, room, 1, 'open words')).type, 'stored');
  assert.equal(refusalOf(await post(ana, room, 2, 'more')), 'unsealed');
});

test('a device that commits without end is told to wait, and the room stays where it is', async () => {
  await using all = await scene({ settings: { commits: 2 } });
  const { ana, bia, room } = all;
  assert.equal((await commit(ana, room, { epoch: 1, no: 2 })).type, 'stored');

  const answer = await commit(ana, room, { epoch: 2, no: 3 });

  assert(answer.type === 'refused' && answer.code === 'wait' && (answer.wait ?? 0) > 0);
  assert.equal((await commit(bia, room, { epoch: 2, no: 1 })).type, 'stored');
});
