import assert from 'node:assert/strict';

import { eachStore } from './rig/adapters.ts';
import { now, person, refused, text, value } from './rig/people.ts';

const day = 86_400_000;
const said = (offers: readonly { readonly package: Uint8Array }[]): string[] =>
  offers.map((offer) => Buffer.from(offer.package).toString());

eachStore('an offer is given away once, and then the last one again and again', async (store) => {
  const [ana, bia] = [await person(store, 'ana'), await person(store, 'bia')];
  const offers = ['one', 'two'].map(text);
  assert.equal(value(await store.putOffers(ana.device, offers, text('last'), now)), 2);
  const take = async (): Promise<string[]> =>
    said(await store.takeOffers(bia.id, [ana.device], now));

  assert.deepEqual([...(await take()), ...(await take())].toSorted(), ['one', 'two']);
  assert.deepEqual(await take(), ['last']);
  assert.deepEqual(await take(), ['last']);
  // What a lost reply made somebody put again was given away meanwhile: it stays given away.
  assert.equal(value(await store.putOffers(ana.device, offers, undefined, now)), 0);
  assert.deepEqual(await take(), ['last']);
  assert.equal(value(await store.putOffers(ana.device, [], text('newest'), now)), 0);
  assert.deepEqual(await take(), ['newest']);
});

eachStore(
  'offers are of devices that are there, are young, and of no one who blocks',
  async (store) => {
    const ana = await person(store, 'ana');
    const bia = await person(store, 'bia');
    const eva = await person(store, 'eva');
    for (const { device } of [ana, bia, eva])
      value(await store.putOffers(device, [], text(`of ${device}`), now));
    value(await store.block(bia.id, 'eva', true));
    value(await store.revokeDevice(ana.id, ana.device));
    const all = [ana.device, bia.device, eva.device, eva.device, 999];

    assert.deepEqual(said(await store.takeOffers(eva.id, all, now)), [`of ${eva.device}`]);
    assert.deepEqual(said(await store.takeOffers(ana.id, all, now)).length, 2);
    assert.deepEqual(await store.takeOffers(ana.id, all, now + 90 * day), []);
  },
);

eachStore('a device keeps so many offers, and the old ones are swept', async (store) => {
  const { id, device } = await person(store, 'ana');
  const many = Array.from({ length: 100 }, (_, n) => text(`offer ${n}`));
  const more = Array.from({ length: 101 }, (_, n) => text(`more ${n}`));
  assert.equal(value(await store.putOffers(device, many, undefined, now)), 100);
  assert.deepEqual(await store.putOffers(device, more, undefined, now), refused('too-many'));
  assert.equal(value(await store.putOffers(device, [], undefined, now)), 100);

  await store.sweep(now + 91 * day, { privateMs: day, channelMs: day }, 100);

  assert.equal(value(await store.putOffers(device, [], undefined, now)), 0);
  assert.deepEqual(await store.takeOffers(id, [device], now), []);
});
