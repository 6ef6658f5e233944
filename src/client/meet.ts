import { type Fingerprint, fingerprintOf } from '../base/fingerprint.ts';
import type { Proof } from '../protocol/proof.ts';
import { type Dialogue, greet, newDialogue } from './dialogue.ts';
import { signProof } from './keys.ts';
import { keyChanged, type Pin, trust } from './pins.ts';
import { ClientError } from './port.ts';
import type { Ports } from './ports.ts';

export type EnrolPorts = Pick<Ports, 'dial' | 'opaque' | 'clock' | 'random' | 'agent'>;

/** Whom to talk to, and how to know that it is them. */
export interface Meeting {
  readonly address: string;
  /** Who wants in. */
  readonly name: string;
  /** The key that must be shown, where it was given with the address or is known from the account. */
  readonly expected?: Fingerprint | undefined;
  readonly pins: readonly Pin[];
  /** Neither key nor address was ever seen: does the user want to trust this one from now on? */
  readonly first: (nuvem: Fingerprint, vouched: boolean) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/** A line on which both have greeted, to a nuvem that is trusted. */
export interface Met {
  readonly dialogue: Dialogue;
  readonly nuvem: Fingerprint;
  readonly registration: 'open' | 'invite' | 'closed';
  readonly sign: (
    secret: Uint8Array,
    claim: Pick<Proof, 'purpose' | 'name' | 'deviceKey'>,
  ) => { readonly proof: Uint8Array; readonly signed: Proof };
}

/** Dials, decides whether that is the right nuvem, and greets. Nothing is said to a wrong one. */
async function meet(ports: EnrolPorts, wish: Meeting): Promise<Met> {
  const { line, key, vouched } = await ports.dial(wish.address, wish.signal);
  const abort = (): void => line.destroy();
  wish.signal.addEventListener('abort', abort, { once: true });
  const nuvem = fingerprintOf(key);
  try {
    await decide(wish, nuvem, vouched);
  } catch (refusal) {
    line.destroy();
    throw refusal;
  }
  const dialogue = newDialogue(line, ports.clock.later);
  const clientNonce = ports.random(32);
  const { nonce, registration } = await greet(dialogue, ports.agent, clientNonce);
  return {
    dialogue,
    nuvem,
    registration,
    sign(secret, claim) {
      const signed = { ...claim, clientNonce, nuvemNonce: nonce, nuvemKey: key };
      return { proof: signProof(secret, signed), signed };
    },
  };
}

/** The same for as long as `work` takes: the line ends with it, whatever comes of it. */
export async function meeting<T>(
  ports: EnrolPorts,
  wish: Meeting,
  work: (met: Met) => Promise<T>,
): Promise<T> {
  const met = await meet(ports, wish);
  try {
    return await work(met);
  } finally {
    met.dialogue.bye();
  }
}

async function decide(wish: Meeting, nuvem: Fingerprint, vouched: boolean): Promise<void> {
  const { address, expected, pins } = wish;
  const decision = trust(pins, { address, nuvem, vouched, expected });
  if (decision.trust === 'changed')
    throw new ClientError('key-changed', keyChanged(wish, decision));
  if (decision.trust === 'new' && !(await wish.first(nuvem, vouched)))
    throw new ClientError('refused', ['not-trusted', address]);
}
