import { harmlessLine } from '../base/sanitize.ts';
import { ClientError, type ErrorCode } from '../client/port.ts';
import { isOfDisks } from '../words/en/failures.ts';
import { type Reason, Trouble } from '../words/reason.ts';

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
export class Failure extends Trouble {
  override readonly name = 'Failure';
  readonly exit: Exit;

  constructor(reason: Reason, exit: Exit = exits.failed) {
    super(reason);
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

/** Of an end about which there is nothing to say: somebody wanted it. */
export const silent: Reason = ['other', ''];

/** Why something that can be expected failed, and how that exits; undefined for a bug. */
export function explained(
  fault: unknown,
): { readonly reason: Reason; readonly exit: Exit } | undefined {
  if (fault instanceof Trouble) return { reason: fault.reason, exit: exitOf(fault) };
  const reason = fault instanceof Error ? diskTrouble(fault) : undefined;
  return reason && { reason, exit: exits.failed };
}

function exitOf(trouble: Trouble): Exit {
  if (trouble instanceof Failure) return trouble.exit;
  return trouble instanceof ClientError ? exitOfCode[trouble.code] : exits.failed;
}

/** `pychat: <what happened>. <what to do>.` */
export function sentence(text: string): string {
  const line = harmlessLine(text, 2000);
  return `pychat: ${line}${/[.!?…]$/.test(line) ? '' : '.'}\n`;
}

/** A file that could not be used, as the system says it; undefined when the fault is another. */
function diskTrouble({ code = '', path }: NodeJS.ErrnoException): Reason | undefined {
  return path === undefined || !isOfDisks(code) ? undefined : ['disk', path, code];
}
