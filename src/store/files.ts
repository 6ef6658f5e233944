import type { Bytes, Outcome, Placed, Post } from './rows.ts';

/** A file that was announced, and how much of it is there. Its bytes are somewhere else. */
export interface FileRow {
  readonly id: Bytes;
  readonly room: number;
  /** The key of that room. */
  readonly key: Bytes;
  /** The line that announced it, by whom, on which device. */
  readonly seq: number;
  readonly user: number;
  readonly device: number;
  /** Bytes of all its sealed chunks. */
  readonly size: number;
  readonly at: number;
  /** How many chunks are on disk, and whether that is all of them. */
  readonly kept: number;
  readonly complete: boolean;
}

/** A line that announces a file, with what its author and all authors together may have, and what fits in now. */
export interface Announced {
  readonly post: Post;
  readonly id: Bytes;
  readonly size: number;
  readonly at: number;
  readonly expires: number;
  readonly mostOfUser: number;
  readonly mostOfAll: number;
  readonly mostNow: number;
}

/** What a file is opened for: its bytes come from the device that announced it, and go to whom the line was for. */
export type FileUse = 'put' | 'get';

/** A file whose time is over, and why. */
export interface DueFile extends FileRow {
  readonly why: 'expired' | 'dropped' | 'fetched';
}

/** Somebody has all of a file: for the first time, and whether now everybody has whom the line was for. */
export interface Fetched {
  readonly file: FileRow;
  readonly first: boolean;
  readonly byAll: boolean;
}

/** What the nuvem remembers of files; a part of `Store`. What is gone is known for a while, so that it is asked for in vain. */
export interface FileStore {
  /**
   * Line and announcement, both or neither. As a post, and `files-full` (of this person), `disk-full` (of all, or now),
   * `bad` (another file has this id).
   */
  readonly announceFile: (announced: Announced) => Promise<Placed>;
  /** `no-file` when it is not there, or not for this device; `wait` when its device is to be let in again first. */
  readonly fileFor: (
    id: Bytes,
    user: number,
    device: number,
    use: FileUse,
  ) => Promise<Outcome<FileRow>>;
  /** All that are not gone, by id, behind one; an empty id is before the first. */
  readonly files: (after: Bytes, limit: number) => Promise<readonly FileRow[]>;
  /** So many chunks are on disk; never fewer than before. False when the file is gone. */
  readonly keepFile: (id: Bytes, kept: number, complete: boolean) => Promise<boolean>;
  /**
   * Fewer chunks are on disk than was remembered, as after a restore: a file that was complete is gone, another
   * one goes on from there.
   */
  readonly lostFile: (id: Bytes, kept: number, at: number) => Promise<void>;
  /** This device has all of it. Who sent it learns whether everybody has, however often, and changes nothing. */
  readonly haveFile: (
    id: Bytes,
    user: number,
    device: number,
    at: number,
  ) => Promise<Outcome<Fetched>>;
  /** By the person who sent it; `fresh` the first time. */
  readonly dropFile: (
    id: Bytes,
    user: number,
    at: number,
  ) => Promise<Outcome<{ readonly file: FileRow; readonly fresh: boolean }>>;
  /**
   * What is to go now, the oldest first. Each call also looks at some of the others, whether somebody they waited for
   * left, or whoever sent them: `more` until it has seen them all, or when there was no room for all that are due.
   */
  readonly filesDue: (
    at: number,
    limit: number,
  ) => Promise<{ readonly due: readonly DueFile[]; readonly more: boolean }>;
  /** Their bytes are deleted: they count no more. */
  readonly removeFiles: (ids: readonly Bytes[], at: number) => Promise<void>;
}
