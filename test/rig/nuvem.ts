import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';

import type { Clock } from '../../src/base/clock.ts';
import { type Lifetime, newLifetime } from '../../src/base/lifetime.ts';
import type { Log } from '../../src/base/log.ts';
import type { Accounts } from '../../src/nuvem/accounts.ts';
import type { Caller } from '../../src/nuvem/handler.ts';
import { newNuvem, type Nuvem } from '../../src/nuvem/nuvem.ts';
import { openAccounts } from '../../src/nuvem/opaque.ts';
import { defaults, type Settings } from '../../src/nuvem/settings.ts';
import { type Content, encodeContent, parseContent } from '../../src/protocol/content.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { memoryStore } from '../../src/store/memory.ts';
import type { Store } from '../../src/store/port.ts';
import type { Shelf } from '../../src/store/shelf.ts';
import { heldClock } from './clock.ts';
import { memoryLines } from './memory-line.ts';
import { greet, type Wire, wireOf } from './wire.ts';

export interface RigOptions {
  readonly settings?: Partial<Settings>;
  readonly clock?: Clock;
  readonly store?: Store;
  readonly accounts?: Accounts;
  readonly log?: Log;
  readonly shelf?: Shelf;
}

export interface Rig extends AsyncDisposable {
  readonly nuvem: Nuvem;
  readonly store: Store;
  /** What the nuvem logged as an error: a bug of its own. */
  readonly bugs: readonly string[];
  /** A new connection, that has not said anything. */
  readonly connect: (as?: { readonly owner?: boolean; readonly address?: string }) => Wire;
  /** An account, without the cost of its password; `device` tells apart the devices of one person. */
  readonly account: (name: string, device?: string) => Promise<number>;
  /** A connection of an account that is logged in, without a log-in: seated, and nothing said but hello. */
  readonly enter: (name: string, device?: string) => Promise<Wire>;
  /** The same, synced. */
  readonly join: (name: string, device?: string) => Promise<Wire & { readonly rooms: Rooms }>;
  readonly lobby: () => Promise<Buffer>;
}

export type Rooms = readonly Message<'room'>[];

/** A real core over a real store, reached through lines in memory. */
export async function newRig(options: RigOptions = {}): Promise<Rig> {
  const life = newLifetime();
  const held = heldClock();
  life.onEnd(held.end);
  const clock = options.clock ?? held;
  const store = options.store ?? memoryStore({ now: clock.now });
  life.own(store);
  const bugs: string[] = [];
  const nuvem = newNuvem(
    {
      ...clock,
      settings: { ...defaults, sealedOnly: false, ...options.settings },
      store,
      shelf: options.shelf,
      accounts: options.accounts ?? (await openAccounts(store.secret)),
      log: (level, event, fields) => {
        if (level === 'error') bugs.push(`${event} ${JSON.stringify(fields)}`);
        options.log?.(level, event, fields);
      },
      random: randomBytes,
      keys: () => [nuvemKey],
      former: () => [],
      stop() {},
      reload: () => Promise.resolve(),
    },
    life,
  );
  return rigOf(nuvem, store, life, bugs);
}

/** The SHA-256 of the public key that this nuvem shows. */
export const nuvemKey = createHash('sha256').update('nuvem').digest();

function rigOf(nuvem: Nuvem, store: Store, life: Lifetime, bugs: readonly string[]): Rig {
  const wires: Wire[] = [];
  const devices = new Map<string, number>();

  const connect: Rig['connect'] = ({ owner = false, address = '192.0.2.1' } = {}) => {
    const [there, here] = memoryLines(address);
    nuvem.serve(there, { owner });
    const wire = wireOf(here);
    wires.push(wire);
    return wire;
  };

  async function account(name: string, device = 'one'): Promise<number> {
    const known = devices.get(`${name} ${device}`);
    if (known !== undefined) return known;
    const key = createHash('sha256').update(`${name} ${device}`).digest();
    const row = { key, cert: Buffer.alloc(64), label: device };
    const user = await store.userByName(name);
    const made = user
      ? await store.addDevice(user.id, row, nuvem.world.now())
      : await createUser(store, name, row, nuvem.world.now());
    assert(made.ok);
    devices.set(`${name} ${device}`, made.value.id);
    return made.value.id;
  }

  async function enter(name: string, device?: string): Promise<Wire> {
    const id = await account(name, device);
    const wire = connect();
    // The newest line is this one's, and what the core keeps of a line is its caller.
    const caller = [...nuvem.world.lines].at(-1) as unknown as Caller;
    await greet(wire);
    const seated = await store.beginSession(id, randomBytes(32), nuvem.world.now());
    assert(seated.ok);
    assert.equal(caller.sit(seated.value), 'seated');
    return wire;
  }

  return {
    nuvem,
    store,
    bugs,
    connect,
    account,
    enter,
    async join(name, device) {
      const wire = await enter(name, device);
      return { ...wire, rooms: await syncWith(wire) };
    },
    async lobby() {
      const [room] = await store.channels('', 1);
      assert(room);
      return Buffer.from(room.key);
    },
    async [Symbol.asyncDispose]() {
      for (const wire of wires) wire.line.destroy();
      await nuvem.world.lines.empty();
      await life[Symbol.asyncDispose]();
    },
  };
}

async function createUser(
  store: Store,
  name: string,
  device: { key: Buffer; cert: Buffer; label: string },
  at: number,
) {
  const made = await store.createUser({
    name,
    record: 'none',
    identity: Buffer.alloc(32),
    vault: Buffer.alloc(0),
    device,
    at,
  });
  return made.ok ? { ok: true as const, value: made.value.device } : made;
}

/** Syncs from these marks, and answers the rooms that were told. */
export async function syncWith(
  wire: Wire,
  marks: readonly { room: Uint8Array; seq: number }[] = [],
): Promise<Rooms> {
  await wire.want('synced', { type: 'sync', marks });
  const rooms: Message<'room'>[] = [];
  while (wire.unheard.some(({ type }) => type === 'room')) rooms.push(await wire.hear('room'));
  return rooms;
}

export const bodyOf = (text: string): Buffer => encodeContent({ kind: 'text', text });

export function textOf({ body }: { readonly body: Uint8Array }): string {
  const content = parseContent(body) as Content;
  return 'text' in content ? (content.text ?? '') : '';
}
