import { type Body, bodyIn } from '../../e2ee/body.ts';
import { type FaultCode, SealFault } from '../../e2ee/fault.ts';
import { type Head, headIn } from '../../e2ee/head.ts';
import { type Member, open } from '../../e2ee/room.ts';
import { confirms, heard, passed } from '../../e2ee/witness.ts';
import type { Kept } from '../db-port.ts';
import { lineAt, pastLine } from '../db/queries.ts';
import { outPlace } from '../db/writes.ts';
import type { Suspicion } from '../sealed/suspicion.ts';
import type { Proof } from '../seen.ts';
import { groupOf, labelOf } from './label.ts';
import type { Place } from './place.ts';
import type { Unread } from './port.ts';
import { cannotRead, type Step } from './step.ts';
import { heardTitle } from './title.ts';
import { wearOf } from './wear.ts';

/** A line of a sealed room's log: what is in it goes into the archive, and its key is gone. */
export async function openLine(step: Step, line: Kept, own: Own): Promise<void> {
  const place = step.place(line.room);
  if (isOver(place, line.seq)) return again(step, line);
  const why =
    line.device === step.self.claim.device
      ? await ownLine(step, place, line, own)
      : await otherLine(step, place, line);
  if (place.witness) passed(place.witness, line.seq, line.body);
  if (why && !cameAgain(step, line)) cannotRead(step, line, why);
}

/** The nuvem had forgotten it, and a newer copy of its database knows it again: it is what was read here then. */
function cameAgain(step: Step, line: Kept): boolean {
  const { room, seq } = line;
  const there = pastLine(step.db, step.bodies, line);
  if (!there || there.from !== line.from) return false;
  const { id, body } = there;
  step.archive({ ...line, id, body }, line.device === step.self.claim.device);
  step.run('UPDATE lines SET lost=0 WHERE room=? AND seq=? AND id=?', [room, seq, id]);
  step.tell({ of: 'opened', room, seq, body, suspicions: [], again: true });
  return true;
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

/** The waiting line that it is, or may be. */
interface Own {
  readonly id: string | undefined;
  readonly perhaps: string | undefined;
}

/** Nobody can open what they sealed themselves, so it is the waiting line, when it is that to the last byte. */
async function ownLine(
  step: Step,
  place: Place,
  line: Kept,
  { id, perhaps }: Own,
): Promise<Unread | undefined> {
  const row = rowOf(step, id);
  if (id !== undefined && row?.wire && Buffer.compare(row.wire, line.body) === 0)
    return cameBack(step, place, { ...line, id }, row);
  const isTold = await isFromCopy(step, place, line, id ?? perhaps);
  const why = id === undefined ? 'own' : 'forged';
  return isTold ? undefined : why;
}

function cameBack(step: Step, place: Place, line: Kept, row: OutRow): undefined {
  const { witness } = place;
  const body = step.bodies.open(outPlace(line.id), row.body);
  const key = Buffer.from(step.self.key).toString('hex');
  witness?.counts.set(key, Math.max(witness.counts.get(key) ?? 0, row.count ?? 0));
  step.archive({ ...line, body }, true);
  heardTitle(place, line, body);
  step.tell({ of: 'opened', room: line.room, seq: line.seq, body, suspicions: [] });
}

const rowOf = ({ db }: Step, id: string | undefined): OutRow | undefined =>
  id === undefined
    ? undefined
    : db.get<OutRow>('SELECT body, wire, count FROM outbox WHERE id=?', [id]);

/**
 * It was sealed with a key that this device has not used: by a newer copy of these files. So that can be opened, as
 * the line of anybody, and the key is used now. Whatever does not open was not sealed here, or known to be.
 */
async function isFromCopy(
  step: Step,
  place: Place,
  line: Kept,
  perhaps: string | undefined,
): Promise<boolean> {
  const { room, seq } = line;
  const read = await readLine(step, place, line);
  if (typeof read === 'string') return false;
  const { content, suspicions } = read;
  const row = rowOf(step, perhaps);
  const text = perhaps !== undefined && row && step.bodies.open(outPlace(perhaps), row.body);
  const isThat = text && Buffer.compare(text, content) === 0;
  step.archive({ ...line, ...(isThat && { id: perhaps }), body: content }, true);
  step.tell({ of: 'opened', room, seq, body: content, suspicions, ...(isThat && { isThat }) });
  return true;
}

async function otherLine(step: Step, place: Place, line: Kept): Promise<Unread | undefined> {
  const { room, seq } = line;
  const read = await readLine(step, place, line);
  if (typeof read === 'string') return read;
  const { content: body, suspicions, proof } = read;
  step.archive({ ...line, body }, false);
  const wear = wearOf(step, place);
  step.tell({ of: 'opened', room, seq, body, suspicions, wear, ...(proof && { proof }) });
  return undefined;
}

interface Read {
  readonly content: Uint8Array;
  readonly suspicions: readonly Suspicion[];
  readonly proof: Proof | undefined;
}

/** Opens it with the key that it was sealed with, which is gone then. */
async function readLine({ isSigned }: Step, place: Place, line: Kept): Promise<Read | Unread> {
  const { room, device, no } = line;
  const { mls, witness } = place;
  if (!mls || !witness) return place.state === 'lost' ? 'lost' : 'not-in';
  const wrong = wrongIn(place, headIn(line.body), 'line');
  if (wrong) return wrong;
  const opened = await open(mls, line.body, labelOf('line', { room, device, no }), isSigned);
  if (!opened.ok) return unreadOf[opened.error.code];
  const { by } = opened.value;
  if (!isBy(by, line)) return 'forged';
  place.mls = opened.value.room;
  const body = bodyOf(opened.value.body);
  if (!body) return 'malformed';
  heardTitle(place, line, body.content);
  const proof = proofOf(place, by, body);
  return { content: body.content, suspicions: heard(witness, by.key, body), proof };
}

/** What its author has of the log, in their own sealed word. */
function proofOf(
  { witness, roster }: Place,
  { device }: Member,
  { mark }: Body,
): Proof | undefined {
  if (!witness || !mark || !confirms(witness, mark)) return undefined;
  const { since = 0 } = roster.find((one) => one.device === device) ?? {};
  return { after: since, upTo: mark.seq };
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
