import { bodyBytes } from '../../e2ee/body.ts';
import { seal } from '../../e2ee/room.ts';
import { markOf } from '../../e2ee/witness.ts';
import { outPlace } from '../db/writes.ts';
import { labelOf } from './label.ts';
import type { Place } from './place.ts';
import type { Outcome, SealWrite } from './port.ts';
import type { Step } from './step.ts';
import { wearOf } from './wear.ts';

interface Row {
  readonly room: string;
  readonly no: number;
  readonly body: Uint8Array;
  readonly wire: Uint8Array | null;
  readonly gen: number | null;
  readonly epoch: number | null;
}

type Why = Extract<Outcome, { readonly of: 'unsealed' }>['why'];

/** Seals a waiting line; what was sealed for this epoch and number already goes out as it was. */
export async function sealLine(
  step: Step,
  { id, wary }: Extract<SealWrite, { readonly do: 'seal' }>,
): Promise<void> {
  const row = step.db.get<Row>(
    `SELECT room, no, body, wire, gen, epoch FROM outbox WHERE id=? AND no>0 AND state='waiting'`,
    [id],
  );
  if (!row) return step.tell({ of: 'unsealed', id, room: '', why: 'gone' });
  const { room, no } = row;
  const place = step.place(room);
  const why = hindrance(place, wary === true);
  if (why) return step.tell({ of: 'unsealed', id, room, why });
  const { gen, epoch } = place;
  const isSealed = row.wire !== null && row.gen === gen && row.epoch === epoch;
  const wire = isSealed && row.wire ? row.wire : await sealed(step, place, id, row);
  const wear = wearOf(step, place);
  step.tell({ of: 'sealed', id, room, no, gen, epoch, wire, wear });
}

function hindrance(
  { state, spent, alarm, newcomers, pending, gen }: Place,
  wary: boolean,
): Why | undefined {
  if (state !== 'in' || spent) return 'not-in';
  if (alarm.length > 0) return 'alarm';
  if (wary && newcomers.length > 0) return 'newcomers';
  return pending && pending.gen >= gen ? 'committing' : undefined;
}

async function sealed(step: Step, place: Place, id: string, row: Row): Promise<Uint8Array> {
  const { room, gen, epoch, mls, witness } = place;
  if (!mls || !witness) throw new Error('A room without keys seals nothing');
  const content = step.bodies.open(outPlace(id), row.body);
  const count = nextCount(step, place, row.no);
  const body = bodyBytes({ content, count, mark: markOf(witness) });
  const label = labelOf('line', { room, device: step.self.claim.device, no: row.no });
  const made = await seal(mls, body, label);
  place.mls = made.room;
  step.run('UPDATE outbox SET wire=?, gen=?, epoch=?, count=? WHERE id=?', [
    made.wire,
    gen,
    epoch,
    count,
    id,
  ]);
  return made.wire;
}

/** Behind all own lines that came back, and those on their way that come before it: they are sealed in their order. */
function nextCount(step: Step, { room, gen, witness }: Place, no: number): number {
  const before = step.db.get<{ count: number }>(
    `SELECT count FROM outbox WHERE room=? AND no>0 AND no<? AND gen=? AND wire IS NOT NULL
     ORDER BY no DESC LIMIT 1`,
    [room, no, gen],
  );
  const back = witness?.counts.get(Buffer.from(step.self.key).toString('hex')) ?? 0;
  return Math.max(back, before?.count ?? 0) + 1;
}
