import { migrate } from '../../../src/base/migrate.ts';
import { openSqlite } from '../../../src/base/sqlite.ts';
import { type Account, selfOf } from '../../../src/client/account.ts';
import type { Db } from '../../../src/client/db-port.ts';
import { schema } from '../../../src/client/db/schema.ts';
import { dbOver } from '../../../src/client/db/serve.ts';
import { type Pair, pairOf, signDevice } from '../../../src/client/keys.ts';
import { opaque } from '../../../src/client/opaque.ts';
import type { Answers, Ask, AskKind, Client, ClientEvent } from '../../../src/client/port.ts';
import type { Dialled } from '../../../src/client/ports.ts';
import { openClient } from '../../../src/client/run.ts';
import type { Line } from '../../../src/protocol/line.ts';
import { Trouble } from '../../../src/words/reason.ts';
import { address, nuvem } from '../../rig/client.ts';
import type { Cloud } from './cloud.ts';
import type { Actor, Fate } from './fate.ts';

// Loaded before a life begins: how long that takes nobody decides.
await import('../../../src/client/seal/sealer.ts');

/** One device of somebody, through all its crashes: what is on its disk stays, and nothing else. */
export interface Citizen {
  readonly user: string;
  readonly device: number;
  /** Lines by their ids: what was written, and whether it was promised to be kept. */
  readonly said: Map<string, Said>;
  /** What its processes told that matters in the end. */
  readonly told: ClientEvent[];
  readonly alive: () => boolean;
  /** Its log-in, as it is kept here. */
  readonly ticket: () => Uint8Array;
  readonly boot: () => Promise<void>;
  /** kill -9: whatever it was about to do does not happen. */
  readonly crash: () => void;
  readonly isSaving: () => boolean;
  readonly cut: () => void;
  /** Nothing passes on its connection, and nobody is told. */
  readonly stall: () => void;
  /** It has not noticed that yet. */
  readonly isStalled: () => boolean;
  /** What stood still ends, too. */
  readonly network: (on: boolean) => void;
  /** Its disk refuses what is written, for as long as it is full. */
  readonly disk: (full: boolean) => void;
  readonly ask: <K extends AskKind>(ask: Ask<K>) => Promise<Answers[K]>;
  /** Asks of its process that nobody answered. */
  readonly open: () => readonly string[];
  readonly end: () => Promise<void>;
}

export interface Said {
  readonly text: string;
  taken: boolean;
  failed: string | undefined;
}

interface Process {
  readonly actor: Actor;
  client: Client | undefined;
  line: { readonly line: Line; stalled: boolean } | undefined;
  readonly open: Map<number, string>;
}

/** A person: all their devices are signed by that identity. */
export interface Person {
  readonly name: string;
  readonly identity: Pair;
}

export function newCitizen(fate: Fate, cloud: Cloud, person: Person): Citizen {
  const { name, identity } = person;
  const pair = pairOf(new Uint8Array(fate.bytes(32)));
  const cert = signDevice(identity, name, pair.public);
  const ticket = fate.bytes(32);
  const numbers = cloud.enrol({ name, identity: identity.public, key: pair.public, cert, ticket });
  const storageKey = fate.bytes(32);
  let account: Account = {
    name,
    nuvem,
    addresses: [address],
    ...numbers,
    deviceSecret: hex(pair.secret),
    ticket: hex(ticket),
    storageKey: hex(storageKey),
    identity: hex(identity.public),
    cert: hex(cert),
  };
  const sqlite = openSqlite(':memory:', { cacheKiB: 512 });
  migrate(sqlite, schema);
  const said = new Map<string, Said>();
  const told: ClientEvent[] = [];
  let process: Process | undefined;
  let [boots, asks, isOn, isFull] = [0, 0, true, false];
  const self = selfOf(account);

  /** What is on the way to the disk gets there when it is its turn, and is answered later: in between it may end. */
  function diskOf(actor: Actor): Db {
    const real = dbOver(sqlite, storageKey, fate.bytes, { self, now: fate.clock.now });
    return {
      ...real,
      commit: (writes) =>
        new Promise((resolve, reject) =>
          actor.act('commits', async () => {
            if (isFull) return reject(new Trouble(['database', 'full', 'client.db']));
            const outcomes = await real.commit(writes);
            actor.act('has committed', () => resolve(outcomes));
          }),
        ),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  }

  const dial = (mine: Process): Promise<Dialled> =>
    new Promise((resolve, reject) =>
      mine.actor.act('dials', () => {
        if (!isOn || !cloud.isUp()) return reject(new Error('Nothing listens there'));
        const link = { stalled: false };
        const dialled = cloud.dial(() => !link.stalled);
        mine.line = Object.assign(link, { line: dialled.line });
        resolve(dialled);
      }),
    );

  async function boot(): Promise<void> {
    boots += 1;
    const actor = fate.actor(`${name} ${account.device}.${boots}`);
    const mine: Process = { actor, client: undefined, line: undefined, open: new Map() };
    process = mine;
    const client = await openClient(
      {
        dial: () => dial(mine),
        opaque,
        db: diskOf(actor),
        keep: {
          save: (kept) =>
            new Promise((resolve) =>
              actor.act('keeps', () => {
                account = kept;
                actor.act('has kept', () => resolve());
              }),
            ),
          forget: () => Promise.resolve(),
        },
        clock: actor,
        random: fate.bytes,
        chance: () => fate.below(1000) / 1000,
        seals: true,
        agent: 'test',
      },
      account,
    );
    mine.client = client;
    void listen(client);
  }

  async function listen(client: Client): Promise<void> {
    for await (const event of client.events()) hear(event);
  }

  function hear(event: ClientEvent): void {
    if (event.event === 'state' && event.state === 'failed') {
      const line = said.get(event.id);
      if (line) line.failed = event.why ?? '?';
    }
    if (notable.has(event.event)) told.push(event);
  }

  function cut(): void {
    process?.line?.line.destroy();
    if (process) process.line = undefined;
  }

  return {
    user: name,
    device: numbers.device,
    said,
    told,
    boot,
    cut,
    ticket: () => Buffer.from(account.ticket ?? '', 'hex'),
    alive: () => process?.client !== undefined,
    crash() {
      cut();
      process?.actor.end();
      process = undefined;
    },
    isSaving: () => (process?.actor.waiting().length ?? 0) > 0,
    stall() {
      if (process?.line) process.line.stalled = true;
    },
    isStalled: () => process?.line?.stalled ?? false,
    network(on) {
      isOn = on;
      if (!on || process?.line?.stalled) cut();
    },
    disk: (full) => void (isFull = full),
    async ask(ask) {
      const mine = process;
      if (!mine?.client) throw new Error('It does not run');
      asks += 1;
      const n = asks;
      mine.open.set(n, ask.kind);
      try {
        return await mine.client.ask(ask);
      } finally {
        mine.open.delete(n);
      }
    },
    open: () => [...(process?.open.values() ?? [])],
    async end() {
      cut();
      process?.actor.end();
      sqlite.close();
    },
  };
}

const notable: ReadonlySet<ClientEvent['event']> = new Set([
  'suspicion',
  'key-changed',
  'restored',
]);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
