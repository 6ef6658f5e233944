import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { inFolder } from '../../rig/client-db.ts';
import {
  type Device,
  ended,
  human,
  type Human,
  newDevice,
  roomKey,
  sealedRoom,
  selfOf,
  turns,
} from '../rig/sealing.ts';

/** A sealed room of these people, and a way to bring more devices. */
function inRoom(
  names: readonly string[],
  work: (
    devices: readonly Device[],
    more: (who: Human | Device) => Promise<Device>,
  ) => Promise<void>,
): () => Promise<void> {
  return inFolder(async (folder) => {
    const { order, devices, people } = await sealedRoom(folder, ...names.map(human));
    const all = [...devices];
    await work(devices, async (who) => {
      const person = 'identity' in who ? who : people.find(({ user }) => user === who.user)!;
      const self = selfOf(person);
      const device = newDevice({ folder: join(folder, `${self.device}`), order, self });
      await device.offer();
      all.push(device);
      return device;
    });
    await ended(all);
  });
}

const texts = async (device: Device): Promise<readonly string[]> =>
  (await device.read()).map(({ text }) => text);
const codes = async (...devices: readonly Device[]): Promise<number> =>
  new Set(await Promise.all(devices.map((device) => device.code()))).size;

test(
  'lines go to and fro, and everybody reads the same, their own included',
  inRoom(['ana', 'bob', 'carol'], async (devices) => {
    for (const [n, device] of devices.entries()) {
      await device.say(`first of ${device.user}`);
      await device.say(`second ${n}`);
      await device.turn();
    }
    await turns(devices);

    const [ana, bob, carol] = await Promise.all(devices.map(texts));
    assert.deepEqual(ana, [
      'first of ana',
      'second 0',
      'first of bob',
      'second 1',
      'first of carol',
      'second 2',
    ]);
    assert.deepEqual([bob, carol], [ana, ana]);
    assert.equal(await codes(...devices), 1);
    for (const device of devices) {
      assert.deepEqual(await device.unread(), []);
      assert.deepEqual(
        device.told('opened').flatMap(({ suspicions }) => suspicions),
        [],
      );
      assert.deepEqual((await device.db().load()).waiting, []);
    }
  }),
);

test(
  'who is added reads from there on, and who is removed no further than that',
  inRoom(['ana', 'bob'], async ([ana, bob], more) => {
    await ana!.say('before');
    await ana!.turn();
    const carol = await more(human('carol'));
    assert.ok(await ana!.change({ with: [carol] }));
    await ana!.say('between');
    await ana!.turn();
    await carol.turn();
    await bob!.turn();
    assert.ok(await bob!.change({ remove: [carol.device] }));
    await bob!.say('after');
    await turns([bob!, ana!, carol]);

    assert.deepEqual(await texts(ana!), ['before', 'between', 'after']);
    assert.deepEqual(await texts(carol), ['between']);
    const [entered] = carol.told('entered');
    assert.deepEqual(
      entered?.roster.map(({ user }) => user),
      ['ana', 'bob', 'carol'],
    );
    const left = carol.told('changed').at(-1);
    assert.equal(left?.out, true);
    assert.deepEqual(left?.by, { user: 'bob', device: bob!.device });
    assert.deepEqual(left?.removed, [{ user: 'carol', device: carol.device }]);
    const [sealed] = (await carol.db().load()).sealed;
    assert.equal(sealed?.state, 'out');
    assert.equal(await carol.code(), undefined);
    await carol.say('too late');
    await carol.turn();
    assert.equal(carol.told('unsealed').at(-1)?.why, 'not-in');
  }),
);

test(
  'every device of somebody reads what the others of theirs write',
  inRoom(['ana', 'bob'], async ([ana, bob], more) => {
    const second = await more(ana!);
    assert.ok(await ana!.change({ with: [second] }));
    await second.turn();
    await second.say('from my other one');
    await second.turn();
    await turns([ana!, bob!]);

    assert.deepEqual(await ana!.read(), await second.read());
    const [line] = await bob!.read();
    assert.equal(line?.from, 'ana');
    assert.deepEqual(
      second.told('entered')[0]?.identities.map(({ user }) => user),
      ['bob'],
    );
  }),
);

