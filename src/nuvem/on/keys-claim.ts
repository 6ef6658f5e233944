import { ok } from '../../base/result.ts';
import type { Offer } from '../../store/rows.ts';
import { known } from '../known.ts';
import { once } from '../once.ts';

/** A repetition gets the same ones: what was given to a reply that was lost is not lost with it. */
export const onKeysClaim = known<'keys-claim'>(async (world, session, { re, op, devices }) => {
  const { id } = session.user;
  const taken = await once(world, ownOp(id, op), async () =>
    ok(packed(await world.store.takeOffers(id, devices, world.now()))),
  );
  if (!taken.ok) return taken;
  session.tell({ type: 'keys', re, keys: unpacked(taken.value) });
  return ok(undefined);
});

/** Nobody gets what was claimed under somebody else's operation. */
const ownOp = (user: number, op: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`keys ${user} `), op]);

/** device (u32) ‖ length (u16) ‖ package, one after the other. */
const packed = (offers: readonly Offer[]): Buffer =>
  Buffer.concat(
    offers.flatMap((offer) => {
      const head = Buffer.alloc(6);
      head.writeUInt32BE(offer.device);
      head.writeUInt16BE(offer.package.length, 4);
      return [head, offer.package];
    }),
  );

function unpacked(bytes: Uint8Array): Offer[] {
  const from = Buffer.from(bytes);
  const offers: Offer[] = [];
  for (let at = 0; at < from.length;) {
    const end = at + 6 + from.readUInt16BE(at + 4);
    offers.push({ device: from.readUInt32BE(at), package: from.subarray(at + 6, end) });
    at = end;
  }
  return offers;
}
