import type { Store } from '../store/port.ts';
import type { Hearing } from './hub.ts';

/**
 * How far devices have received and people have read. Kept in memory and written together within a
 * second: what a crash loses costs a line that is sent again, or that is read again.
 */
export interface Marks {
  /** True when the device has received more than before. */
  readonly ack: (hearing: Hearing, seq: number) => boolean;
  /** The seq that holds now, or undefined when that was read before. */
  readonly read: (hearing: Hearing, seq: number) => number | undefined;
  /** Writes what is due. What cannot be written now stays due. */
  readonly flush: () => Promise<void>;
}

interface Due {
  readonly store: Pick<Store, 'ack' | 'markRead'>;
  readonly failed: (what: string, failure: unknown) => void;
  acks: Hearing[];
  reads: Map<string, { readonly user: number; readonly room: number; readonly seq: number }>;
  writing: Promise<void> | undefined;
}

export function newMarks(given: Pick<Due, 'store' | 'failed'>): Marks {
  const due: Due = { ...given, acks: [], reads: new Map(), writing: undefined };
  return {
    ack(hearing, seq) {
      const upTo = Math.min(seq, hearing.room.head);
      if (upTo <= hearing.acked) return false;
      hearing.acked = upTo;
      if (!hearing.ackDue) due.acks.push(hearing);
      hearing.ackDue = true;
      return true;
    },
    read(hearing, seq) {
      const { session, room } = hearing;
      const upTo = Math.min(seq, room.head);
      if (upTo <= hearing.read) return undefined;
      hearing.read = upTo;
      due.reads.set(`${session.user.id} ${room.id}`, {
        user: session.user.id,
        room: room.id,
        seq: upTo,
      });
      return upTo;
    },
    flush: () => (due.writing ??= write(due).finally(() => (due.writing = undefined))),
  };
}

/** Asked for in the same turn: both are one commit. */
async function write(due: Due): Promise<void> {
  await Promise.all([writeAcks(due, due.acks.splice(0)), writeReads(due)]);
}

async function writeReads(due: Due): Promise<void> {
  const { reads } = due;
  if (reads.size === 0) return;
  due.reads = new Map();
  try {
    await due.store.markRead([...reads.values()]);
  } catch (failure) {
    due.failed('marks.read', failure);
    for (const [key, mark] of reads) if (!due.reads.has(key)) due.reads.set(key, mark);
  }
}

async function writeAcks(due: Due, acks: readonly Hearing[]): Promise<void> {
  if (acks.length === 0) return;
  for (const hearing of acks) hearing.ackDue = false;
  try {
    await due.store.ack(acks.map(ackOf));
  } catch (failure) {
    due.failed('marks.ack', failure);
    for (const hearing of acks) {
      if (!hearing.ackDue) due.acks.push(hearing);
      hearing.ackDue = true;
    }
  }
}

const ackOf = ({
  session,
  room,
  acked,
}: Hearing): { device: number; room: number; seq: number } => ({
  device: session.device.id,
  room: room.id,
  seq: acked,
});
