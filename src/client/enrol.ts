import type { Message } from '../protocol/messages.ts';
import { loginMac, proofBytes } from '../protocol/proof.ts';
import type { Account } from './account.ts';
import { freshNonce, openVault, type Pair, pairOf, sealVault, signDevice } from './keys.ts';
import { type EnrolPorts, meeting, type Meeting, type Met } from './meet.ts';
import { passwordFault } from './password.ts';
import { ClientError } from './port.ts';

/** Who comes in, and from where. */
export interface Entrance extends Meeting {
  readonly password: string;
  /** What this installation is called in the list of devices. */
  readonly label: string;
  readonly invite?: string | undefined;
  /** What this home already has of the account: the same device comes back. */
  readonly known?: Account | undefined;
  /** All seats are taken: which session shall end? Undefined gives up. */
  readonly choose?: (seats: Message<'seats-full'>['sessions']) => Promise<number | undefined>;
}

/** Makes an account, and this device its first. */
export async function register(ports: EnrolPorts, entrance: Entrance): Promise<Account> {
  const name = entrance.name.toLowerCase();
  const fault = passwordFault(entrance.password, name);
  if (fault !== undefined) throw new ClientError('usage', fault);
  const device = pairOf(ports.random(32));
  const identity = pairOf(ports.random(32));

  return meeting(ports, entrance, async (met) => {
    const { invite, password } = entrance;
    const { state, request } = await ports.opaque.startRegistration(password);
    const first = { type: 'register-1', name, request, invite } as const;
    const { response } = await met.dialogue.ask(first, 'register-reply');
    const finished = await ports.opaque.finishRegistration(password, state, response);
    const { record, exportKey } = finished;
    const words: Words = {
      type: 'register-2',
      name,
      record,
      vault: sealVault(exportKey, name, identity.secret, freshNonce(ports.random)),
      identity: identity.public,
      device: device.public,
      cert: signDevice(identity, name, device.public),
      label: entrance.label,
      invite,
    };
    const welcome = await sayTwice(ports, entrance, met, (to) => say(to, words, device, entrance));
    return accountOf(ports, entrance, met, { welcome, device, identity });
  });
}

type Words = Omit<Message<'register-2'>, 're' | 'proof'>;

async function say(
  met: Met,
  words: Words,
  device: Pair,
  entrance: Entrance,
): Promise<Message<'welcome'>> {
  const claim = { purpose: 'register', name: words.name, deviceKey: device.public } as const;
  const { proof } = met.sign(device.secret, claim);
  const answer = await met.dialogue.ask({ ...words, proof }, 'welcome', 'seats-full');
  return seated(entrance, met, answer);
}

/** A reply that was lost is asked for once more, on a new line: the same words get the same answer. */
async function sayTwice<T>(
  ports: EnrolPorts,
  entrance: Entrance,
  met: Met,
  words: (to: Met) => Promise<T>,
): Promise<T> {
  try {
    return await words(met);
  } catch (failure) {
    if (!(failure instanceof ClientError) || failure.code !== 'unreachable') throw failure;
    return meeting(ports, { ...entrance, expected: met.nuvem }, words);
  }
}

/** Logs in with the password: a new device of the user, or the one that this home had. */
export async function login(ports: EnrolPorts, entrance: Entrance): Promise<Account> {
  const fresh = (): Pair => pairOf(ports.random(32));
  const { known } = entrance;
  if (!known) return loginAs(ports, entrance, fresh());
  try {
    return await loginAs(ports, entrance, pairOf(Buffer.from(known.deviceSecret, 'hex')));
  } catch (failure) {
    // A device that was revoked never comes back: this home becomes a new one.
    if (!(failure instanceof ClientError) || failure.refusal !== 'revoked') throw failure;
    return loginAs(ports, entrance, fresh());
  }
}

