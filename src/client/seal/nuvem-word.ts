import { type Content, parseContent } from '../../protocol/content.ts';
import { entryKinds } from '../../protocol/entries.ts';
import { Malformed } from '../../protocol/malformed.ts';
import type { Kept } from '../db-port.ts';
import { again, isOver } from './hear.ts';
import type { Place } from './place.ts';
import { cannotRead, type Step } from './step.ts';

type Notice = Extract<Content, { readonly kind: 'notice' }>;

/** What the nuvem writes into a sealed room's log: it stands there as its word, unless the keys say otherwise. */
export function hearNuvem(step: Step, line: Kept): void {
  const place = step.place(line.room);
  if (isOver(place, line.seq)) return again(step, line);
  const notice = line.kind === entryKinds.notice ? noticeIn(line.body) : undefined;
  if (!notice || isUntrue(place, notice)) return cannotRead(step, line, 'untrue');
  step.archive(line, false);
  step.tell({ of: 'opened', room: line.room, seq: line.seq, body: line.body, suspicions: [] });
}

const coming: ReadonlySet<Notice['change']> = new Set(['joined', 'added']);
const going: ReadonlySet<Notice['change']> = new Set(['left', 'removed', 'banned']);

/**
 * Who comes and goes is in the commits, and nobody takes back what others sealed. Of the last who leave there is no
 * commit, as nobody stays to make one.
 */
function isUntrue({ state, roster }: Place, { change, names }: Notice): boolean {
  if (change === 'line-removed') return true;
  if (state !== 'in') return false;
  const isInside = (name: string): boolean => roster.some(({ user }) => user === name);
  if (coming.has(change)) return !names.every(isInside);
  if (change === 'left' && roster.every(({ user }) => names.includes(user))) return false;
  return going.has(change) && names.some(isInside);
}

function noticeIn(body: Uint8Array): Notice | undefined {
  try {
    const content = parseContent(body);
    return content.kind === 'notice' ? content : undefined;
  } catch (fault) {
    if (fault instanceof Malformed) return undefined;
    throw fault;
  }
}
