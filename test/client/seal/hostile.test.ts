import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';

import { openSqlite } from '../../../src/base/sqlite.ts';
import { pairOf } from '../../../src/client/keys.ts';
import { groupOf, labelOf } from '../../../src/client/seal/label.ts';
import type { Outcome } from '../../../src/client/seal/port.ts';
import { newVouches } from '../../../src/client/seal/vouch.ts';
import { bodyBytes } from '../../../src/e2ee/body.ts';
import { plan } from '../../../src/e2ee/commit.ts';
import { invitation } from '../../../src/e2ee/invitation.ts';
import { newPackage, offerIn } from '../../../src/e2ee/package.ts';
import { membersOf, newRoom, seal } from '../../../src/e2ee/room.ts';
import { value } from '../../e2ee/rig/dweller.ts';
import { inFolder } from '../../rig/client-db.ts';
import { type Member, newMember } from '../rig/member.ts';
import type { Given, Order } from '../rig/order.ts';
import { type Device, ended, human, roomKey, sealedRoom, selfOf, turns } from '../rig/sealing.ts';

interface Scene {
  readonly ana: Device;
  readonly bob: Device;
  /** A member who writes what she wants, and a nuvem that shows what it wants. */
  readonly eve: Member;
  readonly order: Order;
  /** Entries that bob has not read yet. */
  readonly unread: () => readonly Given[];
}

function inScene(work: (scene: Scene) => Promise<void>): () => Promise<void> {
  return inFolder(async (folder) => {
    const { order, devices } = await sealedRoom(folder, human('ana'), human('bob'));
    const [ana, bob] = devices as [Device, Device];
    const eve = newMember(order, human('eve'));
    await eve.offer();
    await ana.change({ with: [eve] });
    await eve.follow();
    await turns([bob, ana]);
    let read = order.log(roomKey).length;
    await work({
      ana,
      bob,
      eve,
      order,
      unread() {
        const log = order.log(roomKey).slice(read);
        read = order.log(roomKey).length;
        return log;
      },
    });
    await ended(devices);
  });
}

const say = async (device: Device, ...texts: readonly string[]): Promise<void> => {
  for (const text of texts) await device.say(text);
  await device.turn();
};
const suspicions = (outcomes: readonly Outcome[]) =>
  outcomes.flatMap((each) => (each.of === 'opened' ? each.suspicions : []));
const texts = async (device: Device) => (await device.read()).map(({ text }) => text);
const why = (outcomes: readonly Outcome[]) =>
  outcomes.map((each) => ('why' in each ? `${each.of} ${each.why}` : each.of));

test(
  'a line under another name, device, number or seat is not taken, and the true one still is',
  inScene(async ({ ana, bob, eve, unread }) => {
    await say(ana, 'it is me');
    const [line] = unread();
    for (const lie of [
      { from: 'eve' },
      { from: 'eve', device: eve.device },
      { device: eve.device },
      { no: line!.no + 1 },
    ]) {
      const outcomes = await bob.hear({ ...line!, ...lie, seq: line!.seq });
      assert.deepEqual(why(outcomes), ['unreadable forged']);
      await bob.commit({
        do: 'went-back',
        room: roomKey,
        seq: line!.seq - 1,
        mark: 0,
        device: bob.device,
      });
    }
    assert.deepEqual(await texts(bob), []);

    await bob.hear(line!);
    assert.deepEqual(await texts(bob), ['it is me']);
  }),
);

test(
  'a line that comes again is not shown again, wherever it comes',
  inScene(async ({ ana, bob, unread }) => {
    await say(ana, 'once');
    const [line] = unread();
    await bob.hear(line!);
    const later = await bob.hear({ ...line!, seq: line!.seq + 1 });
    const numbered = await bob.hear({ ...line!, seq: line!.seq + 2, no: line!.no + 1 });
    const inPlace = await bob.hear({ ...line!, from: 'eve', no: 77 });

    assert.deepEqual(why([...later, ...numbered]), ['unreadable forged', 'unreadable forged']);
    assert.deepEqual(why(inPlace), ['unreadable forged']);
    assert.deepEqual(await texts(bob), ['once']);
    // The nuvem repeats what was read: the same line, from the archive.
    const [same] = await bob.hear(line!);
    assert.equal(same?.of === 'opened' && Buffer.from(same.body).toString(), 'once');
  }),
);

