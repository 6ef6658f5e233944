import type { Address } from '../base/address.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import { type Account, isLocked } from '../client/account.ts';
import { ClientError, type Seat } from '../client/port.ts';
import type { Trouble } from '../tui/page/page.ts';
import { busyPage } from '../tui/pages/busy.ts';
import { loginPage, registerPage } from '../tui/pages/enter.ts';
import { seatsPage } from '../tui/pages/seats.ts';
import { unlockPage } from '../tui/pages/unlock.ts';
import { whereOf } from './_contact.ts';
import { enter } from './_enrol.ts';
import { ask, type Chosen, during, type Entered, type Hall, type Step } from './_hall.ts';
import { unlock } from './_unlock.ts';

/** Who may want in, and where. */
export interface Wish {
  readonly address: Address;
  readonly nuvem: Fingerprint;
  readonly how: 'login' | 'register';
  readonly user?: string | undefined;
  readonly invite?: string | undefined;
  /** The nuvem is this home's own. */
  readonly owner: boolean;
  readonly trouble?: Trouble | undefined;
  /** The key in the address is from an announcement: nobody has vouched for it. */
  readonly announced?: boolean;
  /** What this home has of the account, where it is at hand already. */
  readonly known?: Account | undefined;
}

/** What was typed, and is there again when it did not do; the password is not. */
interface Typed {
  readonly how: 'login' | 'register';
  readonly name: string;
  readonly invite: string | undefined;
  readonly trouble?: Trouble | undefined;
}

/** Asks for name and password until they do. */
export async function signIn(hall: Hall, wish: Wish): Promise<Step> {
  const { address, how, user = '', invite, trouble } = wish;
  let typed: Typed = { how, name: user, invite, trouble };
  for (;;) {
    const answer = await ask(hall, pageFor(hall, wish, typed));
    if (typeof answer === 'string') return answer;
    const { values, choice } = answer;
    const name = (values['name'] ?? '').toLowerCase();
    typed = { ...typed, name, invite: values['invite'] ?? typed.invite, trouble: undefined };
    const step = choice === 'other' ? other(typed) : await tried(hall, wish, typed, values);
    if (step === 'quit') return step;
    if ('account' in step) return { account: step.account, address };
    typed = step;
  }
}

const other = (typed: Typed): Typed => ({
  ...typed,
  how: typed.how === 'login' ? 'register' : 'login',
});

function pageFor({ words }: Hall, { address, owner }: Wish, typed: Typed) {
  const facts = { address: whereOf(address), name: typed.name, trouble: typed.trouble };
  return typed.how === 'login'
    ? loginPage(words, facts)
    : registerPage(words, { ...facts, invite: typed.invite, owner });
}

type Values = Chosen['values'];

/** Before anybody is asked. */
function differing({ words }: Hall, { how }: Typed, values: Values): Trouble | undefined {
  const { password = '', again = '' } = values;
  return how === 'register' && password !== again
    ? { field: 'password', text: words.start.register.differ }
    : undefined;
}

/** An account, or what was typed with what was wrong about it. */
async function tried(
  hall: Hall,
  wish: Wish,
  typed: Typed,
  values: Values,
): Promise<{ readonly account: Account } | Typed | 'quit'> {
  const trouble = differing(hall, typed, values);
  if (trouble) return { ...typed, trouble };
  const { home, words, locks: lock } = hall;
  const { address, nuvem, known } = wish;
  const { name, how, invite } = typed;
  const { password = '' } = values;
  let left: 'back' | 'quit' | undefined;
  const choose = async (seats: readonly Seat[]): Promise<number | undefined> => {
    const chosen = await seatIn(hall, name, seats);
    if (typeof chosen === 'number') return chosen;
    left = chosen;
    return undefined;
  };
  const said = words.start.busy.enter(whereOf(address));
  const made = await during(hall, said, (signal) =>
    enter({ home, address, nuvem, name, password, how, invite, signal, choose, known, lock }),
  );
  const end = left ?? made;
  // Whoever goes back from here is where the password is asked for.
  if (typeof end === 'string') return end === 'quit' ? end : typed;
  return 'done' in end ? { account: end.done } : wrong(typed, troubleOf(end.failure, end.text));
}

/** Asks for the password of an account that is locked here until it opens it. */
export async function unlockIn(hall: Hall, { account, address }: Entered): Promise<Step> {
  if (!isLocked(account)) return { account, address };
  const { words } = hall;
  const facts = { name: account.name, address: whereOf(address) };
  let trouble: string | undefined;
  for (;;) {
    const answer = await ask(hall, unlockPage(words, { ...facts, trouble }));
    if (typeof answer === 'string') return answer;
    const { password = '' } = answer.values;
    trouble = words.start.login.noPassword;
    if (password === '') continue;
    const made = await during(hall, words.start.busy.open(account.name), () =>
      unlock(account, password),
    );
    if (made === 'quit') return made;
    if (typeof made === 'object' && 'done' in made) return { account: made.done, address };
    trouble = typeof made === 'object' ? made.text : undefined;
  }
}

/** Which session shall end; then it goes on. */
export async function seatIn(
  hall: Hall,
  name: string,
  seats: readonly Seat[],
): Promise<number | 'back' | 'quit'> {
  const { words, pages } = hall;
  const answer = await ask(hall, seatsPage(words, name, seats));
  if (typeof answer === 'string') return answer;
  // Nothing is asked on it any more.
  void pages.ask(busyPage(words, words.start.busy.enter(name)));
  return Number(answer.choice);
}

const fields: Readonly<Record<string, string>> = {
  taken: 'name',
  'bad-name': 'name',
  unknown: 'name',
  credentials: 'password',
  invite: 'invite',
};

/** At the field where it was wrong. */
function troubleOf(failure: unknown, text: string): Trouble {
  if (!(failure instanceof ClientError)) return { text };
  const field = failure.code === 'usage' ? 'password' : fields[failure.refusal ?? ''];
  return { field, text };
}

/** An invitation is asked for where the nuvem wants one. */
const wrong = (typed: Typed, trouble: Trouble): Typed => ({
  ...typed,
  trouble,
  ...(trouble.field === 'invite' ? { invite: typed.invite ?? '' } : {}),
});
