import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A piece of network between a client and a nuvem that a test can turn into a black hole. */
export interface Hole extends AsyncDisposable {
  readonly port: number;
  /** From now on the open connections swallow everything, and nobody is told. New ones pass. */
  readonly swallow: () => void;
  /** What was swallowed arrives after all. */
  readonly release: () => void;
  /** Bytes on their way to the nuvem that are kept in the hole. */
  readonly kept: () => number;
}

export async function newHole(to: number): Promise<Hole> {
  const pairs = new Set<Pair>();
  const server = createServer((near) => {
    const pair = newPair(near, connect(to, '127.0.0.1'));
    pairs.add(pair);
  });
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    swallow: () => pairs.forEach((pair) => pair.swallow()),
    release: () => pairs.forEach((pair) => pair.release()),
    kept: () => [...pairs].reduce((sum, pair) => sum + pair.kept(), 0),
    async [Symbol.asyncDispose]() {
      for (const pair of pairs) pair.end();
      await new Promise((closed) => void server.close(closed));
    },
  };
}

interface Pair {
  readonly swallow: () => void;
  readonly release: () => void;
  readonly kept: () => number;
  readonly end: () => void;
}

function newPair(near: Socket, far: Socket): Pair {
  let hole: Buffer[] | undefined;
  for (const socket of [near, far]) socket.on('error', () => {});
  near.on('data', (chunk) => (hole ? void hole.push(chunk) : far.write(chunk)));
  far.on('data', (chunk) => void (hole ?? near.write(chunk)));
  // An end does not pass a black hole either.
  near.on('close', () => void (hole ?? far.destroy()));
  far.on('close', () => void (hole ?? near.destroy()));
  return {
    swallow: () => void (hole ??= []),
    release() {
      for (const chunk of hole ?? []) far.write(chunk);
      far.end();
      hole = undefined;
    },
    kept: () => (hole ?? []).reduce((sum, { length }) => sum + length, 0),
    end() {
      near.destroy();
      far.destroy();
    },
  };
}
