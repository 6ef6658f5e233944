import type { Address } from '../base/address.ts';
import { newLifetime } from '../base/lifetime.ts';
import { isLocked } from '../client/account.ts';
import { type Client, ClientError, type Seat } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import { choicesIn } from '../home/choices.ts';
import type { Home } from '../home/paths.ts';
import { busyPage } from '../tui/pages/busy.ts';
import { inWords, type Reason } from '../words/reason.ts';
import { screenWordsOf } from '../words/words.ts';
import { discoveryPort } from './_around.ts';
import type { Unmet } from './_entrance.ts';
import { type Entered, type Hall, openHall, type Step } from './_hall.ts';
import type { OwnNuvem } from './_host.ts';
import { linked } from './_link.ts';
import { ownIn, themeIn } from './_own.ts';
import { showScreen } from './_screen.ts';
import { withOpen } from './_session.ts';
import type { Place } from './_stage.ts';
import { isHeldElsewhere, needsPassword } from './_unlock.ts';
import type { ConnectOptions } from './connect.ts';

/** What the start screen begins with. */
export type Goal =
  | { readonly to: 'menu'; readonly trouble?: Reason }
  /** An address, and who wants in there. */
  | {
      readonly to: 'address';
      readonly address: Address;
      readonly user?: string | undefined;
      readonly how: 'login' | 'register';
      readonly invite?: string | undefined;
    }
  /** An account whose saved log-in is no longer good. */
  | { readonly to: 'login'; readonly entered: Entered }
  /** All its seats are taken. */
  | { readonly to: 'seats'; readonly entered: Entered }
  /** Nothing: the account is there. */
  | { readonly to: 'open'; readonly entered: Entered };

/** The start screen and the conversation behind it, until the person quits. */
export async function begin(place: Place, home: Home, first: Goal): Promise<void> {
  await using life = newLifetime();
  // Whoever has an account here needs nothing of all that before the first picture.
  let own: OwnNuvem | undefined;
  const nuvem = async (): Promise<OwnNuvem> => {
    const { newOwnNuvem } = await import('./_host.ts');
    return (own ??= life.own(newOwnNuvem(home, discoveryPort(place.terminal))));
  };
  let goal: Goal = first;
  let failure: unknown;
  for (let boots = true; ; boots = false) {
    const over = await round({ place, home, nuvem, boots }, goal);
    if (over === 'talked') return;
    // Whoever leaves while something is wrong ends as a command line would.
    if (over === 'left' && failure !== undefined) throw failure;
    if (over === 'left') return;
    ({ goal, failure } = over);
  }
}

interface Around {
  readonly place: Place;
  readonly home: Home;
  /** The nuvem of this home, loaded when it is asked for. */
  readonly nuvem: () => Promise<OwnNuvem>;
  /** Whether the boot picture is shown. */
  readonly boots: boolean;
}

/** One way through the start screen into a conversation, and what ended it. */
async function round(
  around: Around,
  goal: Goal,
): Promise<'talked' | 'left' | { readonly goal: Goal; readonly failure: unknown }> {
  const hall = (await isOpen(around, goal)) ? undefined : await opened(around);
  try {
    const entered = hall ? await enteringOpen(hall, await around.nuvem(), goal) : enteredBy(goal);
    if (!entered) return 'left';
    try {
      const left = await talk(around, entered, hall, goal.to === 'seats');
      if (left === 'back') return { goal: { to: 'menu' }, failure: undefined };
      return left === 'quit' ? 'left' : 'talked';
    } catch (failure) {
      const next = goalAfter(failure, entered, await isHeldElsewhere(around.home, entered.account));
      if (!next) throw failure;
      return { goal: next, failure };
    }
  } finally {
    hall?.away();
  }
}

/** Whether nothing has to be asked. */
const isOpen = async ({ home }: Around, goal: Goal): Promise<boolean> =>
  goal.to === 'open' && !(await needsPassword(home, goal.entered.account));

const enteredBy = (goal: Goal): Entered | undefined =>
  'entered' in goal ? goal.entered : undefined;

/** The same, and out of its lock where it lies under one. */
async function enteringOpen(hall: Hall, own: OwnNuvem, first: Goal): Promise<Entered | undefined> {
  for (let goal = first; ; goal = { to: 'menu' }) {
    const entered = await entering(hall, own, goal);
    if (!entered || !(await needsPassword(hall.home, entered.account))) return entered;
    const { unlockIn } = await import('./_sign-in.ts');
    const step = await unlockIn(hall, entered);
    if (typeof step === 'object') return step;
    if (step === 'quit') return undefined;
  }
}

