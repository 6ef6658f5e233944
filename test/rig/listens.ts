import process from 'node:process';

import { newRig } from './pair.ts';

// Run as a process of its own, with few files to open: listens, says where, and lives until it is killed.
const rig = await newRig({ handshakeMs: 60_000 });
process.stdout.write(`${rig.listener.port}\n`);