const loginAs = (ports: EnrolPorts, entrance: Entrance, device: Pair): Promise<Account> =>
  entering(ports, entrance, device, async ({ met, welcome, identity }) =>
    accountOf(ports, entrance, met, { welcome, device, identity }),
  );

export interface Entered {
  readonly met: Met;
  readonly welcome: Message<'welcome'>;
  readonly identity: Pair;
}

/** Through the door with the password, and the vault opened: the identity is in hand while `work` lasts. */
export const entering = <T>(
  ports: EnrolPorts,
  entrance: Entrance,
  device: Pair,
  work: (entered: Entered) => Promise<T>,
): Promise<T> =>
  meeting(ports, entrance, async (met) => work(await enter(ports, entrance, device, met)));

async function enter(
  ports: EnrolPorts,
  entrance: Entrance,
  device: Pair,
  met: Met,
): Promise<Entered> {
  const name = entrance.name.toLowerCase();
  const deviceKey = device.public;
  const known = met.sign(device.secret, { purpose: 'known', name, deviceKey });
  const { state, request } = await ports.opaque.startLogin(entrance.password);
  const { response } = await met.dialogue.ask(
    { type: 'login-1', name, request, device: deviceKey, proof: known.proof },
    'login-reply',
  );
  const finished = await ports.opaque.finishLogin(entrance.password, state, response);
  if (!finished) throw new ClientError('credentials', ['refused', 'credentials'], 'credentials');
  const { proof, signed } = met.sign(device.secret, { purpose: 'login', name, deviceKey });
  const mac = loginMac(finished.sessionKey, proofBytes(signed));
  const { finish, exportKey } = finished;
  const answer = await met.dialogue.ask(
    { type: 'login-2', finish, device: deviceKey, label: entrance.label, proof, mac },
    'welcome',
    'seats-full',
  );
  const welcome = await seated(entrance, met, answer);
  const identity = identityIn(welcome, name, exportKey);
  const cert = signDevice(identity, name, deviceKey);
  await met.dialogue.ask({ type: 'device-cert', identity: identity.public, cert }, 'ok');
  return { met, welcome, identity };
}

function identityIn(welcome: Message<'welcome'>, name: string, exportKey: Uint8Array): Pair {
  const secret = openVault(exportKey, name, welcome.vault);
  const identity = secret && pairOf(secret);
  if (identity && Buffer.compare(identity.public, welcome.identity) === 0) return identity;
  throw new ClientError('refused', ['bad-vault']);
}

/** In a seat, or told who sits in all of them and asked which one shall stand up. */
async function seated(
  entrance: Pick<Entrance, 'choose'>,
  met: Pick<Met, 'dialogue'>,
  answer: Message<'welcome' | 'seats-full'>,
): Promise<Message<'welcome'>> {
  if (answer.type === 'welcome') return answer;
  const { dialogue } = met;
  const end = await entrance.choose?.(answer.sessions);
  if (end === undefined) {
    const who = answer.sessions.map(({ id, label }) => `${id} ${label}`).join(', ');
    throw new ClientError('refused', ['seats-full', who]);
  }
  const next = await dialogue.ask({ type: 'seat-take', end }, 'welcome', 'seats-full');
  return seated(entrance, met, next);
}

interface Made {
  readonly welcome: Message<'welcome'>;
  readonly device: Pair;
  readonly identity: Pair;
}

function accountOf(
  ports: EnrolPorts,
  { address, known }: Entrance,
  { nuvem }: Met,
  { welcome, device, identity }: Made,
): Account {
  const others = (known?.addresses ?? []).filter((each) => each !== address);
  return {
    name: welcome.name,
    nuvem,
    ...(known?.former ? { former: known.former } : {}),
    addresses: [address, ...others],
    user: welcome.user,
    device: welcome.device,
    deviceSecret: hex(device.secret),
    ticket: hex(welcome.ticket),
    storageKey: known?.storageKey ?? hex(ports.random(32)),
    identity: hex(identity.public),
    cert: hex(signDevice(identity, welcome.name, device.public)),
  };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
