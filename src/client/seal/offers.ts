import { newPackage, packageBytes, packageRef, type OwnPackage } from '../../e2ee/package.ts';
import { restoredPackage, savedPackage } from '../../e2ee/package.ts';
import type { SealWrite } from './port.ts';
import type { Step } from './step.ts';

const mostAtOnce = 100;
/** However often a nuvem says that it has none left. */
const mostKept = 500;
const day = 86_400_000;
/** An offer is good for 90 days, and what it was taken for may wait another 30. */
const keptDays = 120;
/** A last offer that was replaced may still be on its way to somebody. */
const formerDays = 30;

const packagePlace = (ref: string): string => `seal package ${ref}`;

export async function offers(
  step: Step,
  { count, last }: Extract<SealWrite, { readonly do: 'offers' }>,
): Promise<void> {
  const now = step.now();
  step.run('DELETE FROM seal_packages WHERE until<?', [now]);
  const made = Math.min(count, mostAtOnce);
  step.run(
    `DELETE FROM seal_packages WHERE last=0 AND ref NOT IN
       (SELECT ref FROM seal_packages WHERE last=0 ORDER BY until DESC LIMIT ?)`,
    [mostKept - made],
  );
  const packages: Uint8Array[] = [];
  for (let n = 0; n < made; n += 1) packages.push(await offer(step, false));
  if (!last) return step.tell({ of: 'offers', packages });
  step.run('UPDATE seal_packages SET until=min(until,?) WHERE last=1', [now + formerDays * day]);
  step.tell({ of: 'offers', packages, last: await offer(step, true) });
}

async function offer(step: Step, last: boolean): Promise<Uint8Array> {
  const now = step.now();
  const own = await newPackage(step.self);
  const ref = await packageRef(own);
  step.run('INSERT INTO seal_packages VALUES (?,?,?,?)', [
    ref,
    step.bodies.seal(packagePlace(ref), savedPackage(own)),
    Number(last),
    now + keptDays * day,
  ]);
  return packageBytes(own);
}

/** The offer of this device that one of those names is of. */
export function offerOf(
  { db, bodies, self }: Step,
  refs: readonly string[],
): { readonly ref: string; readonly own: OwnPackage } | undefined {
  const held = new Set(
    db.all<{ ref: string }>('SELECT ref FROM seal_packages').map(({ ref }) => ref),
  );
  const ref = refs.find((each) => held.has(each));
  const row =
    ref === undefined
      ? undefined
      : db.get<{ private: Uint8Array }>('SELECT private FROM seal_packages WHERE ref=?', [ref]);
  if (ref === undefined || !row) return undefined;
  return { ref, own: restoredPackage(bodies.open(packagePlace(ref), row.private), self) };
}

/** It let this device into one room, and does not again; the last one stays. */
export const offerUsed = ({ run }: Step, ref: string): void =>
  run('DELETE FROM seal_packages WHERE ref=? AND last=0', [ref]);
