import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { after } from 'node:test';

/*
 * Loaded before a test file (`--import`): one that does not end says what it waits for, and fails. Its tests may take
 * minutes on a busy machine; when they are over, nothing may hold it any more.
 */
const minute = 60_000;
const longest = (process.argv[1]?.includes('.heavy.') ? 4 : 3) * minute;
const afterwards = 30_000;

// What a test starts is not a test file.
delete process.env['NODE_OPTIONS'];
setTimeout(() => end('its tests are not over'), longest).unref();
after(
  () =>
    void setTimeout(() => end('its tests are over, but not what they began'), afterwards).unref(),
);

function end(why: string): never {
  const held = process.getActiveResourcesInfo().join(' ');
  const children = handles().filter(isChild);
  const commands = children.map(({ pid, spawnargs }) => `\n  ${pid} ${spawnargs.join(' ')}`);
  process.stderr.write(
    `${process.argv[1]} hangs: ${why}.\nIt holds ${held}\nIts processes:${commands.join('') || ' none'}\n`,
  );
  process.exit(1);
}

/** Node says openly of what kinds the things are that a process holds, and only here which ones. */
const inside = '_getActiveHandles';
const handles = (): readonly unknown[] =>
  (process as unknown as { [inside]?: () => unknown[] })[inside]?.() ?? [];

const isChild = (handle: unknown): handle is ChildProcess =>
  typeof handle === 'object' && handle !== null && 'spawnargs' in handle;
