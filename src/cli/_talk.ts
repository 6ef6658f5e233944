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
import { printed, saidIn, shortOf, signOf, timeOf } from './_words.ts';
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
  const shower = newShower(terminal, client, shown);
  const waiting = new Set<Promise<unknown>>();
  const first = newFirstTry(newWatch({ seats: isTerminal(terminal.input) ? 'always' : 'never' }));
  const { words } = terminal;
  const sender: Sender = { client, say, shower, words, typedHere: new Set() };
  const here: Here = { room: '#lobby', ...sender, send, signal: terminal.signal };

  function send(to: string, text: string): void {
    const sent = sendFrom(sender, to, text).finally(() => waiting.delete(sent));
    waiting.add(sent);
  }

  async function happened(event: ClientEvent): Promise<void> {
    if (event.event === 'link') first.look(event.link);
    tell(sender, event);
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
  /** Ids of the lines typed here that are on their way, or failed. */
  readonly typedHere: Set<string>;
}

function tell(sender: Sender, event: ClientEvent): void {
  const text = textOf(sender.words, event);
  if (text !== undefined && !isTold(sender, event)) sender.say(text);
}

/** Why a line failed that was typed here is told by who sent it. */
const isTold = ({ typedHere }: Sender, event: ClientEvent): boolean =>
  event.event === 'state' && event.state === 'failed' && typedHere.has(event.id);

async function sendFrom(
  { client, say, shower, words, typedHere }: Sender,
  to: string,
  text: string,
): Promise<void> {
  if (Buffer.byteLength(text) > longestText) return say(words.lines.tooLong(longestText));
  say(`${timeOf(Date.now())} ${harmlessLine(to)} ${signOf(words, 'waiting')}`);
  const id = randomBytes(16).toString('hex');
  typedHere.add(id);
  try {
    const content = { kind: 'text', text } as const;
    const line = await client.ask<'send'>({ kind: 'send', id, to, content, wait: 'stored' });
    typedHere.delete(id);
    await shower.showNew(line.room);
  } catch (failure) {
    const why = explained(failure);
    if (!why) throw failure;
    const { reasons, lines } = words;
    const because = harmlessLine(inWords(reasons, why.reason), 400);
    say(lines.failed(harmlessLine(to), harmlessLine(text, 40), because));
  }
}

/** Lines of a room that were missed are asked for so many at a time. */
const page = 50;

/** Prints lines from the archive: each once, in order, whoever received it. */
interface Shower {
  readonly showNew: (room: string) => Promise<void>;
  readonly showMissed: () => Promise<void>;
}

function newShower({ words, out }: Terminal, client: Client, already: readonly string[]): Shower {
  const shown = new Map<string, number>();
  const early = [...already];

  function isShown(line: LineRow): boolean {
    const at = early.indexOf(shortOf({ ...line, text: saidIn(words, line) ?? '' }));
    if (at >= 0) early.splice(at, 1);
    return at >= 0;
  }

  function show(line: LineRow): void {
    const { room, seq, from, device, state = 'stored' } = line;
    if (seq === undefined || seq <= (shown.get(room) ?? 0)) return;
    shown.set(room, seq);
    if (isShown(line)) return;
    const own = from === client.me.name && device === client.me.device;
    out(`${printed(words, line)}${own ? ` ${signOf(words, state)}` : ''}\n`);
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
    words: Words,
    event: Extract<ClientEvent, { event: K }>,
  ) => string | undefined;
};

const texts: Texts = {
  link: linkText,
  state(words, { room, seq = '', state, reason }) {
    if (state === 'waiting' || state === 'stored') return undefined;
    const why = reason ? harmlessLine(inWords(words.reasons, reason), 400) : '';
    return `-- ${harmlessLine(room)} ${seq} ${signOf(words, state)} ${why}`.trimEnd();
  },
  // Groups tell of it in their log.
  member({ said }, { room, change, user, by }) {
    if (!room.startsWith('#') || !isChange(said, change)) return undefined;
    return `-- ${harmlessLine(room)} ${said.changes[change](harmlessLine(user), harmlessLine(by), '')}`;
  },
  gap: ({ lines }, { room, from, to }) => lines.missing(harmlessLine(room), to - from + 1),
  'key-changed': ({ lines }, { user }) => lines.keyChanged(harmlessLine(user)),
  restored: ({ lines: words }, { at, lines }) => words.restored(new Date(at).toISOString(), lines),
  notice: ({ reasons }, { reason }) => `-- ${harmlessLine(inWords(reasons, reason), 400)}`,
};

const isChange = ({ changes }: Words['said'], change: string): change is keyof typeof changes =>
  Object.hasOwn(changes, change);

/** What is told of beside lines; undefined for what a terminal of lines keeps quiet about. */
function textOf(words: Words, event: ClientEvent): string | undefined {
  const say = texts[event.event] as
    | ((words: Words, event: ClientEvent) => string | undefined)
    | undefined;
  return say?.(words, event);
}

function linkText(
  { lines, reasons }: Words,
  { link }: Extract<ClientEvent, { event: 'link' }>,
): string {
  if (link.state === 'up') return lines.connected;
  if (link.reason === undefined) return lines.connecting;
  const { retryIn } = link;
  return lines.notConnected(
    harmlessLine(inWords(reasons, link.reason), 400),
    retryIn === undefined ? undefined : Math.ceil(retryIn / 1000),
  );
}
