import { join } from 'node:path';

import { unloaded } from './cases.ts';
import type { Alone, Figures } from './measure.ts';
import { run } from './process.ts';

const drawn = join(import.meta.dirname, 'screen-drawn.js');
const counts = ['1000', '100000', '1000000'];

/** The screen without its terminal and its client: what a line, a key and a stranger's text cost it. */
export const screen: Alone = {
  shown: {
    name: 'screen',
    what: 'state, view and painter at 120×36, painted for nobody',
    ...unloaded,
    aims: [
      ...counts.flatMap((count) => [
        {
          label: `append + frame, ${count} followed, p50`,
          path: `${count}.append.p50`,
          unit: 'ms',
          most: 0.5,
        },
        {
          label: `append + frame, ${count} followed, p99`,
          path: `${count}.append.p99`,
          unit: 'ms',
        },
        {
          label: `append + frame amid ${count} held, p50`,
          path: `${count}.held.p50`,
          unit: 'ms',
          most: 0.5,
        },
        { label: `scroll + frame amid ${count} held, p50`, path: `${count}.wheel.p50`, unit: 'ms' },
        {
          label: `key + frame amid ${count} held, p50`,
          path: `${count}.key.p50`,
          unit: 'ms',
          most: 5,
        },
        {
          label: `update alone, ${count} in flood`,
          path: `${count}.line`,
          unit: 'µs of CPU a line',
        },
      ]),
      { label: '5,000 keys at once, in 50 pieces', path: 'keys.50', unit: 'ms of CPU', most: 50 },
      { label: '5,000 keys at once, one by one', path: 'keys.5000', unit: 'ms of CPU', most: 50 },
      { label: 'text of a stranger, worst', path: 'stranger.worst', unit: 'ms', most: 50 },
    ],
  },

  async figures() {
    const figures: Record<string, number> = {};
    for (const what of [...counts, 'keys', 'stranger'])
      Object.assign(figures, JSON.parse(await run(process.execPath, [drawn, what])) as Figures);
    return figures;
  },
};
