import { type Body, bodyIn } from '../../e2ee/body.ts';
import { type FaultCode, SealFault } from '../../e2ee/fault.ts';
import { type Head, headIn } from '../../e2ee/head.ts';
import { type Member, open } from '../../e2ee/room.ts';
import { heard, passed } from '../../e2ee/witness.ts';
import type { Kept } from '../db-port.ts';
import { lineAt } from '../db/queries.ts';
import { outPlace } from '../db/writes.ts';
import type { Unread } from '../seal-port.ts';
import { groupOf, labelOf } from './label.ts';
import type { Place } from './place.ts';
import { cannotRead, type Step } from './step.ts';

/** A line of a sealed room's log: what is in it goes into the archive, and its key is gone. */
export async function openLine(step: Step, line: Kept, id: string | undefined): Promise<void> {
  const place = step.place(line.room);
  if (isOver(place, line.seq)) return again(step, line);
  const why =
    line.device === step.self.claim.device
      ? ownLine(step, place, line, id)
      : await otherLine(step, place, line);
  if (place.witness) passed(place.witness, line.seq, line.body);
  if (why) cannotRead(step, line, why);
}

/** Entries that were read before, or before this device was let in. */
export const isOver = ({ witness }: Place, seq: number): boolean =>
  witness !== undefined && seq <= witness.seq;

/** What is archived stays as it is: the entry was read before, or is another one in its place. */
export function again(step: Step, line: Kept): void {
  const { room, seq } = line;
  const there = lineAt(step.db, step.bodies, room, seq);
  if (!there) return cannotRead(step, line, 'not-in');
  const isSame = there.kind === 0 && there.device === line.device && there.no === line.no;
  if (isSame) step.tell({ of: 'opened', room, seq, body: there.body, suspicions: [] });
  else step.tell({ of: 'unreadable', room, seq, why: 'forged' });
}

interface OutRow {
  readonly body: Uint8Array;
  readonly wire: Uint8Array | null;
  readonly count: number | null;
}

/** Nobody can open what they sealed themselves, so it is the waiting line, when it is that to the last byte. */
function ownLine(step: Step, place: Place, line: Kept, id: string | undefined): Unread | undefined {
  const row =
    id === undefined
      ? undefined
      : step.db.get<OutRow>('SELECT body, wire, count FROM outbox WHERE id=?', [id]);
  if (id === undefined || !row) return 'own';
  if (!row.wire || Buffer.compare(row.wire, line.body) !== 0) return 'forged';
  const body = step.bodies.open(outPlace(id), row.body);
  const key = Buffer.from(step.self.key).toString('hex');
  const counts = place.witness?.counts;
  counts?.set(key, Math.max(counts.get(key) ?? 0, row.count ?? 0));
  step.archive({ ...line, id, body }, true);
  step.tell({ of: 'opened', room: line.room, seq: line.seq, body, suspicions: [] });
  return undefined;
}

async function otherLine(step: Step, place: Place, line: Kept): Promise<Unread | undefined> {
  const { room, device, no, seq } = line;
  const { mls, witness } = place;
  if (!mls || !witness) return place.state === 'lost' ? 'lost' : 'not-in';
  const wrong = wrongIn(place, headIn(line.body), 'line');
  if (wrong) return wrong;
  const opened = await open(mls, line.body, labelOf('line', { room, device, no }));
  if (!opened.ok) return unreadOf[opened.error.code];
  const { by } = opened.value;
  if (!isBy(by, line)) return 'forged';
  place.mls = opened.value.room;
  const body = bodyOf(opened.value.body);
  if (!body) return 'malformed';
  const suspicions = heard(witness, by.key, body);
  step.archive({ ...line, body: body.content }, false);
  step.tell({ of: 'opened', room, seq, body: body.content, suspicions });
  return undefined;
}

export const isBy = ({ user, device }: Member, line: Kept): boolean =>
  user === line.from && device === line.device;

/** What can be seen to be wrong with a message without opening it. */
export function wrongIn(
  { room, gen, epoch }: Place,
  head: Head | undefined,
  kind: Head['kind'],
): Unread | undefined {
  if (!head) return 'malformed';
  const [own, its] = [Buffer.from(groupOf(room, gen)), Buffer.from(head.group)];
  const isOfRoom = its.length === own.length && its.subarray(0, 16).equals(own.subarray(0, 16));
  if (head.kind !== kind || !isOfRoom) return 'forged';
  const order = Buffer.compare(its, own) || head.epoch - epoch;
  if (order === 0) return undefined;
  return order < 0 ? 'past' : 'ahead';
}

/** What came of a message that does not open. */
export const unreadOf: Readonly<Record<FaultCode, Unread>> = {
  wire: 'malformed',
  epoch: 'past',
  tree: 'malformed',
  welcome: 'malformed',
  policy: 'malformed',
  signer: 'forged',
  crypto: 'forged',
};

function bodyOf(plain: Uint8Array): Body | undefined {
  try {
    return bodyIn(plain);
  } catch (fault) {
    if (fault instanceof SealFault) return undefined;
    throw fault;
  }
}
