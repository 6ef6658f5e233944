import { type IsSigned, isSigned, isSignedLater } from '../../e2ee/curve.ts';

/** How the signatures of a step are looked at. */
export interface Signatures {
  readonly isSigned: IsSigned;
  /** False when one that was taken for true is not: then nothing of the step may count. */
  readonly allHold: () => Promise<boolean>;
}

export const oneByOne: Signatures = { isSigned, allHold: () => Promise.resolve(true) };

/** Each is taken for true for now, and looked at beside this thread: it is half of what opening a line costs. */
export function together(): Signatures {
  const looks: Promise<boolean>[] = [];
  return {
    isSigned(key, message, signature) {
      looks.push(isSignedLater(key, message, signature));
      return true;
    },
    allHold: async () => (await Promise.all(looks)).every(Boolean),
  };
}
