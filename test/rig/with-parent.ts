import process from 'node:process';
import { isMainThread } from 'node:worker_threads';

/*
 * Loaded before a program that a test starts (`--import`): when the test's process is gone, killed or
 * timed out, the program goes too. The channel to the parent says so on every platform.
 */
if (isMainThread && process.channel) {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel.unref();
}
