import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** Runs a program to its end and answers what it printed. Throws when it failed. */
export async function run(program: string, args: readonly string[], input = ''): Promise<string> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => undefined).end(input);
  const [printed, [code]] = await Promise.all([text(child.stdout), ended(child)]);
  if (code !== 0) throw new Error(`${program} failed${printed ? `: ${printed.trim()}` : ''}`);
  return printed;
}

/** Ends a process this bench has started: asks first, and insists after a while. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const insist = setTimeout(() => child.kill('SIGKILL'), 8000);
  await gone;
  clearTimeout(insist);
}

async function ended(child: ChildProcess): Promise<readonly [number | null]> {
  return (await once(child, 'close')) as [number | null];
}
