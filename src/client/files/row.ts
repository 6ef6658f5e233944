import { type Reason, whyOf } from '../../words/reason.ts';
import type { FileRow } from '../shown.ts';
import type { FoundFile } from './kept.ts';

/** How a file moves now, which is not kept. */
export interface Live {
  readonly bytes?: number;
  /** Only while it moves. */
  readonly rate?: number;
  readonly by?: 'direct' | 'nuvem';
  /** What it waits for. */
  readonly why?: Reason;
}

/** A file as front ends see it. */
export function fileRow(file: Omit<FoundFile, 'place'>, live?: Live): FileRow {
  const { id, line, way, to, at, about } = file;
  const { why: waits, ...moving } = live ?? {};
  const { from, name, size, type, folder, preview, path, why, bytes, by } = about;
  const reason = waits ?? why;
  return {
    id,
    way,
    room: to,
    line,
    from,
    name,
    size,
    type,
    at,
    bytes,
    state: stateOf(file, live),
    ...(folder && { folder }),
    ...(path !== undefined && { path }),
    ...(preview !== undefined && { preview: Buffer.from(preview, 'base64') }),
    ...(by && { by }),
    ...moving,
    ...(reason && whyOf(reason)),
  };
}

function stateOf({ stage }: Pick<FoundFile, 'stage'>, live: Live | undefined): FileRow['state'] {
  if (stage === 'new') return 'offered';
  if (stage === 'said') return 'waiting';
  return stage === 'waiting' && live?.rate !== undefined ? 'moving' : stage;
}
