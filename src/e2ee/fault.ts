import { no, ok, type Result } from '../base/result.ts';

/** Why something sealed cannot be taken: `wire` it is no such message, `epoch` it is of another epoch, `tree` and
 * `welcome` an invitation that does not hold, `policy` what this program never accepts, `signer` somebody else wrote
 * it than is said, `crypto` it does not open. */
export type FaultCode = 'wire' | 'epoch' | 'tree' | 'welcome' | 'policy' | 'signer' | 'crypto';

export class SealFault extends Error {
  readonly code: FaultCode;
  constructor(code: FaultCode, message: string) {
    super(message);
    this.name = 'SealFault';
    this.code = code;
  }
}

export function refuse(code: FaultCode, why: string): never {
  throw new SealFault(code, why);
}

/** What others sealed may be anything: that the library cannot read it is an outcome, not a bug. */
export async function attempted<T>(work: () => Promise<T>): Promise<Result<T, SealFault>> {
  try {
    return ok(await work());
  } catch (failure) {
    if (failure instanceof SealFault) return no(failure);
    return no(new SealFault('crypto', failure instanceof Error ? failure.message : 'unknown'));
  }
}