test(
  'of two who commit at once one is first, the other drops its own and tries again',
  inRoom(['ana', 'bob', 'carol'], async ([ana, bob, carol], more) => {
    const dora = await more(human('dora'));
    const eva = await more(human('eva'));
    const first = await ana!.plan({ with: [dora] });
    const second = await bob!.plan({ with: [eva] });
    assert.ok(first.of === 'planned' && second.of === 'planned');
    assert.equal(first.epoch, second.epoch);
    await turns([ana!, bob!, carol!]);

    assert.equal(bob!.told('changed').at(-1)?.own, false);
    assert.deepEqual((await bob!.db().load()).sealed[0]?.pending, undefined);
    assert.ok(await bob!.change({ with: [eva] }));
    await turns([ana!, carol!, dora, eva]);
    assert.equal(await codes(ana!, bob!, carol!, dora, eva), 1);
    assert.equal((await eva.db().roomCode(roomKey))?.roster.length, 5);
  }),
);

test(
  'while an own commit is pending nothing is sealed',
  inRoom(['ana', 'bob'], async ([ana, bob]) => {
    assert.equal((await ana!.plan({})).of, 'planned');
    await ana!.say('waits');
    const { waiting } = await ana!.db().load();
    const [held] = await ana!.commit({ do: 'seal', id: waiting[0]!.id });
    assert.deepEqual(held?.of === 'unsealed' && held.why, 'committing');

    await turns([ana!, bob!]);
    assert.deepEqual(await texts(bob!), ['waits']);
    assert.equal(await codes(ana!, bob!), 1);
  }),
);

test(
  'lines that are late for an epoch are sealed anew, and counted without a hole',
  inRoom(['ana', 'bob', 'carol'], async ([ana, bob, carol]) => {
    for (let n = 1; n <= 3; n += 1) {
      await ana!.say(`line ${n}`);
      // All of them sealed and none sent, when the others go on to the next epoch.
      const { waiting } = await ana!.db().load();
      await ana!.commit(...waiting.map(({ id }) => ({ do: 'seal', id }) as const));
      assert.ok(await bob!.change({}));
      await carol!.sync();
      await ana!.sync();
    }
    await turns([ana!, bob!, carol!]);

    assert.deepEqual(await texts(carol!), ['line 1', 'line 2', 'line 3']);
    for (const device of [bob!, carol!])
      assert.deepEqual(
        device.told('opened').flatMap(({ suspicions }) => suspicions),
        [],
      );
    const sealed = ana!.told('sealed').map(({ wire }) => Buffer.from(wire).toString('hex'));
    assert.equal(new Set(sealed).size, 1 + 2 + 3 + 3);
  }),
);

test(
  'a line that is sealed again for the same epoch is the same to the last byte, also after a restart',
  inRoom(['ana', 'bob'], async ([ana]) => {
    await ana!.say('once');
    const [line] = (await ana!.db().load()).waiting;
    const [first] = await ana!.commit({ do: 'seal', id: line!.id });
    await ana!.again();
    const [second] = await ana!.commit({ do: 'seal', id: line!.id });

    assert.deepEqual(second, first);
    const [kept] = (await ana!.db().load()).waiting;
    assert.ok(first?.of === 'sealed');
    assert.deepEqual(Buffer.from(kept!.wire!), Buffer.from(first.wire));
    await ana!.commit({
      do: 'move',
      id: line!.id,
      room: roomKey,
      no: 9,
      state: 'waiting',
      seq: 0,
      why: '',
    });
    assert.equal((await ana!.db().load()).waiting[0]?.wire, undefined);
  }),
);

