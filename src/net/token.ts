import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';

const size = 32;
const patienceMs = 5000;

const fileOf = (folder: string, name: string): string => join(folder, `${name}.token`);

/** Writes a fresh token that only this user can read. */
export async function keepToken(folder: string, name: string): Promise<Buffer> {
  const token = randomBytes(size);
  await rm(fileOf(folder, name), { force: true });
  await writeFile(fileOf(folder, name), token, { mode: 0o600, flag: 'wx' });
  return token;
}

export async function readToken(folder: string, name: string): Promise<Buffer | undefined> {
  const token = await readFile(fileOf(folder, name)).catch(() => undefined);
  return token?.length === size ? token : undefined;
}

/*
 * Both sides show that they read the file, and neither shows what is in it:
 *
 *   owner  → caller   nonce of the owner
 *   caller → owner    nonce of the caller, HMAC(token, "caller" nonces)
 *   owner  → caller   HMAC(token, "owner" nonces)
 */

/** The listening side. False: the caller did not know the token, and the socket is gone. */
export async function proveOwner(socket: Socket, token: Buffer): Promise<boolean> {
  const mine = randomBytes(size);
  socket.write(mine);
  const said = await exactly(socket, 2 * size);
  const theirs = said?.subarray(0, size);
  if (!said || !theirs || !equal(said.subarray(size), proof(token, 'caller', mine, theirs))) {
    socket.destroy();
    return false;
  }
  socket.write(proof(token, 'owner', mine, theirs));
  return true;
}

/** The calling side. False: whoever listens there does not know the token. */
export async function proveCaller(socket: Socket, token: Buffer): Promise<boolean> {
  const theirs = await exactly(socket, size);
  if (!theirs) return false;
  const mine = randomBytes(size);
  socket.write(Buffer.concat([mine, proof(token, 'caller', theirs, mine)]));
  const said = await exactly(socket, size);
  return said !== undefined && equal(said, proof(token, 'owner', theirs, mine));
}

const proof = (token: Buffer, who: string, owner: Buffer, caller: Buffer): Buffer =>
  createHmac('sha256', token).update(who).update(owner).update(caller).digest();

const equal = (said: Buffer, wanted: Buffer): boolean =>
  said.length === wanted.length && timingSafeEqual(said, wanted);

/** The next so many bytes; undefined when they do not come in time. What follows them stays in the socket. */
function exactly(socket: Socket, bytes: number): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, patienceMs);
    socket.on('readable', look).on('close', finish);
    look();

    function look(): void {
      const said: unknown = socket.read(bytes);
      if (Buffer.isBuffer(said)) finish(said);
    }
    function finish(said?: unknown): void {
      clearTimeout(timer);
      socket.off('readable', look).off('close', finish);
      resolve(Buffer.isBuffer(said) ? said : undefined);
    }
  });
}
