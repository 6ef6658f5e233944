import type { Answers, Ask, AskKind, Client } from '../port.ts';
import { newAllowance } from './allowance.ts';
import { hearCarrier } from './carried.ts';
import type { Carrier } from './carrier-port.ts';
import { start, stop } from './carry.ts';
import { payDebts } from './debts.ts';
import { type Desk, each, fileOf, type FilePorts, keep } from './desk.ts';
import { follow } from './follow.ts';
import { type FoundFile, isTakenBack } from './kept.ts';
import { lookAtNew } from './looks.ts';
import { mayServe } from './may-serve.ts';
import { type Happened, moved } from './moves.ts';
import { sayAgain } from './offers.ts';
import { newLoop, newOrder } from './order.ts';
import { token } from './tokens.ts';
import { newTurns } from './turns.ts';
import { noFiles, wishes } from './wishes.ts';

/** What only the coordinator asks. */
const inner: ReadonlySet<AskKind> = new Set<AskKind>([
  'keep-files',
  'find-files',
  'tell-file',
  'file-open',
  'file-welcome',
  'file-done',
  'file-drop',
]);

/**
 * The client with its files: they move as long as it is open, and at the next start go on where they were. What is
 * known of a file is in the client's database, and changes there before anything comes of it.
 */
export function withFiles(client: Client, ports: FilePorts): Client {
  const ending = new AbortController();
  const desk = newDesk(client, ports, ending.signal);
  const lookAgain = (): void => void resume(desk).catch(() => {});
  const following = follow(desk, client.events(ending.signal), lookAgain);
  lookAgain();

  async function end(): Promise<void> {
    ending.abort();
    desk.turns.end();
    await following;
    await desk.closed();
    await client[Symbol.asyncDispose]();
  }
  let over: Promise<void> | undefined;
  return {
    get me() {
      return client.me;
    },
    ask: async <K extends AskKind>(ask: Ask<K>): Promise<Answers[K]> => {
      const own = wishes[ask.kind] as ((desk: Desk, ask: Ask) => Promise<Answers[K]>) | undefined;
      if (inner.has(ask.kind)) throw noFiles();
      return own ? own(desk, ask as Ask) : client.ask(ask);
    },
    events: client.events,
    [Symbol.asyncDispose]: () => (over ??= end()),
  };
}

function newDesk(client: Client, ports: FilePorts, signal: AbortSignal) {
  const timers = new Set<() => void>();
  const carrier = newCarrier(() => opened(desk));
  const allowance = newAllowance(ports.clock.uptime);
  const looks = newLoop(() => lookAtNew(desk, allowance));
  const debts = newLoop(() => payDebts(desk));
  const desk: Desk & { readonly closed: () => Promise<void> } = {
    client,
    ports,
    signal,
    live: new Map(),
    said: new Map(),
    inOrder: newOrder(),
    find: (wanted) => client.ask<'find-files'>({ kind: 'find-files', wanted }),
    carrier: () => carrier.get(),
    turns: newTurns(
      { start: (id) => start(desk, id), rest: (id) => void rest(desk, id) },
      ports.clock.later,
    ),
    change: (id, what) => desk.inOrder(id, () => change(desk, id, what)),
    happen: (id, what) => void desk.change(id, what).catch(() => {}),
    wake() {
      looks();
      debts();
    },
    later(ms, run) {
      const cancel = ports.clock.later(ms, () => {
        timers.delete(cancel);
        run();
      });
      timers.add(cancel);
    },
    async closed() {
      for (const cancel of timers) cancel();
      await carrier.end();
    },
  };
  return desk;
}

/** One for all, begun when it is first needed; where it could not begin, whoever comes next tries again. */
function newCarrier(open: () => Promise<Carrier>) {
  let carrier: Promise<Carrier> | undefined;
  return {
    get(): Promise<Carrier> {
      carrier ??= open().catch((failure: unknown) => {
        carrier = undefined;
        throw failure;
      });
      return carrier;
    },
    async end(): Promise<void> {
      const begun = await carrier?.catch(() => undefined);
      await begun?.[Symbol.asyncDispose]();
    },
  };
}

async function opened(desk: Desk): Promise<Carrier> {
  const { carrier } = desk.ports;
  if (!carrier || desk.signal.aborted) throw noFiles();
  return carrier({
    token: (id, how) => token(desk, id, how),
    told: hearCarrier(desk),
    mayServe: (id, device) => mayServe(desk, id, device),
  });
}

async function rest(desk: Desk, id: string): Promise<void> {
  desk.live.delete(id);
  const work = async (): Promise<void> => {
    if (!desk.turns.hasBegun(id)) await (await desk.carrier()).stop(id);
  };
  await desk.inOrder(id, work).catch(() => {});
}

async function change(desk: Desk, id: string, what: Happened): Promise<FoundFile | undefined> {
  const found = await fileOf(desk, id);
  if (!found) return undefined;
  const file = asFar(found, desk.live.get(id)?.bytes);
  const next = moved(file, what);
  if (next === file) return file;
  await keep(desk, next);
  await follows(desk, file, next);
  return next;
}

/** While it moves its bytes are not kept; where it stands still they are. */
const asFar = (file: FoundFile, bytes = file.about.bytes): FoundFile => ({
  ...file,
  about: { ...file.about, bytes },
});

const isOver = (file: FoundFile): boolean =>
  file.stage === 'done' || file.stage === 'gone' || isTakenBack(file);

/** What comes of a change that is on disk. */
async function follows(desk: Desk, before: FoundFile, now: FoundFile): Promise<void> {
  if (before.stage !== now.stage) {
    if (now.stage === 'waiting') desk.turns.add(now.way, now.id);
    else if (desk.ports.carrier) await stop(desk, now.id, isOver(now));
    if (now.stage === 'said') sayAgain(desk, now);
  }
  if (now.owes !== '') desk.wake();
}

/** Goes on with all that was on its way, be it that this is the first time or that something was not heard. */
async function resume(desk: Desk): Promise<void> {
  desk.wake();
  for await (const file of each(desk, { by: 'stage', stage: 'waiting' }))
    desk.turns.add(file.way, file.id);
  for await (const file of each(desk, { by: 'stage', stage: 'said' })) sayAgain(desk, file);
  // Where the line of one that is taken back came to was not heard.
  for await (const file of each(desk, { by: 'debt' }))
    if (file.about.seq === undefined && file.owes === 'drop') sayAgain(desk, file);
}
