import type { FileRow, FileUse } from '../store/files.ts';
import { keyText } from './fanout.ts';
import type { Session } from './hub.ts';

/** What a token lets a connection do, and for whom. `file` is as it was when the token was given. */
export interface FilePass {
  readonly session: Session;
  readonly use: FileUse;
  readonly file: FileRow;
}

/** How a connection of files knows whose it is: a session gets a token for one file and says it there. */
export interface FileTokens {
  /** Good for a minute, once, and as long as the session lives. Who has several unused loses the oldest. */
  readonly give: (pass: FilePass) => Buffer;
  /** Undefined when it is none, was used, is too old, or its session is over. */
  readonly take: (token: Uint8Array) => FilePass | undefined;
}

interface Given extends FilePass {
  readonly until: number;
}

const life = 60_000;
/** Unused tokens of a session: one for each of its connections. */
const mostUnused = 4;

export function newFileTokens(random: (bytes: number) => Buffer, uptime: () => number): FileTokens {
  // In the order in which they end: all live equally long.
  const given = new Map<string, Given>();
  const unused = new WeakMap<Session, string[]>();

  function forgetOld(): void {
    for (const [token, { until, session }] of given) {
      if (until > uptime() && !session.ear.closed) return;
      given.delete(token);
    }
  }

  /** The tokens of a session that it may still use, with room for one more. */
  function unusedOf(session: Session): string[] {
    const mine = (unused.get(session) ?? []).filter((token) => given.has(token));
    while (mine.length >= mostUnused) given.delete(mine.shift() ?? '');
    unused.set(session, mine);
    return mine;
  }

  return {
    give(pass) {
      forgetOld();
      const token = random(32);
      unusedOf(pass.session).push(keyText(token));
      given.set(keyText(token), { ...pass, until: uptime() + life });
      return token;
    },
    take(token) {
      const key = keyText(token);
      const pass = given.get(key);
      given.delete(key);
      return pass && pass.until > uptime() && !pass.session.ear.closed ? pass : undefined;
    },
  };
}
