import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** A line somebody says in the channel. */
export interface Said {
  readonly from: string;
  readonly text: string;
}

/** An IRC server with one channel for one reader, which says what it is told to: no other work is in the comparison. */
export interface Irc extends AsyncDisposable {
  readonly port: number;
  /** Resolves when the reader has asked for the channel and is in it. */
  readonly joined: Promise<void>;
  /** Says the lines at so many a second; a reader who does not take them is waited for. */
  readonly say: (lines: readonly Said[], rate: number) => Promise<void>;
}

const channel = '#lobby';
/** Milliseconds between two writes; what came due in between goes together. */
const step = 2;

export async function openIrc(names: readonly string[]): Promise<Irc> {
  let reader: Socket | undefined;
  let join = (): void => {};
  const joined = new Promise<void>((resolve) => void (join = resolve));
  const server = createServer((socket) => {
    reader = socket.setNoDelay(true);
    socket.on('error', () => undefined);
    const answer = answers(names, join);
    createInterface({ input: socket }).on('line', (line) => void socket.write(answer(line)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    joined,
    say: (lines, rate) => (reader ? say(reader, lines, rate) : Promise.resolve()),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      reader?.destroy();
      await closed;
    },
  };
}

/** As much of RFC 1459 as a client needs to come in. */
function answers(names: readonly string[], join: () => void): (line: string) => string {
  let [me, greeted, asking] = ['reader', false, false];
  const from = (number: string, rest: string): string => `:irc.bench ${number} ${me} ${rest}\r\n`;
  const welcome = (): string => {
    greeted = true;
    const support = `CHANTYPES=# PREFIX=(ov)@+ NETWORK=bench :are supported by this server`;
    const texts = [':Welcome', ':Your host', ':Created', 'irc.bench 1 o o', support];
    const numbers = texts.map((text, at) => from(`00${at + 1}`, text));
    return [...numbers, from('376', ':End of MOTD')].join('');
  };
  const commands: Readonly<Record<string, (first: string, line: string) => string>> = {
    CAP: (first) => {
      asking = first === 'LS';
      if (asking) return ':irc.bench CAP * LS :\r\n';
      return first === 'END' && !greeted ? welcome() : '';
    },
    NICK: (first) => ((me = first), ''),
    USER: () => (asking || greeted ? '' : welcome()),
    PING: (first) => `:irc.bench PONG irc.bench :${first}\r\n`,
    MODE: (first, line) => (line === `MODE ${channel}` ? from('324', `${first} +nt`) : ''),
    WHO: (first) => from('315', `${first} :End of WHO`),
    JOIN: () => {
      setImmediate(join);
      const there = from('353', `= ${channel} :${[me, ...names].join(' ')}`);
      return `:${me}!r@bench JOIN ${channel}\r\n${there}${from('366', `${channel} :End of NAMES`)}`;
    },
  };
  return (line) => {
    const [command = '', first = ''] = line.split(' ');
    return commands[command.toUpperCase()]?.(first.replace(/^:/, ''), line) ?? '';
  };
}

async function say(reader: Socket, lines: readonly Said[], rate: number): Promise<void> {
  const began = performance.now();
  for (let said = 0; said < lines.length;) {
    const due = Math.min(lines.length, Math.ceil(((performance.now() - began) * rate) / 1000));
    const piece = lines.slice(said, due);
    said = Math.max(said, due);
    const text = piece.map((line) => `:${line.from}!u@bench PRIVMSG ${channel} :${line.text}\r\n`);
    if (!reader.write(text.join(''))) await once(reader, 'drain');
    await pause(step);
  }
}
