import type { Account } from './account.ts';
import { newEngine } from './engine.ts';
import { type Answers, type Ask, type AskKind, type Client, ClientError } from './port.ts';
import type { Ports } from './ports.ts';
import { newBroadcast } from './queue.ts';
import { start } from './start.ts';

/** Opens the account's client: it lives, and keeps its link, until it is disposed of. */
export async function openClient(ports: Ports, account: Account): Promise<Client> {
  const { state, writes } = start(await ports.db.load(), account, ports);
  if (writes.length > 0) await ports.db.commit(writes);
  const events = newBroadcast();
  const engine = newEngine(ports, account, state, events);
  let asks = 0;
  let over: Promise<void> | undefined;
  engine.happen({ type: 'opened' });

  async function end(): Promise<void> {
    engine.ended(ended());
    events.end();
    await ports.db[Symbol.asyncDispose]();
  }

  return {
    get me() {
      const { name, nuvem, addresses, device } = engine.account();
      return { name, nuvem, address: addresses[0] ?? '', device, seals: ports.seals };
    },
    ask: <K extends AskKind>(ask: Ask<K>) =>
      new Promise<Answers[K]>((resolve, reject) => {
        if (over) return reject(ended());
        asks += 1;
        engine.waiting.set(asks, { resolve, reject });
        engine.happen({ type: 'ask', n: asks, ask: ask as Ask });
      }),
    events: events.items,
    [Symbol.asyncDispose]: () => (over ??= end()),
  };
}

const ended = (): ClientError => new ClientError('interrupted', ['closed-early']);
