import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { dialler } from '../../src/cli/_dial.ts';
import { register } from '../../src/client/enrol.ts';
import type { LineRow } from '../../src/client/port.ts';
import { enrolPorts, entranceOf, password } from '../rig/client.ts';
import { newHome } from '../rig/home.ts';
import { newLedger } from '../rig/ledger.ts';

// PYCHAT_KILLS=200 PYCHAT_PEOPLE=20 is what the promise is measured with.
const kills = Number(process.env['PYCHAT_KILLS'] ?? 10);
const people = Number(process.env['PYCHAT_PEOPLE'] ?? 4);
const room = '#lobby';
/** So many lines of one person are on their way at once. */
const window = 8;

test(`${kills} times kill -9 of a client: no line is lost, doubled or moved`, async (t) => {
  await using home = await newHome();
  const limits = ['--limits', 'posts=1000,burst=1000,bytes=10000000'];
  const nuvem = home.start(['serve', '--json', '--port', '0', ...limits]);
  const { port } = JSON.parse(await nuvem.until('ready')) as { port: number };
  const mortals: Mortal[] = [];
  for (let n = 0; n < people; n += 1) mortals.push(await newMortal(`127.0.0.1:${port}`, `p${n}`));
  try {
    const talks = mortals.map((mortal) => newTalk(mortal));
    for (let kill = 0; kill < kills; kill += 1) {
      const talk = talks[Math.floor(Math.random() * people)]!;
      await talk.stored(1 + Math.floor(Math.random() * 40));
      await talk.killed();
    }
    await Promise.all(talks.map((talk) => talk.finished()));
    const last = await talks[0]!.sayLast();

    const ledger = newLedger();
    for (const talk of talks)
      talk.said.forEach((text) => ledger.acknowledged(room, talk.name, text));
    const faults: string[] = [];
    for (const mortal of mortals) {
      const lines = await everything(mortal, last);
      faults.push(...ledger.faults(mortal.name, room, lines));
    }
    t.diagnostic(`${ledger.count()} lines of ${people} people, ${kills} kills`);
    assert.deepEqual(faults.slice(0, 10), []);
  } finally {
    for (const mortal of mortals) await mortal.end();
  }
});

/** A client in a process that can be killed and started again on the same files. */
interface Mortal {
  readonly name: string;
  readonly write: (value: object) => void;
  readonly answer: (hear: (value: Answer) => void) => void;
  readonly killed: () => Promise<void>;
  readonly end: () => Promise<void>;
}

interface Answer {
  readonly stored?: string;
  readonly lines?: readonly LineRow[];
}

async function newMortal(address: string, name: string): Promise<Mortal> {
  const folder = await mkdtemp(join(tmpdir(), 'pychat-mortal-'));
  const ports = { ...enrolPorts, dial: dialler() };
  const account = await register(ports, { ...entranceOf(name, password), address });
  await writeFile(join(folder, 'account.json'), JSON.stringify(account));
  const program = join(import.meta.dirname, '../rig/dweller-process.js');
  let hear: (value: Answer) => void = () => {};

  function start() {
    const child = spawn(process.execPath, [program, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.on('error', () => {});
    createInterface(child.stdout).on('line', (row) => hear(JSON.parse(row) as Answer));
    return child;
  }
  let child = start();
  async function kill(): Promise<void> {
    const gone = once(child, 'close');
    child.kill('SIGKILL');
    await gone;
  }
  return {
    name,
    write: (value) => void child.stdin.write(`${JSON.stringify(value)}\n`),
    answer: (listener) => void (hear = listener),
    async killed() {
      await kill();
      child = start();
    },
    async end() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Talk {
  readonly name: string;
  /** Every text that was said, in order. */
  readonly said: readonly string[];
  /** So many more lines are stored. */
  readonly stored: (more: number) => Promise<void>;
  readonly killed: () => Promise<void>;
  /** Says nothing new, and waits until everything is stored. */
  readonly finished: () => Promise<void>;
  /** One more line behind all others: who has it has everything. */
  readonly sayLast: () => Promise<string>;
}

/** Talks without a pause; after a kill, what has no answer is said again under the same ids, in order. */
function newTalk(mortal: Mortal): Talk {
  const said: string[] = [];
  const open = new Map<string, string>();
  let over = false;
  let stored = 0;
  let check: () => void = () => {};

  function say(): void {
    const text = `${mortal.name} ${said.length + 1}`;
    const id = randomBytes(16).toString('hex');
    said.push(text);
    open.set(id, text);
    mortal.write({ id, to: room, text });
  }
  function more(): void {
    if (!over) for (let free = window - open.size; free > 0; free -= 1) say();
  }
  mortal.answer((answer) => {
    if (answer.stored !== undefined && open.delete(answer.stored)) stored += 1;
    more();
    check();
  });
  more();
  const until = (fact: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (fact()) resolve();
      };
      check();
    });

  return {
    name: mortal.name,
    said,
    stored(count) {
      const goal = stored + count;
      return until(() => stored >= goal);
    },
    async killed() {
      await mortal.killed();
      for (const [id, text] of open) mortal.write({ id, to: room, text });
    },
    async finished() {
      over = true;
      await until(() => open.size === 0);
    },
    async sayLast() {
      say();
      await until(() => open.size === 0);
      return said.at(-1)!;
    },
  };
}

/** All lines of the room, asked for until the device has the last one. */
async function everything(mortal: Mortal, last: string): Promise<readonly LineRow[]> {
  const all: LineRow[] = [];
  const isLast = ({ content }: LineRow): boolean =>
    content.kind === 'text' && content.text === last;
  while (!all.some(isLast)) {
    const page = new Promise<Answer>((resolve) => mortal.answer(resolve));
    mortal.write({ to: room, after: all.at(-1)?.seq ?? 0 });
    const { lines = [] } = await page;
    all.push(...lines.filter(({ seq }) => seq !== undefined));
  }
  return all;
}