test(
  'a line that is kept back is missed with the next one, by its author and by the log',
  inScene(async ({ ana, bob, unread }) => {
    await say(ana, 'first', 'second', 'third');
    const [first, , third] = unread();
    await bob.hear(first!);
    const outcomes = await bob.hear({ ...third!, seq: first!.seq + 1 });

    assert.deepEqual(suspicions(outcomes)[0], { kind: 'missing', count: 1 });
    assert.deepEqual(await texts(bob), ['first', 'third']);
  }),
);

test(
  'the first line of somebody who was just let in is missed too',
  inScene(async ({ ana, bob, eve, order, unread }) => {
    const post = async (text: string): Promise<void> => {
      const no = order.mark(roomKey, eve.device) + 1;
      const wire = await eve.line(text, { no });
      assert.equal(order.post(eve.device, { room: roomKey, no, gen: 1, epoch: 2, wire }), 'stored');
    };
    await post('first of eve');
    await post('second of eve');
    const [first, second] = unread();
    const outcomes = await bob.hear({ ...second!, seq: first!.seq });
    assert.deepEqual(suspicions(outcomes), [{ kind: 'missing', count: 1 }]);
    await ana.turn();
    assert.deepEqual(suspicions(ana.outcomes), []);
  }),
);

test(
  'lines in another order are told',
  inScene(async ({ ana, bob, unread }) => {
    await say(ana, 'first', 'second');
    const [first, second] = unread();
    const early = await bob.hear({ ...second!, seq: first!.seq });
    const late = await bob.hear({ ...first!, seq: second!.seq });

    assert.deepEqual(suspicions(early), [{ kind: 'missing', count: 1 }]);
    assert.deepEqual(suspicions(late), [{ kind: 'moved' }]);
    assert.deepEqual(await texts(bob), ['second', 'first']);
  }),
);

test(
  'whom the nuvem shows another log is told by the next line of those who saw the true one',
  inScene(async ({ ana, bob, eve, order, unread }) => {
    const wire = await eve.line('for ana only');
    const no = order.mark(roomKey, eve.device) + 1;
    order.post(eve.device, { room: roomKey, no, gen: 1, epoch: 2, wire });
    await ana.turn();
    await say(ana, 'did you see that?');
    const [hidden, line] = unread();
    const junk = { ...hidden!, body: await eve.line('for bob only', { no }) };
    await bob.hear(junk);
    const outcomes = await bob.hear(line!);

    assert.deepEqual(suspicions(outcomes), [{ kind: 'forked', seq: hidden!.seq }]);
  }),
);

test(
  'junk, and what was sealed for another room or epoch, is a place in the log and no line',
  inScene(async ({ ana, bob, unread }) => {
    await say(ana, 'of this epoch');
    const [line] = unread();
    assert.ok(await bob.change({}).catch(() => true));
    const { seq } = unread().at(-1) ?? line!;
    const late = await bob.hear({ ...line!, seq: seq + 1 });
    const junk = await bob.hear({ ...line!, seq: seq + 2, body: randomBytes(400) });
    const other = Buffer.from(line!.body);
    other.fill(0xee, 5, 21);
    const foreign = await bob.hear({ ...line!, seq: seq + 3, body: other });
    const ahead = Buffer.from(line!.body);
    ahead.writeBigUInt64BE(9n, 25);
    const early = await bob.hear({ ...line!, seq: seq + 4, body: ahead });

    assert.deepEqual(why([...late, ...junk, ...foreign, ...early]), [
      'unreadable past',
      'unreadable malformed',
      'unreadable forged',
      'unreadable ahead',
    ]);
    assert.deepEqual(await bob.unread(), ['past', 'malformed', 'forged', 'ahead']);
  }),
);

