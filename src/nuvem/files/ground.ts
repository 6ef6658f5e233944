import type { World } from '../handler.ts';
import type { FileConnection } from './connection.ts';
import type { OpenFiles } from './open-files.ts';
import type { Space } from './space.ts';

/** What the connections of files share. */
export interface FileGround extends Pick<
  World,
  'store' | 'hub' | 'fileTokens' | 'log' | 'now' | 'later'
> {
  readonly open: OpenFiles;
  readonly space: Space;
  readonly connections: Set<FileConnection>;
}
