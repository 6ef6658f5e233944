import { type Answers, type Ask, type AskKind, ClientError } from '../port.ts';
import type { FileRow } from '../shown.ts';
import { type Desk, rowOf } from './desk.ts';
import { type FoundFile, isTakenBack } from './kept.ts';
import type { Happened } from './moves.ts';
import { sendFile } from './offers.ts';

/** So many are listed, the newest. */
const most = 1000;

type Wishes = {
  readonly [K in AskKind]?: (desk: Desk, ask: Ask<K>) => Promise<Answers[K]>;
};

const wish =
  (happened: 'paused' | 'resumed' | 'cancelled') =>
  (desk: Desk, { file }: { readonly file: string }): Promise<FileRow> =>
    doing(desk, file, { happened });

/** What people ask about files. */
export const wishes: Wishes = {
  'send-file': (desk, ask) => {
    if (!desk.ports.carrier) throw noFiles();
    return sendFile(desk, ask);
  },
  files: async (desk, { room }) => {
    const wanted = room === undefined ? ({ by: 'all' } as const) : ({ by: 'room', room } as const);
    const files = await desk.find({ ...wanted, limit: most });
    return files.toReversed().map((file) => rowOf(desk, file));
  },
  'get-file': async (desk, { file: name, out }) => {
    if (!desk.ports.carrier) throw noFiles();
    const file = await named(desk, name);
    if (file.way === 'out')
      throw new ClientError('usage', ['file-is-here', file.about.path ?? file.about.name]);
    return doing(desk, file.id, { happened: 'wanted', into: out });
  },
  'pause-file': wish('paused'),
  'resume-file': async (desk, ask) => {
    const { stage, about, ...rest } = await named(desk, ask.file);
    if (stage === 'failed' && about.why && isTakenBack({ stage, about, ...rest }))
      throw new ClientError('refused', about.why);
    return wish('resumed')(desk, ask);
  },
  'cancel-file': wish('cancelled'),
  'ask-fetched': async (desk, { file: name }) => {
    const { id, way } = await named(desk, name);
    if (way === 'out') await desk.client.ask<'file-done'>({ kind: 'file-done', file: id });
    return undefined;
  },
  // A line of a file goes out with the file, or again when it had failed.
  send: async ({ client, find }, { file: _file, ...ask }) => {
    if (ask.content.kind !== 'file') return client.ask<'send'>(ask);
    const [file] = await find({ by: 'line', line: ask.id, limit: 1 });
    if (file?.way !== 'out') throw new ClientError('usage', ['file-line']);
    return client.ask<'send'>(ask);
  },
};

export const noFiles = (): ClientError => new ClientError('local', ['no-files']);

async function doing(desk: Desk, name: string, what: Happened): Promise<FileRow> {
  const { id } = await named(desk, name);
  const file = await desk.change(id, what);
  if (!file) throw noSuchFile(name);
  return rowOf(desk, file);
}

/** The one whose id begins like that. */
async function named({ find }: Desk, name: string): Promise<FoundFile> {
  const id = name.toLowerCase();
  const [file, other] = /^[0-9a-f]{1,32}$/.test(id) ? await find({ by: 'id', id, limit: 2 }) : [];
  if (!file) throw noSuchFile(name);
  if (other) throw new ClientError('usage', ['several-files', name]);
  return file;
}

const noSuchFile = (name: string): ClientError => new ClientError('usage', ['no-such-file', name]);