test(
  'a member who writes no body, or under the number of another, is noticed',
  inScene(async ({ bob, eve, order }) => {
    const no = order.mark(roomKey, eve.device) + 1;
    const seq = order.log(roomKey).length + 1;
    const given = { kind: 0, from: 'eve', device: eve.device, no, at: 1 };
    const body = await eve.line('', { no, raw: Buffer.from('no body at all') });
    const odd = await bob.hear({ ...given, seq, body });
    assert.deepEqual(why(odd), ['unreadable malformed']);
    const asAna = await eve.line('I am ana', { no: 9, device: bob.device - 1 });
    const forged = await bob.hear({
      ...given,
      no: 9,
      from: 'ana',
      device: bob.device - 1,
      seq: seq + 1,
      body: asAna,
    });
    assert.deepEqual(why(forged), ['unreadable forged']);
    const far = bodyBytes({
      content: Buffer.from('far'),
      count: 5,
      mark: { seq: seq + 50, hash: randomBytes(32) },
    });
    const ahead = await bob.hear({
      ...given,
      no: no + 1,
      seq: seq + 2,
      body: await eve.line('', { no: no + 1, raw: far }),
    });
    assert.deepEqual(
      suspicions(ahead).map(({ kind }) => kind),
      ['missing', 'forked'],
    );
  }),
);

test(
  'a commit that is not by whom the nuvem says, or is none, ends the room here and is told',
  inScene(async ({ ana, bob, eve, order }) => {
    const no = order.mark(roomKey, eve.device) + 1;
    const { wire } = await eve.commit({}, no);
    const seq = order.log(roomKey).length + 1;
    const given = { kind: 3, from: 'eve', device: eve.device, no, at: 1, seq };
    // What has no head of this epoch is no commit of it, and ends nothing.
    assert.deepEqual(why(await bob.hear({ ...given, body: randomBytes(500) })), [
      'unreadable malformed',
    ]);
    const outcomes = await bob.hear({
      ...given,
      seq: seq + 1,
      from: 'ana',
      device: ana.device,
      body: wire,
    });
    assert.deepEqual(why(outcomes), ['lost forged']);
    assert.equal((await bob.db().load()).sealed[0]?.state, 'lost');
    await bob.say('nobody reads this');
    const { waiting } = await bob.db().load();
    const [held] = await bob.commit({ do: 'seal', id: waiting[0]!.id });
    assert.deepEqual(held && why([held]), ['unsealed not-in']);
    const changed = Buffer.from(wire);
    changed[changed.length - 1]! ^= 1;
    assert.deepEqual(why(await ana.hear({ ...given, body: changed })), ['lost forged']);
    const [line] = await bob.hear({ ...given, kind: 0, seq: seq + 2, body: await eve.line('x') });
    assert.deepEqual(line && why([line]), ['unreadable lost']);
  }),
);

test(
  'an own commit that comes back when it was not made, or after another one, is not believed',
  inScene(async ({ ana, bob, order }) => {
    const planned = await bob.plan({});
    assert.ok(planned.of === 'planned');
    await bob.commit({ do: 'unplan', room: roomKey });
    const seq = order.log(roomKey).length + 1;
    const { no, wire: body } = planned;
    const outcomes = await bob.hear({
      kind: 3,
      from: 'bob',
      device: bob.device,
      no,
      at: 1,
      seq,
      body,
    });
    assert.deepEqual(why(outcomes), ['lost own']);
    const late = await ana.plan({});
    assert.ok(late.of === 'planned');
    const lied = await ana.hear({
      kind: 3,
      from: 'ana',
      device: ana.device,
      no: late.no + 1,
      at: 1,
      seq,
      body: late.wire,
    });
    assert.deepEqual(why(lied), ['lost own']);
  }),
);

test(
  'a line amid many that another member made with its key and could not sign spoils none of them',
  inScene(async ({ ana, bob, eve, unread }) => {
    const said = Array.from({ length: 20 }, (_, at) => `line ${at}`);
    await say(ana, ...said);
    const lines = unread();
    const [first, ...others] = lines.map((line) => ({ ...line, seq: line.seq + 1 }));
    const { state } = eve.now();
    const [leaf] = [...membersOf({ state })].find(([, { user }]) => user === 'ana')!;
    const asAna = { state: { ...state, privatePath: { ...state.privatePath, leafIndex: leaf } } };
    const body = bodyBytes({ content: Buffer.from('I am ana'), count: 1, mark: undefined });
    const { room, device, no } = { ...first!, room: roomKey };
    const { wire } = await seal(asAna, body, labelOf('line', { room, device, no }));

    const outcomes = await bob.hear({ ...lines[0]!, body: wire }, first!, ...others);

    assert.deepEqual(why(outcomes), ['unreadable forged', ...said.map(() => 'opened')]);
    assert.deepEqual(await texts(bob), said);
  }),
);

