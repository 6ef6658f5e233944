import { type Address, parseAddress } from '../base/address.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import { no, type Result } from '../base/result.ts';
import type { Saved } from '../client/account.ts';
import { accountsIn } from '../home/accounts.ts';
import { pinsIn } from '../home/pins.ts';
import type { Answer, Page } from '../tui/page/page.ts';
import { addressPage } from '../tui/pages/address.ts';
import { changedPage } from '../tui/pages/changed.ts';
import { firstPage } from '../tui/pages/first.ts';
import { menuPage } from '../tui/pages/menu.ts';
import { inWords } from '../words/reason.ts';
import { acquaintanceOf, type Seen, watchAround } from './_around.ts';
import { whereOf, type Looked, look, refuseReplaced } from './_contact.ts';
import { ask, during, type Hall, type Step } from './_hall.ts';
import { isRunning, type OwnNuvem, startHere } from './_host.ts';
import { signIn, type Wish } from './_sign-in.ts';

/** Where to, until that came to something. */
export async function menu(hall: Hall, own: OwnNuvem, trouble?: string): Promise<Step> {
  let said = trouble;
  let at: string | undefined;
  for (;;) {
    const accounts = await accountsFor(hall);
    const facts = { accounts, trouble: said, at, key: await own.fingerprint() };
    const { answer, found } = await asked(hall, facts);
    said = undefined;
    if (answer.did === 'quit') return 'quit';
    if (answer.did === 'back') continue;
    at = answer.choice;
    const step = await chosen(hall, own, at, { accounts, found });
    if (typeof step === 'object' && 'trouble' in step) said = step.trouble;
    else if (step !== 'back') return step;
  }
}

interface Facts {
  readonly accounts: readonly Listed[];
  readonly trouble: string | undefined;
  readonly at: string | undefined;
  readonly key: Fingerprint | undefined;
}

/** The menu until something is chosen; meanwhile the nuvems of this network come into it. */
async function asked(
  hall: Hall,
  { accounts, trouble, at, key }: Facts,
): Promise<{ readonly answer: Answer; readonly found: readonly Seen[] }> {
  const acquaintance = await acquaintanceOf(hall.home);
  let found: readonly Seen[] = [];
  const page = (): Page =>
    menuPage(hall.words, {
      accounts: accounts.map(({ account, last }) => ({
        name: account.name,
        address: account.addresses[0] ?? '',
        last,
        own: account.nuvem === key,
      })),
      found: found.map(({ addresses, ...one }) => ({
        ...one,
        address: whereOf(addresses[0]),
        own: one.fingerprint === key,
      })),
      trouble,
      ...(at === undefined ? {} : { at }),
    });
  const answer = hall.pages.ask(page());
  const watching = watchAround(hall.discoveryPort, (sightings) => {
    found = acquaintance.judged(sightings);
    hall.pages.renew(page());
  });
  try {
    return { answer: await answer, found };
  } finally {
    watching[Symbol.dispose]();
    await acquaintance.remember(found);
  }
}

interface Listed {
  readonly account: Saved;
  readonly last: boolean;
}

/** The one used last comes first. */
async function accountsFor({ home }: Hall): Promise<readonly Listed[]> {
  const accounts = accountsIn(home.data);
  const last = await accounts.last();
  const all = (await accounts.all()).map((account) => ({
    account,
    last: account.name === last?.name && account.nuvem === last.nuvem,
  }));
  return [...all.filter((saved) => saved.last), ...all.filter((saved) => !saved.last)];
}

async function chosen(
  hall: Hall,
  own: OwnNuvem,
  choice: string,
  { accounts, found }: { readonly accounts: readonly Listed[]; readonly found: readonly Seen[] },
): Promise<Step | Unmet> {
  if (choice === 'quit') return 'quit';
  if (choice === 'connect') return connectTo(hall);
  const seen = found.find(({ fingerprint }) => choice === `found ${fingerprint}`);
  if (seen) {
    const { meetFound } = await import('./_found.ts');
    const saved = accounts.find(({ account: { nuvem } }) => nuvem === seen.fingerprint);
    return meetFound(hall, seen, saved?.account, (wish) => meet(hall, wish));
  }
  const account = accounts[Number(choice.replace('account ', ''))]?.account;
  return account ? known(hall, own, account) : startHere(hall, own);
}