test(
  'a room goes on after a restart where it was, its pending commit included',
  inRoom(['ana', 'bob'], async ([ana, bob], more) => {
    const carol = await more(human('carol'));
    await ana!.say('before');
    await turns([ana!, bob!]);
    assert.equal((await ana!.plan({ with: [carol] })).of, 'planned');
    for (const device of [ana!, bob!, carol]) await device.again();
    await ana!.say('after');
    await turns([ana!, bob!, carol]);

    assert.deepEqual(await texts(bob!), ['before', 'after']);
    assert.deepEqual(await texts(carol), ['after']);
    assert.equal(await codes(ana!, bob!, carol), 1);
    const [row] = (await carol.db().load()).sealed;
    assert.deepEqual(
      row?.roster.map(({ user }) => user),
      ['ana', 'bob', 'carol'],
    );
    assert.deepEqual([row?.gen, row?.epoch, row?.alarm], [1, 2, []]);
  }),
);

test(
  'an own commit whose fate is not known stays when its author is let in further on, and leads nowhere',
  inRoom(['ana', 'bob'], async ([ana, bob]) => {
    const own = await ana!.plan({});
    const next = await bob!.plan({ fresh: true, gen: 2, with: [ana!] });
    assert.ok(own.of === 'planned' && next.of === 'planned' && next.welcome);
    await ana!.commit({ do: 'enter', room: roomKey, gen: 2, seq: 9, welcome: next.welcome });
    const rowOf = async () => (await ana!.db().load()).sealed[0];
    await ana!.again();
    assert.equal((await rowOf())?.pending?.no, own.no);

    const { user: from, device } = ana!;
    await ana!.hear({ seq: 10, kind: 3, from, device, no: own.no, at: 1, body: own.wire });
    assert.deepEqual([(await rowOf())?.state, (await rowOf())?.gen], ['in', 2]);
    await ana!.commit({ do: 'unplan', room: roomKey });
    assert.equal((await rowOf())?.pending, undefined);
  }),
);

test(
  'who leaves what they only begin keeps its number until it is taken back, and then nothing of it',
  inRoom(['ana', 'bob'], async ([ana, bob]) => {
    const room = 'c1'.repeat(16);
    assert.equal((await ana!.plan({ room, fresh: true, gen: 1, with: [bob!] })).of, 'planned');
    await ana!.commit({ do: 'leave', room });
    const left = (await ana!.db().load()).sealed.find((row) => row.room === room);
    await ana!.commit({ do: 'unplan', room });

    const { sealed } = await ana!.db().load();
    assert.equal(left?.pending?.no, 1);
    assert.deepEqual(
      sealed.map((row) => row.room),
      [roomKey],
    );
  }),
);

test(
  'a next generation begins in the same log, and who was not asked has lost the room',
  inRoom(['ana', 'bob', 'carol'], async ([ana, bob, carol]) => {
    await ana!.say('old');
    await turns([ana!, bob!, carol!]);
    assert.ok(await bob!.change({ fresh: true, gen: 2, with: [ana!] }));
    await bob!.say('new');
    await bob!.turn();
    await turns([ana!, carol!]);

    assert.deepEqual(await texts(bob!), ['old', 'new']);
    assert.deepEqual((await ana!.db().load()).sealed[0]?.gen, 2);
    assert.equal(await codes(ana!, bob!), 1);
    assert.equal((await carol!.plan({ gen: 1, fresh: true })).of, 'unplanned');
  }),
);

test(
  'offers of others, of another person or of nobody are left out and named',
  inRoom(['ana', 'bob'], async ([ana, bob], more) => {
    const [carol, dora] = [await more(human('carol')), await more(human('dora'))];
    const [made] = await carol.commit({ do: 'offers', count: 2, last: false });
    assert.ok(made?.of === 'offers');
    const [own, other] = made.packages as [Uint8Array, Uint8Array];
    const { user, device } = carol;
    const planned = await ana!.plan({
      add: [
        { user: 'eva', device, package: own },
        { user, device: 999, package: own },
        { user, device: 998, package: own.with(40, own[40]! ^ 1) },
        { user: bob!.user, device: bob!.device, package: other },
        { user, device, package: own },
        { user, device, package: other },
      ],
    });
    assert.ok(planned.of === 'planned');
    assert.deepEqual(planned.bad, [device, 999, 998, bob!.device, device]);
    assert.deepEqual(planned.add, [device]);
    const none = await bob!.plan({ add: [{ user, device, package: Buffer.from('junk') }] });
    assert.ok(none.of === 'unplanned');
    assert.deepEqual([none.why, none.bad], ['nobody', [device]]);
    const later = await bob!.plan({ with: [dora] });
    assert.equal(later.of, 'planned');
  }),
);

