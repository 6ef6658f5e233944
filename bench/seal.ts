import { join } from 'node:path';

import { unloaded } from './cases.ts';
import type { Alone, Figures } from './measure.ts';
import { run } from './process.ts';

const work = join(import.meta.dirname, 'seal-work.js');
const sizes = ['2', '50', '500'];
const ms = 'ms of CPU';

/** Sealed rooms in the client's database: what a line, a commit and a backlog cost, their rows on the disk included. */
export const seal: Alone = {
  shown: {
    name: 'seal',
    what: 'sealed rooms in a client database, 200 bytes a line',
    ...unloaded,
    aims: [
      ...sizes.flatMap((size) => [
        {
          label: `seal a line, ${size} devices, 40 a step`,
          path: `${size}.seal40`,
          unit: ms,
          most: 0.25,
        },
        {
          label: `open a line, ${size} devices, 40 a step`,
          path: `${size}.open40`,
          unit: ms,
          most: 0.25,
        },
        { label: `seal a line, ${size} devices, a step each`, path: `${size}.seal`, unit: ms },
        { label: `open a line, ${size} devices, a step each`, path: `${size}.open`, unit: ms },
        { label: 'keep an open line, a step each', path: `${size}.plain`, unit: ms },
      ]),
      { label: 'add one to 500: plan and take', path: '500.addAgain', unit: ms, most: 150 },
      { label: 'follow that', path: '500.follow', unit: ms },
      { label: 'join 500', path: '500.join', unit: ms, most: 250 },
      {
        label: 'backlog of 10,000 lines, 50 devices',
        path: 'backlog.perSecond',
        unit: '/s of CPU',
        least: 4000,
      },
      { label: 'open a line of it', path: 'backlog.verifies', unit: 'signatures looked at' },
    ],
  },

  async figures() {
    const figures: Record<string, number> = {};
    for (const what of [...sizes, 'backlog']) {
      const found = JSON.parse(await run(process.execPath, [work, what])) as Figures;
      for (const [name, value] of Object.entries(found)) figures[`${what}.${name}`] = value;
    }
    return figures;
  },
};
