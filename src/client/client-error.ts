import { type Reason, Trouble } from '../words/reason.ts';

export type ErrorCode =
  | 'refused'
  | 'usage'
  | 'unreachable'
  | 'key-changed'
  | 'credentials'
  | 'timeout'
  | 'interrupted'
  | 'local';

/** What went wrong. The message is the reason in English: what happened, and what to do. */
export class ClientError extends Trouble {
  override readonly name = 'ClientError';
  readonly code: ErrorCode;
  /** The nuvem's refusal code, where it was one. */
  readonly refusal: string | undefined;

  constructor(code: ErrorCode, reason: Reason, refusal?: string) {
    super(reason);
    this.code = code;
    this.refusal = refusal;
  }
}

export interface Refused {
  readonly code: ErrorCode;
  readonly reason: Reason;
  readonly refusal?: string;
}