test(
  'an own line that is not what was sent is not taken for it, and stays where it was',
  inScene(async ({ ana, unread }) => {
    await say(ana, 'as it was');
    const [line] = unread();
    await ana.say('on its way');
    const { waiting } = await ana.db().load();
    await ana.commit({ do: 'seal', id: waiting[0]!.id });
    const outcomes = await ana.hear({ ...line!, seq: line!.seq + 1, no: waiting[0]!.no });

    assert.deepEqual(why(outcomes), ['unreadable forged']);
    assert.equal((await ana.db().load()).waiting.length, 1);
  }),
);

test(
  'an invitation is good for one device, one room, once, and not to a time that is over',
  inScene(async ({ ana, bob, order }) => {
    const before = (await bob.db().load()).sealed[0];
    const [own] = order.inbox(bob.device);
    const enter = { do: 'enter', room: roomKey, gen: 1, seq: 99, welcome: own!.welcome } as const;
    assert.deepEqual(why(await bob.commit(enter)), ['not-entered in']);
    assert.deepEqual((await bob.db().load()).sealed[0], before);

    await bob.commit({ do: 'leave', room: roomKey });
    assert.deepEqual(why(await bob.commit(enter)), ['not-entered no-offer']);
    assert.deepEqual(why(await bob.commit({ ...enter, welcome: randomBytes(3000) })), [
      'not-entered forged',
    ]);
    const large = new Uint8Array(2 * 1024 * 1024 + 1);
    assert.deepEqual(why(await bob.commit({ ...enter, welcome: large })), ['not-entered full']);
    const planned = await ana.plan({ remove: [bob.device], with: [bob] });
    assert.ok(planned.of === 'planned' && planned.welcome);
    const { welcome } = planned;
    const elsewhere = { ...enter, room: 'dd'.repeat(16), welcome };
    assert.deepEqual(why(await bob.commit(elsewhere)), ['not-entered forged']);
    assert.deepEqual(why(await bob.commit({ ...enter, gen: 2, welcome })), ['not-entered forged']);
    assert.deepEqual(
      why(await bob.commit({ ...enter, welcome: welcome.with(900, welcome[900]! ^ 1) })),
      ['not-entered forged'],
    );
    assert.deepEqual(why(await bob.commit({ ...enter, welcome })), ['entered']);
  }),
);

/** A next generation of the room that a stranger begins with him, under the number of somebody else's device. */
async function lured(bob: Device, order: Order, device: number): Promise<readonly Outcome[]> {
  const { user, identity, cert, secret } = selfOf(human('mel'));
  const own = { claim: { user, device, identity, cert }, key: pairOf(secret).public, secret };
  const vouches = newVouches();
  const begun = await newRoom(groupOf(roomKey, 2), await newPackage(own), vouches);
  const offer = await offerIn(order.offers.get(bob.device)!.packages[0]!, vouches);
  const label = labelOf('commit', { room: roomKey, device, no: 1 });
  const { next, wire, welcome } = value(await plan(begun, { add: [offer] }, label));
  assert.ok(welcome);
  const invite = await invitation(next, { wire, welcome }, undefined);
  return bob.commit({ do: 'enter', room: roomKey, gen: 2, seq: 99, welcome: invite });
}

for (const has of ['has', 'has lost'] as const)
  test(
    `a stranger under the number of a device that was there is a newcomer to who ${has} the keys`,
    inScene(async ({ ana, bob, order }) => {
      await bob.offer();
      if (has === 'has lost') await bob.commit({ do: 'leave', room: roomKey });
      const [entered] = await lured(bob, order, ana.device);
      assert.ok(entered?.of === 'entered', entered?.of);
      assert.deepEqual(entered.newcomers, [{ user: 'mel', device: ana.device }]);
    }),
  );

test(
  'offers are kept up to a bound, however often the nuvem says that none is left',
  inFolder(async (folder) => {
    const { devices } = await sealedRoom(folder, human('ana'), human('bob'));
    const [, bob] = devices as [Device, Device];
    for (let n = 0; n < 6; n += 1) await bob.commit({ do: 'offers', count: 100, last: false });
    await ended(devices);

    const sqlite = openSqlite(join(bob.folder, 'client.db'), { cacheKiB: 512 });
    const row = sqlite.get<{ n: number }>('SELECT count(*) AS n FROM seal_packages WHERE last=0');
    sqlite.close();
    assert.equal(row?.n, 500);
  }),
);
