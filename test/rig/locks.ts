import process from 'node:process';

import { type LockKind, lockFolder } from '../../src/net/lock.ts';

// Run as a process of its own: takes a lock, says whether it got it, and lives until it is killed.
const [folder = '', kind] = process.argv.slice(2);
const lock = await lockFolder(folder, kind as LockKind);
process.stdout.write(lock.ok ? 'owner\n' : 'held\n');
if (lock.ok) setInterval(() => {}, 60_000);
