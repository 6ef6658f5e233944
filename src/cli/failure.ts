import { harmlessLine } from '../base/sanitize.ts';
import { ClientError, type ErrorCode } from '../client/port.ts';

/** How a pychat process can end; a contract (CLI.md). */
export const exits = {
  done: 0,
  failed: 1,
  usage: 2,
  unreachable: 3,
  keyChanged: 4,
  credentials: 5,
  timeout: 6,
  bug: 70,
  interrupted: 130,
} as const;

export type Exit = (typeof exits)[keyof typeof exits];

/** What went wrong, and what to do: one line for a person, and an exit code for a script. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: Exit;

  constructor(message: string, exit: Exit = exits.failed) {
    super(message);
    this.exit = exit;
  }
}

const exitOfCode: Readonly<Record<ErrorCode, Exit>> = {
  refused: exits.failed,
  usage: exits.usage,
  unreachable: exits.unreachable,
  'key-changed': exits.keyChanged,
  credentials: exits.credentials,
  timeout: exits.timeout,
  interrupted: exits.interrupted,
  local: exits.failed,
};

/** What an expected failure is called and how it exits; undefined for a bug. */
export function explained(
  fault: unknown,
): { readonly text: string; readonly exit: Exit } | undefined {
  if (fault instanceof Failure) return { text: fault.message, exit: fault.exit };
  if (fault instanceof ClientError) return { text: fault.message, exit: exitOfCode[fault.code] };
  // By its name: the module of its class is a heavy one.
  if (fault instanceof Error && fault.name === 'SqliteFault')
    return { text: fault.message, exit: exits.failed };
  const text = fault instanceof Error ? diskTrouble(fault) : undefined;
  return text === undefined ? undefined : { text, exit: exits.failed };
}

/** `pychat: <what happened>. <what to do>.` */
export function sentence(text: string): string {
  const line = harmlessLine(text, 2000);
  return `pychat: ${line}${/[.!?…]$/.test(line) ? '' : '.'}\n`;
}

const troubles: Readonly<Record<string, string>> = {
  EACCES: 'you have no right to. Give it to this user, or choose another home with --home',
  EPERM: 'you have no right to. Give it to this user, or choose another home with --home',
  EROFS: 'that disk is read-only. Choose another home with --home',
  ENOSPC: 'that disk is full. Make room on it',
  EDQUOT: 'your quota of that disk is used up. Make room on it',
  ENOTDIR: 'a part of that path is a file. Choose another one',
  EEXIST: 'a file is in its place. Choose another one',
  EISDIR: 'that is a folder. Choose a file',
  ENOENT: 'there is no such file or folder. Check the path',
  EMFILE: 'too many files are open. Raise the limit (ulimit -n)',
  EIO: 'that disk is broken. Look at it',
};

/** A file that could not be used, as the system says it; undefined when the fault is another. */
function diskTrouble(fault: NodeJS.ErrnoException): string | undefined {
  const why = troubles[fault.code ?? ''];
  if (why === undefined || fault.path === undefined) return undefined;
  return `${fault.path} cannot be used (${fault.code}): ${why}`;
}
