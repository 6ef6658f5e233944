import { type Client, ClientError } from '../client/port.ts';
import type { Reason } from '../words/reason.ts';

/** Whether what is said gets onto the disk of this machine. */
export interface Disk {
  /** Does its work; rejects when the disk takes no more and the line is not on it. */
  readonly unlessFull: <T>(line: string, work: Promise<T>) => Promise<T>;
}

interface Waiting {
  readonly fail: (why: ClientError) => void;
}

/** Follows what a client tells of its disk until `signal` aborts: a line is kept when it is told. */
export function watchDisk(client: Client, signal: AbortSignal): Disk {
  const unkept = new Map<string, Waiting>();
  void follow();

  async function follow(): Promise<void> {
    for await (const event of client.events(signal)) {
      if (event.event === 'line') unkept.delete(event.line.id);
      const because = event.event === 'notice' ? notWritten(event.reason) : undefined;
      if (because) for (const { fail } of unkept.values()) fail(failure(client, because));
    }
  }

  return {
    unlessFull: (line, work) =>
      new Promise((resolve, reject) => {
        unkept.set(line, { fail: reject });
        work.then(resolve, reject).finally(() => unkept.delete(line));
      }),
  };
}

const notWritten = ([key, inner]: Reason): Reason | undefined =>
  key === 'not-written' && typeof inner === 'object' ? inner.because : undefined;

const failure = ({ me }: Client, because: Reason): ClientError =>
  new ClientError('local', [me.attached ? 'unkept-there' : 'unkept', { because }]);
