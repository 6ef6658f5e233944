import process from 'node:process';

import { dial, type Tickets } from '../../src/net/dial.ts';
import { endOf } from './pair.ts';

// Run as a process of its own, because authorities are read when one starts. Dials twice, the second time
// with a ticket, and prints whether an authority vouched.
const [host = '', port = ''] = process.argv.slice(2);
const tickets: Tickets = new Map();
const vouched: boolean[] = [];
for (const _ of [1, 2]) {
  const dialled = await dial({
    addresses: [{ host, port: Number(port) }],
    trust: (peer) => vouched.push(peer.authority) > 0,
    tickets,
  });
  if (!dialled.ok) throw new Error(JSON.stringify(dialled));
  const end = endOf(dialled.value.line);
  while (tickets.size === 0) await new Promise((resolve) => setImmediate(resolve));
  end.line.destroy();
}
process.stdout.write(JSON.stringify(vouched));