async function known(hall: Hall, own: OwnNuvem, account: Saved): Promise<Step> {
  const address = parseAddress(account.addresses[0] ?? '');
  if (!address.ok) return 'back';
  // Nobody else can start this home's own nuvem.
  const isOwn = account.nuvem === (await own.fingerprint());
  if (isOwn && !(await isRunning(hall.home, own))) return startHere(hall, own);
  return { account, address: address.value };
}

/** Asks for an address until somebody answers there. */
async function connectTo(hall: Hall): Promise<Step> {
  let value = '';
  let trouble: string | undefined;
  for (;;) {
    const answer = await ask(hall, addressPage(hall.words, value, trouble));
    if (typeof answer === 'string') return answer;
    value = answer.values['address'] ?? '';
    const address = typedAddress(hall, value);
    const step = address.ok
      ? await meet(hall, { address: address.value, how: 'login' })
      : { trouble: address.error };
    if (typeof step === 'string' || 'account' in step) return step;
    ({ trouble } = step);
  }
}

/** What is handed out is a whole command, and may be pasted as one. */
function typedAddress({ words }: Hall, value: string): Result<Address, string> {
  if (value === '') return no(words.start.address.empty);
  const address = parseAddress(value.replace(/^pychat connect /, ''));
  return address.ok ? address : no(inWords(words.reasons, address.error));
}

/** Nobody could be met there. */
export interface Unmet {
  readonly trouble: string;
}

/** Looks who answers, lets the person decide whether that is the right one, and goes in. */
export async function meet(hall: Hall, wish: Omit<Wish, 'nuvem' | 'owner'>): Promise<Step | Unmet> {
  const { address } = wish;
  const { busy } = hall.words.start;
  const where = whereOf(address);
  const looked = await during(hall, busy.dial(where), async (signal) => {
    const found = await lookAt(hall, wish, signal);
    await refuseReplaced(hall.home, { where, name: wish.user }, found.nuvem);
    return found;
  });
  if (typeof looked === 'string') return looked;
  if ('text' in looked) return { trouble: looked.text };
  const trusted = await isTrusted(hall, address, looked.done);
  if (trusted !== 'yes') return trusted;
  const { nuvem } = looked.done;
  await pinsIn(hall.home.data).pin({ address: whereOf(address), nuvem });
  return signIn(hall, { ...wish, nuvem, owner: false });
}

/** Of an announced key nothing is believed but that no other one may answer. */
async function lookAt(
  { home }: Hall,
  { address, announced }: Pick<Wish, 'address' | 'announced'>,
  signal: AbortSignal,
): Promise<Looked> {
  const { host, port, fingerprint: expected } = address;
  if (!announced || expected === undefined) return look(home, address, signal);
  const looked = await look(home, { host, port }, signal);
  const { nuvem } = looked;
  if (nuvem === expected) return looked;
  return { ...looked, found: { trust: 'changed', nuvem, expected } };
}

async function isTrusted(
  hall: Hall,
  address: Address,
  { nuvem, vouched, found }: Looked,
): Promise<'yes' | 'back' | 'quit'> {
  if (found.trust === 'known') return 'yes';
  const where = whereOf(address);
  const { words } = hall;
  const page =
    found.trust === 'new'
      ? firstPage(words, { address: where, fingerprint: nuvem, vouched })
      : changedPage(words, {
          address: where,
          expected: found.expected,
          got: nuvem,
          pinned: address.fingerprint !== undefined && address.fingerprint !== nuvem,
        });
  const answer = await ask(hall, page);
  return typeof answer === 'string' ? answer : 'yes';
}
