import { isSealedAs } from '../../protocol/sealed.ts';
import type { Bytes, Commit, Outcome } from '../rows.ts';
import { type Base, no, ok } from './base.ts';
import { type Blob, waitingBlob } from './blobs.ts';
import type { RoomRow } from './views.ts';

/** The blobs that a commit names. */
export interface CommitParts {
  readonly blob: Blob | undefined;
  readonly welcome: Blob | undefined;
}

/** What a commit consists of, if its header says what the request says. `conflict` when a blob is not there. */
export function partsOf(base: Base, room: RoomRow, commit: Commit): Outcome<CommitParts> {
  const { body, add } = commit;
  const isWhole = (body.length === 0) === (commit.blob !== undefined);
  const invites = add.length > 0;
  if (!isWhole || invites !== (commit.welcome !== undefined)) return no('bad');
  const blob = named(base, commit, commit.blob);
  const welcome = named(base, commit, commit.welcome);
  if (blob === 'missing' || welcome === 'missing') return no('conflict');
  const place = { room: room.key, gen: commit.gen, epoch: commit.epoch };
  // What an invitation says, only whoever is invited can tell.
  const isRight = isSealedAs(blob?.bytes ?? body, 'commit', place);
  return isRight ? ok({ blob, welcome }) : no('bad');
}

function named(base: Base, { room, device }: Commit, hash: Bytes | undefined) {
  return hash && (waitingBlob(base, { room, device, hash }) ?? 'missing');
}
