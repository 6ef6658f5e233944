import assert from 'node:assert/strict';

import { openSqlite } from '../../../src/base/sqlite.ts';
import type {
  Entry,
  Outcome,
  RoomOf,
  Seated,
  User,
  Device,
  Changed,
} from '../../../src/store/rows.ts';
import { type Ask, type Engine, openEngine } from '../../../src/store/sqlite/engine.ts';
import { packPosts } from '../../../src/store/sqlite/pack.ts';
import { bytes, newUser, now, text, value } from './people.ts';

export const key = new Uint8Array(32).fill(3);

/** Asks an engine one thing, in this thread. The caller knows what it answers. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
export function ask<T>(engine: Engine, ...[verb, args]: Ask): T {
  const done = engine.perform({ at: now, asks: [[verb, args]], posts: undefined });
  assert.ok('answers' in done, JSON.stringify(done));
  const [answer] = done.answers;
  assert.ok(answer && 'value' in answer, JSON.stringify(answer));
  return answer.value as T;
}

/** A few people who write into a few rooms, and remember what was acknowledged. */
export interface Writers {
  /** One batch: true when it was acknowledged. */
  readonly write: (engine: Engine, lines: number) => boolean;
  /** `room/author` → highest number acknowledged. */
  readonly acknowledged: ReadonlyMap<string, number>;
}

export function newWriters(engine: Engine): Writers {
  const acknowledged = new Map<string, number>();
  const people = ['ana', 'bia', 'caio'].map((name) => {
    const { user, device } = value(
      ask<Outcome<{ user: User; device: Device }>>(engine, 'createUser', [newUser(name)]),
    );
    const { fence } = value(
      ask<Outcome<Seated>>(engine, 'beginSession', [device.id, bytes(32), now]),
    );
    return { name, user: user.id, device: device.id, fence };
  });
  const members = people.map((one) => one.name);
  const rooms = [1, 2].map(() => {
    const opening = {
      key: bytes(16),
      kind: 'group',
      name: 'g',
      maker: people[0]!.user,
      members,
      at: now,
    };
    return value(ask<Outcome<Changed>>(engine, 'openRoom', [opening])).room.id;
  });
  const places = rooms.flatMap((room) => people.map((who) => ({ ...who, room })));
  let turn = 0;

  return {
    acknowledged,
    write(instance, lines) {
      const next = new Map(acknowledged);
      const posts = Array.from({ length: lines }, () => {
        const { name, ...place } = places[turn++ % places.length]!;
        const no = (next.get(`${place.room}/${name}`) ?? 0) + 1;
        next.set(`${place.room}/${name}`, no);
        return { ...place, no, gen: 0, epoch: 0, body: text(`${name} ${no} `.padEnd(200, '.')) };
      });
      const done = instance.perform({ at: now, asks: [], posts: packPosts(posts) });
      if (!('answers' in done)) return false;
      const { placed } = done;
      assert.ok(placed && 'value' in placed, JSON.stringify(placed));
      // A post that was stored although its batch failed comes again as a duplicate: 0.
      for (const code of placed.value) assert.ok(code >= 0, String(code));
      for (const [place, no] of next) acknowledged.set(place, no);
      return true;
    },
  };
}

/** How many acknowledged lines of a database are lost; whatever else is wrong with it fails at once. */
export function lostOf(file: string, acknowledged: ReadonlyMap<string, number>): number {
  const engine = openEngine({ file, key });
  const lostIn = (room: string): number => {
    const entries = ask<Entry[]>(engine, 'read', [Number(room), 0, 1e6, 1e9]);
    assert.deepEqual(
      entries.map((entry) => entry.seq),
      upTo(entries.length),
    );
    let lost = 0;
    for (const [place, no] of acknowledged) {
      const [where, name] = place.split('/');
      if (where !== room) continue;
      const own = entries.filter((entry) => entry.kind === 0 && entry.from === name);
      lost += Math.max(0, no - own.length);
      assertWhole(engine, Number(room), entries.length, own);
    }
    return lost;
  };
  try {
    const rooms = new Set([...acknowledged.keys()].map((place) => place.split('/')[0] ?? ''));
    return [...rooms].reduce((lost, room) => lost + lostIn(room), 0);
  } finally {
    engine.close();
    const raw = openSqlite(file);
    assert.deepEqual(raw.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
    raw.close();
  }
}

/** One author's lines in one room: in order, each once, as they were written, and with their mark. */
function assertWhole(engine: Engine, room: number, head: number, own: readonly Entry[]): void {
  assert.deepEqual(
    own.map((entry) => entry.no),
    upTo(own.length),
    'in order, each once',
  );
  for (const { from, no, body } of own) {
    assert.ok(Buffer.from(body).toString().startsWith(`${from} ${no} `));
  }
  const [first] = own;
  if (!first) return;
  const author = ask<User>(engine, 'userByName', [first.from]);
  const of = ask<RoomOf>(engine, 'roomOf', [room, author.id, first.device]);
  assert.deepEqual([of.mark, of.head], [own.length, head]);
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);
