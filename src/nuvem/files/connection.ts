import type { FileLine } from '../../protocol/file-line.ts';
import { encodeFileFrame, type FileEnd, type FileFrame } from '../../protocol/file-wire.ts';
import type { Session } from '../hub.ts';
import { carry, type Doing, left, newDoing, stop } from './carry.ts';
import type { FileGround } from './ground.ts';

/** One connection of a session for the bytes of files, one file after the other. */
export interface FileConnection {
  readonly ground: FileGround;
  readonly line: FileLine;
  /** Whose it is, once it has said a token. */
  session: Session | undefined;
  /** What travels on it, or is about to. */
  doing: Doing | undefined;
  ended: boolean;
  /** Cancels what ends it when it has nothing to do. */
  idle: () => void;
}

/** Without anything to do for so long it is ended; whoever wants it again has a new token by then. */
const idleMs = 30_000;
const mostOfSession = 4;

/** Serves one connection until it ends. The only place where a failure of one is caught. */
export function serveFile(ground: FileGround, line: FileLine): void {
  const doing = undefined;
  const connection: FileConnection = {
    ground,
    line,
    session: undefined,
    doing,
    ended: false,
    idle() {},
  };
  ground.connections.add(connection);
  rest(connection);
  line.start({
    frame: (frame) => took(connection, frame),
    malformed: () => void endConnection(connection, 'malformed'),
    end(why) {
      ground.log('debug', 'file.end', { why });
      over(connection, left);
    },
  });
}

/** Says why, closes it, and resolves when what came is kept. */
export function endConnection(connection: FileConnection, why: FileEnd): Promise<void> {
  const { line, ended } = connection;
  if (!ended) {
    line.send(encodeFileFrame({ type: 'no', code: why }));
    over(connection);
    line.close();
  }
  return connection.doing?.done ?? Promise.resolve();
}

/** Nothing more is done for it; what it did is brought to its end. */
function over(connection: FileConnection, end: (doing: Doing | undefined) => void = stop): void {
  if (connection.ended) return;
  const { ground, doing } = connection;
  connection.ended = true;
  connection.idle();
  end(doing);
  if (!doing) ground.connections.delete(connection);
}

function rest(connection: FileConnection): void {
  const { later } = connection.ground;
  connection.idle = later(idleMs, () => void endConnection(connection, 'closing'));
}

/** One frame; false when the line is not read on for now. */
function took(connection: FileConnection, frame: FileFrame): boolean {
  if (connection.ended) return false;
  const wrong = act(connection, frame);
  if (typeof wrong === 'boolean') return wrong;
  void endConnection(connection, wrong);
  return false;
}

function act(connection: FileConnection, frame: FileFrame): FileEnd | boolean {
  const { doing } = connection;
  if (frame.type === 'open') return opened(connection, frame);
  if (frame.type === 'chunk') return doing?.put ? doing.put.take(frame) : 'order';
  if (frame.type !== 'end') return 'order';
  stop(doing);
  return true;
}

function opened(
  connection: FileConnection,
  { token, from }: Extract<FileFrame, { readonly type: 'open' }>,
): FileEnd | boolean {
  const { ground, doing } = connection;
  const pass = ground.fileTokens.take(token);
  if (!pass || (connection.session && connection.session !== pass.session)) return 'token';
  connection.session = pass.session;
  const mine = [...ground.connections].filter(({ session }) => session === pass.session);
  if (mine.length > mostOfSession) return 'too-many';
  connection.idle();
  // Whoever opens the next one has enough of this.
  stop(doing);
  const next = newDoing(pass);
  connection.doing = next;
  next.done = go(connection, next, from, doing?.done);
  return true;
}

async function go(
  connection: FileConnection,
  doing: Doing,
  from: number,
  before: Promise<void> | undefined,
): Promise<void> {
  const { ground, line } = connection;
  try {
    await before;
    const why = await carry(ground, line, doing, from);
    if (why) void endConnection(connection, why);
  } catch (failure) {
    const { use } = doing.pass;
    const bug = failure instanceof Error ? failure.stack : String(failure);
    ground.log('error', 'file.bug', { at: use, bug });
    void endConnection(connection, 'broken');
  }
  if (connection.doing !== doing) return;
  connection.doing = undefined;
  if (connection.ended) return void ground.connections.delete(connection);
  rest(connection);
  // What it was not read for is over.
  line.resume();
}
