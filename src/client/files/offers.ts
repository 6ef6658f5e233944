import { hash } from 'node:crypto';

import { encodeFileRest } from '../../protocol/file-rest.ts';
import { reasonOf } from '../../words/reason.ts';
import type { Ask, SaidContent } from '../port.ts';
import type { FileRow } from '../shown.ts';
import type { Looked } from './carrier-port.ts';
import { type Desk, fileOf, rowOf } from './desk.ts';
import type { KeptFile } from './kept.ts';

/** Offers a file: its row and its line are one step. Asked for again it is the same one. */
export function sendFile(desk: Desk, { id: line, to, path }: Ask<'send-file'>): Promise<FileRow> {
  return desk.inOrder(`line ${line}`, async () => {
    const [known] = await desk.find({ by: 'line', line, limit: 1 });
    if (known) return rowOf(desk, known);
    const carrier = await desk.carrier();
    const isOpen = await isChannel(desk, to);
    const file = await offer(desk, { line, path, again: 0, isOpen }, await carrier.look(path));
    await say(desk, file, to);
    const found = await fileOf(desk, file.id);
    if (!found) throw new Error('A file that is offered is kept');
    return rowOf(desk, found);
  });
}

interface Offered {
  readonly line: string;
  readonly path: string;
  readonly again: number;
  /** Everybody reads the line, who runs the nuvem as well: it says no address. */
  readonly isOpen: boolean;
}

async function isChannel({ client }: Desk, where: string): Promise<boolean> {
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  return where.startsWith('#') || rooms.find(({ key }) => key === where)?.kind === 'channel';
}

async function offer(
  { client, ports, carrier }: Desk,
  { line, path, again, isOpen }: Offered,
  looked: Looked,
): Promise<KeptFile> {
  const { name, size, type, folder, stamp, preview } = looked;
  const { direct, previews } = await ports.choices();
  const near = direct && !isOpen ? await (await carrier()).candidates() : [];
  const picture = previews && preview ? Buffer.from(preview).toString('base64') : undefined;
  return {
    id: ports.random(16).toString('hex'),
    line,
    room: '',
    way: 'out',
    stage: 'said',
    owes: '',
    at: ports.clock.now(),
    about: {
      from: client.me.name,
      name,
      size,
      type,
      key: ports.random(32).toString('hex'),
      path,
      stamp,
      bytes: 0,
      ...(folder && { folder }),
      ...(near.length > 0 && { direct: near }),
      ...(picture !== undefined && { preview: picture }),
      ...(again > 0 && { again }),
    },
  };
}

/** The line that offers the file goes out, or is looked for: the same however often. */
export async function say(desk: Desk, file: KeptFile, to: string): Promise<void> {
  const { id, line } = file;
  desk.said.set(line, id);
  try {
    const ask = { kind: 'send', id: line, to, content: contentOf(file), wait: 'waiting' } as const;
    const row = await desk.client.ask<'send'>({ ...ask, file });
    if (row.seq !== undefined) void stored(desk, line, row.seq);
  } catch (failure) {
    desk.said.delete(line);
    throw failure;
  }
}

/** The same, of one that was kept before. */
export function sayAgain(desk: Desk, file: KeptFile): void {
  say(desk, file, file.room).catch((failure: unknown) => {
    if (!desk.signal.aborted)
      void desk.change(file.id, { happened: 'refused', reason: reasonOf(failure) });
  });
}

export async function stored(desk: Desk, line: string, seq: number): Promise<void> {
  const id = desk.said.get(line);
  desk.said.delete(line);
  if (id !== undefined) await desk.change(id, { happened: 'stored', seq });
}

function contentOf({ id, about }: KeptFile): SaidContent {
  const { name, size, type, key, folder, preview, direct } = about;
  const rest = encodeFileRest({
    key: Buffer.from(key, 'hex'),
    folder,
    preview: preview === undefined ? undefined : Buffer.from(preview, 'base64'),
    direct,
  });
  return { kind: 'file', file: Buffer.from(id, 'hex'), name, size, type, rest };
}

/** A source that changes all the time is not offered without end. */
const mostAgain = 3;

/** What was to be sent is another file by now: that one is offered, and the former one taken back. */
export async function offerAgain(desk: Desk, id: string): Promise<void> {
  const before = await fileOf(desk, id);
  const { path, again = 0 } = before?.about ?? {};
  if (!before || path === undefined || before.stage !== 'waiting') return;
  if (again >= mostAgain)
    return void (await desk.change(id, { happened: 'failed', reason: ['file-changing'] }));
  // After a crash in between it is the same line, and no further offer.
  const line = namedAfter('again', id);
  const [known] = await desk.find({ by: 'line', line, limit: 1 });
  if (!known) {
    const looked = await (await desk.carrier()).look(path);
    const isOpen = await isChannel(desk, before.room);
    const next = await offer(desk, { line, path, again: again + 1, isOpen }, looked);
    await say(desk, next, before.room);
  }
  await desk.change(id, { happened: 'replaced' });
}

/** The id of a line that comes of a file, once. */
export const namedAfter = (what: string, file: string): string =>
  hash('sha256', `${what} ${file}`).slice(0, 32);
