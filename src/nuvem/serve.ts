import type { Result } from '../base/result.ts';
import type { Line } from '../protocol/line.ts';
import { Malformed } from '../protocol/malformed.ts';
import { type FromClient, type Message, rowOf } from '../protocol/messages.ts';
import type { Refusal } from '../protocol/refusals.ts';
import { parseMessage } from '../protocol/wire.ts';
import { StoreBroken } from '../store/rows.ts';
import { costOf, storedBy } from './cost.ts';
import { type Desk, gone, isReading, newDesk, rest, tooMuchQueued } from './desk.ts';
import type { Handler, World } from './handler.ts';
import { handlers } from './on/_all.ts';
import { sayWait } from './wait.ts';

type Answer = Result<void, Refusal>;

/**
 * Serves one line until it ends. Its messages are handled one after the other: while a handler waits, the
 * line is not read. The only place where a failure of one peer is caught.
 */
export function serveLine(world: World, line: Line, { owner }: { readonly owner: boolean }): void {
  world.log('debug', 'line.begin', { owner });
  const desk = newDesk(world, line, owner);
  world.lines.add(desk);
  line.start({
    body: (body) => take(desk, body),
    malformed: () => desk.refuse('malformed'),
    drain: () => drained(desk),
    end: (why) => {
      world.log('debug', 'line.end', { why });
      gone(desk);
    },
  });
  if (world.lines.closing()) desk.refuse('closing');
}

/** One body; false when the line is to rest. */
function take(desk: Desk, body: Buffer): boolean {
  if (desk.ended || desk.world.lines.closing()) return false;
  const message = parsed(desk, body);
  if (!message) return false;
  const refusal = objection(desk, message);
  if (refusal) {
    desk.refuse(refusal, reOf(message));
    return false;
  }
  charge(desk, message, body.length);
  const waits = !isOverQuota(desk, message, body.length) && dispatch(desk, message);
  desk.full = tooMuchQueued(desk);
  desk.busy = waits;
  return isReading(desk);
}

function parsed(desk: Desk, body: Buffer): Message<FromClient> | undefined {
  try {
    const message = parseMessage(body);
    if (rowOf(message.type).from !== 'client') throw new Malformed('a message of a client');
    return message as Message<FromClient>;
  } catch (fault) {
    if (fault instanceof Malformed)
      desk.world.log('debug', 'line.malformed', { why: fault.message });
    else desk.world.log('error', 'line.bug', { at: 'parse', bug: String(fault) });
    desk.refuse('malformed');
    return undefined;
  }
}

/** Whether this message is allowed now: the row says `new`, `known` or `owner`. */
function objection(desk: Desk, { type }: Message<FromClient>): Refusal | undefined {
  if (type === 'bye' || type === 'ping') return undefined;
  if ((type === 'hello') === (desk.greeted !== undefined)) return 'order';
  return isAllowed(desk, type) ? undefined : 'order';
}

function isAllowed({ owner, session }: Desk, type: FromClient): boolean {
  const { when } = rowOf(type);
  if (when === 'owner') return owner;
  if (when === 'new') return !session;
  return session !== undefined || (owner && type.startsWith('admin.'));
}

/** Who has stored too much in a day is told so and when to go on; nothing else is refused to them. */
function isOverQuota(desk: Desk, message: Message<FromClient>, bytes: number): boolean {
  const due = desk.allowance ? storedBy(message, bytes) : 0;
  if (due === 0) return false;
  const wait = desk.allowance?.store(due, desk.world.uptime()) ?? 0;
  if (wait > 0) sayWait(desk, reOf(message) ?? 0, wait, 'quota');
  return wait > 0;
}

/** Over a limit the line rests for as long as it takes; the message that went over it is still handled. */
function charge(desk: Desk, message: Message<FromClient>, bytes: number): void {
  const what = message.type === 'post' || message.type === 'file-new' ? 'post' : 'other';
  rest(desk, what, desk.pace.charge(what, bytes, desk.world.uptime(), costOf(message)));
}

/** Runs the handler; true when the line must wait for it. */
function dispatch(desk: Desk, message: Message<FromClient>): boolean {
  const re = reOf(message);
  try {
    const handler = handlers[message.type] as Handler<FromClient>;
    const answer = handler(desk.world, desk, message);
    if (!(answer instanceof Promise)) {
      finish(desk, re, answer);
      return false;
    }
    void settle(desk, re, answer);
    return true;
  } catch (bug) {
    finish(desk, re, { ok: false, error: failed(desk, message, bug) });
    return false;
  }

  async function settle(of: Desk, about: number | undefined, answer: Promise<Answer>) {
    finish(
      of,
      about,
      await answer.catch((bug: unknown) => ({ ok: false, error: failed(of, message, bug) })),
    );
    desk.busy = false;
    desk.full = tooMuchQueued(desk);
    if (isReading(desk)) desk.line.resume();
  }
}

function finish(desk: Desk, re: number | undefined, answer: Answer): void {
  if (!answer.ok) desk.refuse(answer.error, re);
}

function failed(desk: Desk, message: Message<FromClient>, bug: unknown): Refusal {
  if (bug instanceof StoreBroken) {
    desk.world.log('warn', 'store.broken', { why: bug.message });
    return 'storage';
  }
  const stack = bug instanceof Error ? bug.stack : String(bug);
  desk.world.log('error', 'line.bug', { at: message.type, bug: stack });
  return 'broken';
}

function drained(desk: Desk): void {
  if (desk.ended) return;
  if (desk.session) desk.world.hub.drained(desk.session);
  if (!desk.full) return;
  desk.full = tooMuchQueued(desk);
  if (isReading(desk)) desk.line.resume();
}

const reOf = (message: Message<FromClient>): number | undefined =>
  're' in message ? message.re : undefined;
