import { access, constants, open } from 'node:fs/promises';
import { extname } from 'node:path';

import type { Looked } from '../client/files/carrier-port.ts';
import { Trouble } from '../words/reason.ts';
import { safeName } from './name.ts';
import { type Survey, surveyed, troubleOf } from './survey.ts';

/** What a file is by the end of its name. Others are just bytes. */
const types: ReadonlyMap<string, string> = new Map([
  ['.txt', 'text/plain'],
  ['.md', 'text/markdown'],
  ['.csv', 'text/csv'],
  ['.html', 'text/html'],
  ['.json', 'application/json'],
  ['.pdf', 'application/pdf'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.gif', 'image/gif'],
  ['.webp', 'image/webp'],
  ['.svg', 'image/svg+xml'],
  ['.mp3', 'audio/mpeg'],
  ['.ogg', 'audio/ogg'],
  ['.flac', 'audio/flac'],
  ['.wav', 'audio/wav'],
  ['.mp4', 'video/mp4'],
  ['.mkv', 'video/x-matroska'],
  ['.webm', 'video/webm'],
  ['.zip', 'application/zip'],
  ['.gz', 'application/gzip'],
  ['.xz', 'application/x-xz'],
  ['.zst', 'application/zstd'],
  ['.tar', 'application/x-tar'],
]);

/** What can be sent, as it lies there. Throws `Trouble` of what cannot. */
export async function look(
  path: string,
  preview?: (path: string, type: string) => Promise<Uint8Array | undefined>,
): Promise<Looked> {
  const survey = await surveyed(path);
  await mustBeReadable(survey);
  const { name, size, stamp, folder, leftOut } = survey;
  const type = types.get(extname(name).toLowerCase()) ?? 'application/octet-stream';
  const picture = folder ? undefined : await preview?.(path, type);
  return {
    name: safeName(name),
    size,
    type,
    folder: folder !== undefined,
    stamp,
    ...(picture && { preview: picture }),
    ...(leftOut > 0 && { note: ['folder-left-out', leftOut] as const }),
  };
}

async function mustBeReadable({ path, size, folder }: Survey): Promise<void> {
  for (const file of folder?.map((entry) => entry.file) ?? [path])
    await access(file, constants.R_OK).catch((failure: unknown) => {
      throw troubleOf(file, failure);
    });
  if (!folder && size === 0) await mustBeEmpty(path);
}

/** The system makes some files as they are read, and says of each that it is empty. */
async function mustBeEmpty(path: string): Promise<void> {
  const file = await open(path, 'r').catch((failure: unknown) => {
    throw troubleOf(path, failure);
  });
  try {
    const { bytesRead } = await file.read(Buffer.alloc(1), 0, 1, 0);
    // What is being written at this moment is another matter: that it changed is noticed later.
    if (bytesRead > 0 && (await file.stat()).size === 0) throw new Trouble(['file-sizeless', path]);
  } catch (failure) {
    throw failure instanceof Trouble ? failure : troubleOf(path, failure);
  } finally {
    await file.close();
  }
}
