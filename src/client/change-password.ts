import type { Account } from './account.ts';
import { entering } from './enrol.ts';
import { freshNonce, pairOf, sealVault, signDevice } from './keys.ts';
import type { EnrolPorts } from './meet.ts';
import { passwordFault } from './password.ts';
import { ClientError } from './port.ts';

/**
 * Changes the password: in with the old one, on a line of its own that takes this device's seat, then
 * record and vault change together. Answers the account with the ticket that this log-in brought.
 */
export async function changePassword(
  ports: EnrolPorts,
  account: Account,
  words: { readonly old: string; readonly new: string },
  signal: AbortSignal,
): Promise<Account> {
  const fault = passwordFault(words.new, account.name);
  if (fault !== undefined) throw new ClientError('usage', fault);
  const { name, nuvem } = account;
  const entrance = {
    address: account.addresses[0] ?? '',
    expected: nuvem,
    pins: [],
    first: async () => false,
    signal,
    name,
    password: words.old,
    label: ports.agent,
  };
  const device = pairOf(Buffer.from(account.deviceSecret, 'hex'));
  return entering(ports, entrance, device, async ({ met: { dialogue }, welcome, identity }) => {
    const { state, request } = await ports.opaque.startRegistration(words.new);
    const { response } = await dialogue.ask({ type: 'password-1', request }, 'register-reply');
    const finished = await ports.opaque.finishRegistration(words.new, state, response);
    const { record, exportKey } = finished;
    const vault = sealVault(exportKey, name, identity.secret, freshNonce(ports.random));
    const { version } = welcome;
    await dialogue.ask({ type: 'password-2', record, vault, version }, 'vault-is');
    const cert = Buffer.from(signDevice(identity, name, device.public)).toString('hex');
    return { ...account, ticket: Buffer.from(welcome.ticket).toString('hex'), cert };
  });
}
