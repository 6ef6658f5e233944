import type { Announced } from '../../../src/store/files.ts';
import { bytes, now, type Person } from './people.ts';

export const day = 86_400_000;

/** A line of somebody that announces a small file, with room for ten of them. */
export const announcing = (
  by: Person,
  room: number,
  no: number,
  more: Partial<Announced> = {},
): Announced => ({
  post: by.post(room, no),
  id: bytes(16),
  size: 1000,
  at: now,
  expires: now + 30 * day,
  mostOfUser: 10_000,
  mostOfAll: 20_000,
  mostNow: Infinity,
  ...more,
});
