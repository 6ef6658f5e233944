import { type Answers, type Ask, type AskKind, type Client, ClientError } from '../port.ts';
import type { OpenCarrier } from './carrier-port.ts';

export interface FilePorts {
  /** Called when the first file moves; without it none does. */
  readonly carrier: OpenCarrier | undefined;
}

const asks = [
  'send-file',
  'get-file',
  'pause-file',
  'resume-file',
  'cancel-file',
] as const satisfies readonly AskKind[];
const ours: ReadonlySet<AskKind> = new Set(asks);

/** The client with its files: they move as long as it is open. */
export function withFiles(client: Client, { carrier }: FilePorts): Client {
  if (carrier) throw new Error('Nothing here carries files yet');
  return {
    get me() {
      return client.me;
    },
    ask: <K extends AskKind>(ask: Ask<K>): Promise<Answers[K]> => {
      if (ask.kind === 'files') return Promise.resolve([] as never);
      if (!ours.has(ask.kind)) return client.ask(ask);
      return Promise.reject(new ClientError('local', ['no-files']));
    },
    events: client.events,
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}
