import type { Account } from './account.ts';
import { type Entered, entering } from './enrol.ts';
import { freshNonce, type Pair, pairOf, sealVault, signDevice } from './keys.ts';
import { locked, opens } from './lock.ts';
import type { EnrolPorts } from './meet.ts';
import { passwordFault } from './password.ts';
import { ClientError } from './port.ts';

/**
 * Changes the password: in with the old one, on a line of its own that takes this device's seat, then
 * record and vault change together. Answers the account with the ticket that this log-in brought, and
 * under the new password where it is locked.
 */
export async function changePassword(
  ports: EnrolPorts,
  account: Account,
  words: { readonly old: string; readonly new: string },
  signal: AbortSignal,
): Promise<Account> {
  const fault = passwordFault(words.new, account.name);
  if (fault !== undefined) throw new ClientError('usage', fault);
  const { name } = account;
  const changed = await asDevice(
    ports,
    account,
    { password: words.old, signal },
    async (entered) => {
      const { dialogue } = entered.met;
      const { state, request } = await ports.opaque.startRegistration(words.new);
      const { response } = await dialogue.ask({ type: 'password-1', request }, 'register-reply');
      const finished = await ports.opaque.finishRegistration(words.new, state, response);
      const { record, exportKey } = finished;
      const { identity, welcome } = entered;
      const vault = sealVault(exportKey, name, identity.secret, freshNonce(ports.random));
      const { version } = welcome;
      await dialogue.ask({ type: 'password-2', record, vault, version }, 'vault-is');
    },
  );
  return account.lock ? locked(ports, changed, words.new) : changed;
}

/** Puts an account under its password, or takes it from under the one that opens it. */
export async function changeLock(
  ports: EnrolPorts,
  account: Account,
  { on, password }: { readonly on: boolean; readonly password: string },
  signal: AbortSignal,
): Promise<Account> {
  // Nobody shall be locked out by a slip of the hand: the nuvem knows whether it is the password.
  if (on) return locked(ports, await asDevice(ports, account, { password, signal }), password);
  if (!(await opens(ports.opaque, account, password)))
    throw new ClientError('credentials', ['wrong-lock', account.name], 'credentials');
  const { lock: _lock, ...open } = account;
  return open;
}

interface Way {
  readonly password: string;
  readonly signal: AbortSignal;
}

/** Logs this device in anew; answers the account with what that brought. */
async function asDevice(
  ports: EnrolPorts,
  account: Account,
  { password, signal }: Way,
  work: (entered: Entered) => Promise<void> = async () => {},
): Promise<Account> {
  const { name, nuvem, addresses } = account;
  const entrance = {
    address: addresses[0] ?? '',
    expected: nuvem,
    pins: [],
    first: async () => false,
    signal,
    name,
    password,
    label: ports.agent,
  };
  const device: Pair = pairOf(Buffer.from(account.deviceSecret, 'hex'));
  return entering(ports, entrance, device, async (entered) => {
    await work(entered);
    const { welcome, identity } = entered;
    const cert = Buffer.from(signDevice(identity, name, device.public)).toString('hex');
    return { ...account, ticket: Buffer.from(welcome.ticket).toString('hex'), cert };
  });
}
