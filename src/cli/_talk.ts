import { randomBytes } from 'node:crypto';

import { harmlessLine } from '../base/sanitize.ts';
import {
  type Client,
  ClientError,
  type ClientEvent,
  type LineRow,
  type Link,
} from '../client/port.ts';
import { longestText } from '../protocol/content.ts';
import { inWords } from '../words/reason.ts';
import type { Words } from '../words/words.ts';
import { newWatch, type Watch } from './_link.ts';
import { type Here, slash } from './_slash.ts';
import { printed, saidIn, shortOf, signs, timeOf } from './_words.ts';
import { explained } from './failure.ts';
import { isTerminal, type Terminal } from './terminal.ts';

/** A conversation on a terminal that can only write lines. */
export interface Talk {
  /** Prints what comes until the client ends or the signal aborts. */
  readonly follow: (signal: AbortSignal) => Promise<void>;
  readonly typed: (line: string) => Promise<'quit' | 'go on'>;
  /** The nuvem was tried at least once: it is there, or it is known why not. */
  readonly tried: () => Promise<void>;
  /** Everything typed so far is stored, or has failed. */
  readonly settled: () => Promise<void>;
}

/** `shown`: rows of the history that stand on the terminal already. */
export function newTalk(terminal: Terminal, client: Client, shown: readonly string[]): Talk {
  const say = (text: string): void => terminal.out(`${text}\n`);
  const shower = newShower(client, say, shown);
  const waiting = new Set<Promise<unknown>>();
  const first = newFirstTry(newWatch({ seats: isTerminal(terminal.input) }));
  const sender: Sender = { client, say, shower, words: terminal.words };
  const here: Here = { room: '#lobby', ...sender, send };

  function send(to: string, text: string): void {
    const sent = sendFrom(sender, to, text).finally(() => waiting.delete(sent));
    waiting.add(sent);
  }

  async function happened(event: ClientEvent): Promise<void> {
    if (event.event === 'link') first.look(event.link);
    const text = textOf(event);
    if (text !== undefined) say(text);
    if (event.event === 'line') await shower.showNew(event.line.room);
    // An own line, of whichever process, that has its place now.
    if (event.event === 'state' && event.state === 'stored') await shower.showNew(event.room);
    if (isAgain(event)) await shower.showMissed();
  }

  return {
    async follow(signal) {
      const events = client.events(signal);
      const link = await client.ask<'link'>({ kind: 'link' });
      await happened({ event: 'link', link });
      for await (const event of events) await happened(event);
      if (!signal.aborted) throw new ClientError('local', ['account-ended']);
    },
    async typed(line) {
      const text = line.trimEnd();
      if (text === '') return 'go on';
      if (text.startsWith('/') && !text.startsWith('//')) return slash(here, text.slice(1));
      send(here.room, text.replace(/^\/\//, '/'));
      return 'go on';
    },
    tried: () => first.over(client),
    async settled() {
      while (waiting.size > 0) await Promise.all(waiting);
    },
  };
}

const isAgain = (event: ClientEvent): boolean =>
  event.event === 'missed' || (event.event === 'link' && event.link.state === 'up');

/** The first try to reach the nuvem is over when it is there, or when it is known why not. */
function newFirstTry(watch: Watch) {
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => void (end = resolve));
  const look = (link: Link): void => {
    watch.look(link);
    if (link.state === 'up' || link.why !== undefined) end();
  };
  return {
    look,
    async over(client: Client): Promise<void> {
      look(await client.ask<'link'>({ kind: 'link' }));
      await ended;
    },
  };
}

interface Sender {
  readonly client: Client;
  readonly say: (text: string) => void;
  readonly shower: Shower;
  readonly words: Words;
}

async function sendFrom(
  { client, say, shower, words }: Sender,
  to: string,
  text: string,
): Promise<void> {
  if (Buffer.byteLength(text) > longestText)
    return say(`! That is longer than ${longestText} bytes. Shorten it.`);
  say(`${timeOf(Date.now())} ${harmlessLine(to)} ${signs.waiting}`);
  const id = randomBytes(16).toString('hex');
  try {
    const content = { kind: 'text', text } as const;
    const line = await client.ask<'send'>({ kind: 'send', id, to, content, wait: 'stored' });
    await shower.showNew(line.room);
  } catch (failure) {
    const why = explained(failure);
    if (!why) throw failure;
    say(
      `! ${harmlessLine(to)} ${harmlessLine(text, 40)}: ${harmlessLine(inWords(words.reasons, why.reason), 400)}`,
    );
  }
}

/** Lines of a room that were missed are asked for so many at a time. */
const page = 50;

/** Prints lines from the archive: each once, in order, whoever received it. */
interface Shower {
  readonly showNew: (room: string) => Promise<void>;
  readonly showMissed: () => Promise<void>;
}

function newShower(
  client: Client,
  say: (text: string) => void,
  already: readonly string[],
): Shower {
  const shown = new Map<string, number>();
  const early = [...already];

  function isShown(line: LineRow): boolean {
    const at = early.indexOf(shortOf({ ...line, text: saidIn(line) ?? '' }));
    if (at >= 0) early.splice(at, 1);
    return at >= 0;
  }

  function show(line: LineRow): void {
    const { room, seq, from, device, state = 'stored' } = line;
    if (seq === undefined || seq <= (shown.get(room) ?? 0)) return;
    shown.set(room, seq);
    if (isShown(line)) return;
    const own = from === client.me.name && device === client.me.device;
    say(`${printed(line)}${own ? ` ${signs[state]}` : ''}`);
  }

  async function showNew(room: string): Promise<void> {
    const before = shown.get(room) ?? 0;
    const lines = await client.ask<'lines'>({ kind: 'lines', room, after: before, limit: page });
    for (const line of lines) show(line);
    const seq = shown.get(room) ?? 0;
    if (seq > before) await client.ask<'read'>({ kind: 'read', room, seq });
    if (lines.length === page && seq > before) await showNew(room);
  }

  return {
    showNew,
    async showMissed() {
      for (const { to, read } of await client.ask<'rooms'>({ kind: 'rooms' })) {
        if (!shown.has(to)) shown.set(to, read);
        await showNew(to);
      }
    },
  };
}

type Texts = {
  readonly [K in ClientEvent['event']]?: (
    event: Extract<ClientEvent, { event: K }>,
  ) => string | undefined;
};

const texts: Texts = {
  link: linkText,
  state({ room, seq = '', state, why }) {
    if (state === 'waiting' || state === 'stored') return undefined;
    return `-- ${harmlessLine(room)} ${seq} ${signs[state]} ${harmlessLine(why ?? '', 400)}`.trimEnd();
  },
  // Groups tell of it in their log.
  member: ({ room, change, user }) =>
    room.startsWith('#') ? `-- ${harmlessLine(room)} ${change} ${harmlessLine(user)}` : undefined,
  gap: ({ room, from, to }) =>
    `!! ${harmlessLine(room)}: ${to - from + 1} messages are missing here`,
  'key-changed': ({ user }) =>
    `!! The key of ${harmlessLine(user)} changed. Ask them whether it was they`,
  restored: ({ at, lines }) =>
    `!! The nuvem was restored to ${new Date(at).toISOString()}; ${lines} of your lines are missing there. /resend sends them again`,
  notice: ({ text }) => `-- ${harmlessLine(text, 400)}`,
};

/** What is told of beside lines; undefined for what a terminal of lines keeps quiet about. */
function textOf(event: ClientEvent): string | undefined {
  const say = texts[event.event] as ((event: ClientEvent) => string | undefined) | undefined;
  return say?.(event);
}

function linkText({ link }: Extract<ClientEvent, { event: 'link' }>): string {
  if (link.state === 'up') return '-- connected';
  if (link.why === undefined) return '-- connecting …';
  const again =
    link.retryIn === undefined ? '' : `; trying again in ${Math.ceil(link.retryIn / 1000)} s`;
  return `-- not connected: ${harmlessLine(link.why, 400)}${again}`;
}
