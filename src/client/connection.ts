import { digestOf, fingerprintOf } from '../base/fingerprint.ts';
import { type Frame, headSize } from '../protocol/frames.ts';
import type { Line } from '../protocol/line.ts';
import { Malformed } from '../protocol/malformed.ts';
import type { FromNuvem, Message } from '../protocol/messages.ts';
import { encode, parseMessage } from '../protocol/wire.ts';
import { type Reason, reasonOf } from '../words/reason.ts';
import type { Connection, Counter, Held } from './held.ts';
import { pairOf, signProof } from './keys.ts';
import { isRenewed, underKey } from './renewed.ts';
import type { Effect } from './state.ts';

/** A line that should close and does not, is cut after this. */
const lastWords = 1000;

/** Dials; whatever comes of it, and of the line, is told with the number of this connection. */
export function dial(held: Held, { n, address }: Extract<Effect, { type: 'dial' }>): void {
  hangUp(held);
  const connection: Connection = { n, abort: new AbortController(), inbox: [] };
  held.line = connection;
  connect(held, connection, address).catch((failure: unknown) => {
    lost(held, connection, reasonOf(failure));
  });
}

async function connect(held: Held, connection: Connection, address: string): Promise<void> {
  const { line, key } = await held.ports.dial(address, connection.abort.signal);
  if (held.line !== connection) return line.destroy();
  connection.line = line;
  const nuvem = fingerprintOf(key);
  const nonce = new Uint8Array(held.ports.random(32));
  if (nuvem === held.account.nuvem) listen(held, connection, line);
  else if (await follow(held, connection, line, key)) return connect(held, connection, address);
  // Of a wrong one nothing is heard any more, and it is told that it is one.
  if (held.line === connection) held.happen({ type: 'dialled', n: connection.n, nuvem, nonce });
}

/** Another key than before: when that one signed for it, the account belongs to the new one from now on. */
async function follow(
  held: Held,
  connection: Connection,
  line: Line,
  shown: Uint8Array,
): Promise<boolean> {
  const { nuvem: expected } = held.account;
  const renewed = await isRenewed(line, { ...held.ports, expected, shown });
  if (held.line !== connection || !renewed) return false;
  const nuvem = fingerprintOf(shown);
  held.account = underKey(held.account, nuvem);
  await held.ports.keep.save(held.account);
  held.happen({ type: 'renewed', n: connection.n, nuvem });
  return held.line === connection;
}

function listen(held: Held, connection: Connection, line: Line): void {
  line.start({
    body(body) {
      if (held.line !== connection) return false;
      count(held.through.received, headSize + body.length);
      try {
        connection.inbox.push(parseMessage(body) as Message<FromNuvem>);
      } catch (fault) {
        if (!(fault instanceof Malformed)) throw fault;
        line.destroy();
        lost(held, connection, ['no-message']);
        return false;
      }
      // What one read of the socket brought is one event.
      if (connection.inbox.length === 1) queueMicrotask(() => deliver(held, connection));
      return true;
    },
    drain() {},
    end: (why) => lost(held, connection, why === undefined ? ['hung-up'] : ['hung-up', why]),
  });
}

function deliver(held: Held, connection: Connection): void {
  const messages = connection.inbox;
  connection.inbox = [];
  if (held.line === connection && messages.length > 0)
    held.happen({ type: 'received', n: connection.n, messages });
}

function lost(held: Held, connection: Connection, reason: Reason): void {
  if (held.line !== connection) return;
  // What came before the end counts: it may say why.
  deliver(held, connection);
  if (held.line === connection) held.line = undefined;
  held.happen({ type: 'ended', n: connection.n, reason });
}

/** Ends the connection, after what was said on it has left. */
export function hangUp(held: Held): void {
  const connection = held.line;
  if (!connection) return;
  held.line = undefined;
  connection.abort.abort();
  const { line } = connection;
  if (line) {
    line.close();
    held.ports.clock.later(lastWords, line.destroy);
  }
  held.happen({ type: 'ended', n: connection.n, reason: ['link-closed'] });
}

/** Ticket and proof are secrets, so they are put together here and not in `update`. */
export function sayResume(held: Held, effect: Extract<Effect, { type: 'resume' }>): void {
  const { account, line } = held;
  if (account.ticket === undefined) {
    const text = 'There is no saved log-in';
    const refused = { type: 'refused', re: effect.re, code: 'ticket', text } as const;
    return held.happen({ type: 'received', n: line?.n ?? 0, messages: [refused] });
  }
  const { secret, public: deviceKey } = pairOf(Buffer.from(account.deviceSecret, 'hex'));
  const proof = signProof(secret, {
    purpose: 'resume',
    clientNonce: effect.clientNonce,
    nuvemNonce: effect.nuvemNonce,
    nuvemKey: digestOf(account.nuvem),
    name: '',
    deviceKey,
  });
  const ticket = Buffer.from(account.ticket, 'hex');
  const { re } = effect;
  say(held, encode({ type: 'resume', re, device: account.device, ticket, proof }));
}

/** Says something on the connection, if there is one. */
export function say({ line, through: { sent } }: Held, frame: Frame): void {
  if (!line?.line) return;
  line.line.send(frame);
  count(sent, frame.length);
}

const count = (counter: Counter, bytes: number): void => {
  counter.frames += 1;
  counter.bytes += bytes;
};