/** Through the pages that the goal begins with, and from there through the menu. */
async function entering(hall: Hall, own: OwnNuvem, goal: Goal): Promise<Entered | undefined> {
  if (goal.to === 'seats' || goal.to === 'open') return goal.entered;
  const { menu } = await import('./_entrance.ts');
  let step = await firstStep(hall, goal);
  const { reasons } = hall.words;
  let trouble = goal.to === 'menu' && goal.trouble ? inWords(reasons, goal.trouble) : undefined;
  while (typeof step === 'string' || 'trouble' in step) {
    if (step === 'quit') return undefined;
    if (typeof step === 'object') ({ trouble } = step);
    step = await menu(hall, own, trouble);
  }
  return step;
}

async function firstStep(hall: Hall, goal: Goal): Promise<Step | Unmet> {
  if (goal.to === 'address') return (await import('./_entrance.ts')).meet(hall, goal);
  if (goal.to !== 'login') return 'back';
  const { account, address } = goal.entered;
  const trouble = { field: 'password', text: hall.words.start.login.expired };
  const { nuvem, name: user } = account;
  const known = isLocked(account) ? undefined : account;
  const { signIn } = await import('./_sign-in.ts');
  return signIn(hall, { address, nuvem, user, known, how: 'login', owner: false, trouble });
}

/** The screen of an account; the start screen is put away when it is there. Answers how it was left before. */
async function talk(
  { place, home }: Around,
  { account, address }: Entered,
  hall: Hall | undefined,
  seatless: boolean,
): Promise<'back' | 'quit' | undefined> {
  await accountsIn(home.data).used(account);
  if (hall) void hall.pages.ask(busyPage(hall.words, hall.words.start.busy.open(account.name)));
  const behind = hall && { theme: hall.theme(), away: hall.away };
  const wanted = { ...place, offline: true, atSeats: true, early: true };
  let left: 'back' | 'quit' | undefined;
  await withOpen(wanted, address, account, async (client) => {
    if (hall && seatless) left = await seated(hall, client, account.name);
    const shown = { ...place, home, client, account, ...(behind && { behind }) };
    if (!left) await showScreen({ ...shown, seats: 'later' });
  });
  return left;
}

/** Waits for a seat, which another session may have to leave. */
async function seated(
  hall: Hall,
  client: Client,
  name: string,
): Promise<'back' | 'quit' | undefined> {
  const { seatIn } = await import('./_sign-in.ts');
  let left: 'back' | 'quit' | undefined;
  const free = async (seats: readonly Seat[]): Promise<number | undefined> => {
    const chosen = await seatIn(hall, name, seats);
    if (typeof chosen === 'number') return chosen;
    left = chosen;
    return undefined;
  };
  try {
    await linked(client, free);
  } catch (failure) {
    if (left === undefined) throw failure;
  }
  return left;
}

/** What can be done about it here; undefined where it ends the program. */
function goalAfter(failure: unknown, entered: Entered, isHeld: boolean): Goal | undefined {
  if (!(failure instanceof ClientError)) return undefined;
  const { address, account } = entered;
  if (failure.code === 'credentials' && isHeld)
    return { to: 'menu', trouble: ['account-signed-off', account.name] };
  if (failure.code === 'credentials') return { to: 'login', entered };
  if (failure.code === 'key-changed')
    return { to: 'address', address, user: account.name, how: 'login' };
  if (failure.reason[0] === 'seats-full') return { to: 'seats', entered };
  return failure.code === 'interrupted' ? undefined : { to: 'menu', trouble: failure.reason };
}

async function opened({ place, home, nuvem, boots }: Around): Promise<Hall> {
  const { terminal, command } = place;
  const { theme, splash = true } = command.optsWithGlobals<ConnectOptions>();
  const words = await screenWordsOf(terminal.language);
  const accounts = accountsIn(home.data);
  const last = await accounts.last();
  const before = last && (await choicesIn(await accounts.folder(last)).read());
  const own = await ownIn(home);
  const { boot } = words.start;
  const checks = [
    boot.accounts((await accounts.all()).length),
    boot.own((await (await nuvem()).fingerprint()) !== undefined),
  ];
  return openHall(place, home, {
    words,
    own,
    theme: themeIn(own, theme, before?.theme ?? ''),
    boot: splash && boots ? checks : undefined,
  });
}
