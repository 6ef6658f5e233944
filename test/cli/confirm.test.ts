import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newHome } from '../rig/home.ts';
import { registered, secret, serving } from '../rig/served.ts';

test('a new device is in once its digits were typed, and send says who is new before it sends', async () => {
  await using base = await newHome();
  const { address } = await serving(base);
  await using ana = await registered(address, 'ana', { logsIn: true });
  await using bob = await registered(address, 'bob');
  await using carol = await registered(address, 'carol');
  await using other = await newHome();
  assert.equal((await ana.run(['group', 'create', address, '+lab', 'bob'])).code, 0);
  assert.equal((await bob.run(['send', address, '+lab', 'só nós'])).code, 0);

  const awaits = other.start(['devices', address, '--user', 'ana', '--await'], secret);
  const [, device = ''] = /device (\d+)/.exec(await awaits.untilErr(/This is device/)) ?? [];
  const confirms = (): ReturnType<typeof ana.start> =>
    ana.start(['devices', address, '--confirm', device]);
  const first = confirms();
  const shownFor = ({ ended }: typeof first): Promise<string> =>
    Promise.race([
      awaits.until(/^\d{6}$/),
      ended.then(({ err }) => Promise.reject(new Error(`no digits were asked for: ${err}`))),
    ]);
  const shown = await shownFor(first);
  // What cannot be them is no try.
  first.write('\n');
  await first.untilErr(/Six digits are needed[^]*shows now/);
  first.write(`${String((Number(shown) + 1) % 1e6).padStart(6, '0')}\n`);
  const wrong = await first.ended;
  assert.equal(wrong.code, 1);
  assert.match(wrong.err, /not the digits that device/);

  const second = confirms();
  const again = await shownFor(second);
  second.write('\n');
  await second.untilErr(/shows now: .*shows now: $/s);
  second.write(`${again.slice(0, 3)} ${again.slice(3)}\n`);
  const right = await second.ended;
  assert.deepEqual([right.code, right.err.includes('let into your rooms')], [0, true]);
  assert.equal((await awaits.ended).code, 0);

  await ana.run(['group', 'add', address, '+lab', 'carol']);
  const refused = await bob.run(['send', address, '+lab', 'segredo']);
  assert.equal(refused.code, 1);
  assert.match(refused.err, /carol.*--new/);
  assert.equal((await bob.run(['send', address, '+lab', '--new', 'para todos'])).code, 0);
  const heard = await carol.run(['listen', address, '+lab', '--count', '1']);
  assert.match(heard.out, /para todos/);
  assert.doesNotMatch(heard.out, /segredo/);
});
