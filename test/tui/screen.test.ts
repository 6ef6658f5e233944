import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, it } from 'node:test';

import { newFolder } from '../rig/folder.ts';
import { openPty, type Pty, whyNoPty } from '../rig/pty.ts';

const child = join(import.meta.dirname, `screen-child${import.meta.filename.slice(-3)}`);
const size = { width: 80, height: 24 };

/** The child between two readings of the terminal's settings; its pid and its exit code are kept. */
const supervised = (place: string): string =>
  `stty -a > ${place}/before; sh -c "echo \\$\\$ > ${place}/pid; exec ${process.execPath} ${child}"; ` +
  `code=$?; stty -a > ${place}/after; echo "code=$code"`;

async function screen(place: string, env: Record<string, string> = {}): Promise<Pty> {
  const pty = openPty(supervised(place), size, { COLORTERM: 'truecolor', ...env });
  await pty.until((shown) => shown.includes('READY'));
  return pty;
}

const signalled = (place: string, name: NodeJS.Signals): void =>
  void process.kill(Number(readFileSync(join(place, 'pid'), 'utf8')), name);

describe('the screen on a terminal', { skip: whyNoPty }, () => {
  it('shows what is typed, clicked and pasted, in whatever pieces it comes', async () => {
    await using place = await newFolder();
    await using pty = await screen(place.path);
    pty.type('olá 日本 😀\u001b[<64;40;10M\u001b[I\u001b[200~um\rdois\u001b[201~\u001b[A');
    await pty.until((shown) => shown.includes('heard text mouse focus paste up.'));
    assert.match(pty.terminal.lines()[1]!, /^text olá 日本 😀\./);
    assert.match(pty.terminal.lines()[0]!, /^READY ┌─日本😀─┐ /);
    assert.deepEqual(pty.terminal.cursor(), { x: 5, y: 1 });
    assert.equal(pty.terminal.alternate(), true);
    const { mouseTrackingMode, bracketedPasteMode, sendFocusMode } = pty.terminal.modes();
    assert.deepEqual([mouseTrackingMode, bracketedPasteMode, sendFocusMode], ['drag', true, true]);
    assert.equal(pty.terminal.cell(0, 0).background, '#ffffff');
    pty.type('\u0011');
    await pty.ended;
  });

  it('writes no colours under NO_COLOR', async () => {
    await using place = await newFolder();
    await using pty = await screen(place.path, { NO_COLOR: '1' });
    assert.doesNotMatch(pty.raw(), /\[[\d;]*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]/);
    assert.ok(pty.terminal.cell(0, 0).inverse);
    pty.type('\u0011');
    await pty.ended;
  });

  for (const [how, end, code] of [
    ['Ctrl+Q', (pty: Pty) => pty.type('\u0011'), 0],
    ['an error of its own', (pty: Pty) => pty.type('!fail'), 4],
    ['an exception', (pty: Pty) => pty.type('!throw'), 70],
    ['a rejection', (pty: Pty) => pty.type('!reject'), 70],
    ['SIGINT', (_: Pty, place: string) => signalled(place, 'SIGINT'), 130],
    ['SIGTERM', (_: Pty, place: string) => signalled(place, 'SIGTERM'), 143],
    ['SIGHUP', (_: Pty, place: string) => signalled(place, 'SIGHUP'), 129],
    ['SIGQUIT', (_: Pty, place: string) => signalled(place, 'SIGQUIT'), 131],
  ] as const)
    it(`leaves the terminal as it was, with code ${code}, after ${how}`, async () => {
      await using place = await newFolder();
      await using pty = await screen(place.path);
      end(pty, place.path);
      await pty.ended;

      assert.match(pty.raw(), new RegExp(`code=${code}\r`));
      assert.equal(pty.terminal.alternate(), false);
      const {
        mouseTrackingMode,
        bracketedPasteMode,
        sendFocusMode,
        applicationCursorKeysMode,
        wraparoundMode,
      } = pty.terminal.modes();
      assert.deepEqual(
        [
          mouseTrackingMode,
          bracketedPasteMode,
          sendFocusMode,
          applicationCursorKeysMode,
          wraparoundMode,
        ],
        ['none', false, false, false, true],
      );
      const raw = pty.raw();
      assert.ok(
        raw.lastIndexOf('\u001b[?25h') > raw.lastIndexOf('\u001b[?25l'),
        'the cursor is shown',
      );
      assert.equal(pairs(raw, '\u001b[>1u'), pairs(raw, '\u001b[<u'), 'kitty gets its keys back');
      const [before, after] = ['before', 'after'].map((name) =>
        readFileSync(join(place.path, name), 'utf8'),
      );
      assert.equal(after, before);
      // What is said of the end stands on the screen of before.
      if (code === 70)
        assert.match(pty.terminal.lines().join('\n'), /on purpose[\s\S]*This is a bug/);
    });

  it('ends within its second when it is told to, whatever else keeps it alive', async () => {
    await using place = await newFolder();
    await using pty = await screen(place.path);
    pty.type('!busy');
    await pty.until((shown) => shown.includes('text !busy.'));
    signalled(place.path, 'SIGTERM');
    await pty.ended;
    assert.match(pty.raw(), /code=143\r/);
  });

  it('ends with 129, without turning in circles, when the terminal is taken away', async () => {
    await using place = await newFolder();
    const report = join(place.path, 'report');
    // Reading a pipe with a name waits for its writer.
    spawnSync('mkfifo', [report]);
    const reported = readFile(report, 'utf8');
    const command = `trap "" HUP; ${process.execPath} ${child}; { echo "code=$?"; times; } > ${report}`;
    await using pty = openPty(command, size);
    await pty.until((shown) => shown.includes('READY'));
    pty.vanish();

    const [code, ...times] = (await reported).trim().split('\n');
    assert.equal(code, 'code=129');
    // What it cost, its start included; a second in a circle would be more.
    const [spent = 'none'] = times.at(-1)?.split(' ') ?? [];
    assert.match(spent, /^0m[01]\./);
  });

  it('paints itself again after a stop in the shell', async () => {
    await using place = await newFolder();
    await using pty = await screen(place.path);
    pty.type('a');
    await pty.until((shown) => shown.includes('text a.'));
    await pty.terminal.write('\u001b[2J\u001b[?1049l');
    signalled(place.path, 'SIGCONT');
    await pty.until((shown) => shown.includes('text a.'));
    assert.equal(pty.terminal.alternate(), true);
    pty.type('\u0011');
    await pty.ended;
    assert.match(pty.raw(), /code=0\r/);
  });
});

const pairs = (text: string, part: string): number => text.split(part).length - 1;