test(
  'whoever is suddenly somebody else is processed, told, and written to by nobody until accepted',
  inRoom(['ana', 'bob'], async ([ana, bob], more) => {
    const impostor = await more(human('bob'));
    const refused = await ana!.plan({ with: [impostor] });
    assert.ok(refused.of === 'unplanned');
    assert.deepEqual(
      refused.identities.map(({ user, is }) => [user, is]),
      [['bob', 'changed']],
    );

    const stranger = await ana!.db().person('bob');
    assert.deepEqual([stranger.changed, stranger.verified], [true, false]);
    assert.deepEqual(stranger.identity, impostor.self.identity);

    // Bob's own device knows the new identity of its user; whoever adds it, the others are told.
    const carol = await more(human('carol'));
    assert.ok(await ana!.change({ with: [carol] }));
    await turns([bob!, carol]);
    await carol.commit({
      do: 'pin',
      user: 'bob',
      identity: impostor.self.identity,
      verified: true,
    });
    assert.deepEqual((await carol.db().load()).sealed[0]?.alarm, ['bob']);
    await carol.say('held back');
    await carol.turn();
    assert.equal(carol.told('unsealed').at(-1)?.why, 'alarm');
    const other = await carol.db().person('bob');
    assert.deepEqual([other.changed, other.identity], [true, bob!.self.identity]);
    assert.equal(other.safety, (await bob!.db().person('carol')).safety);

    await carol.commit({ do: 'pin', user: 'bob', identity: bob!.self.identity, verified: true });
    assert.deepEqual(carol.told('pinned').at(-1)?.alarm, []);
    await turns([carol, ana!]);
    assert.deepEqual(await texts(ana!), ['held back']);
    const known = await carol.db().person('bob');
    assert.deepEqual([known.verified, known.changed], [true, undefined]);
    assert.match(known.safety ?? '', /^(\d{5} ){11}\d{5}$/);
    assert.equal((await bob!.db().person('carol')).safety, known.safety);
  }),
);

test(
  'who enters a room and knows somebody in it as another is told, and writes nothing',
  inRoom(['ana', 'bob'], async ([ana, bob], more) => {
    const dora = await more(human('dora'));
    const { identity } = selfOf(human('bob'));
    await dora.commit({ do: 'pin', user: 'bob', identity, verified: false });
    assert.ok(await ana!.change({ with: [dora] }));
    await dora.say('held back');
    await turns([dora, bob!]);

    const [entered] = dora.told('entered');
    assert.deepEqual(entered?.alarm, ['bob']);
    assert.deepEqual(
      entered?.identities.map(({ user, is }) => [user, is]),
      [
        ['ana', 'new'],
        ['bob', 'changed'],
      ],
    );
    await dora.again();
    await dora.turn();
    assert.equal(dora.told('unsealed').at(-1)?.why, 'alarm');
    assert.ok(await ana!.change({ remove: [bob!.device] }));
    await turns([dora, ana!]);
    assert.deepEqual(dora.told('changed').at(-1)?.alarm, []);
    assert.deepEqual(await texts(ana!), ['held back']);
  }),
);

test(
  'nothing that was written, and no key, can be read in the files of a device',
  inRoom(['ana', 'bob'], async ([ana, bob], more) => {
    const carol = await more(human('carol'));
    await ana!.say('a plain word that nobody may find');
    await turns([ana!, bob!]);
    await bob!.say('another plain word, still waiting');
    assert.equal((await ana!.plan({ with: [carol] })).of, 'planned');
    const secrets = [
      Buffer.from('plain word'),
      ...[ana!, bob!].flatMap(({ self }) => [self.secret, self.cert, self.identity]),
    ];
    for (const { folder } of [ana!, bob!])
      for (const name of ['client.db', 'client.db-wal']) {
        const bytes = readFileSync(join(folder, name));
        for (const secret of secrets)
          assert.equal(bytes.includes(Buffer.from(secret)), false, name);
      }
  }),
);
