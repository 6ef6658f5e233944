import { inRows } from '../base/digits.ts';
import { dayOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Answers } from '../client/port.ts';
import { type Reason, inWords } from '../words/reason.ts';
import { chatAt, tell } from './chats.ts';
import type { State, Step } from './state.ts';
import { withVerified } from './verified.ts';

/** More people than that are not compared at one screen. */
const mostCompared = 500;

/** The digits of two people, and what is known of the other one. */
export function onPerson(
  state: State,
  { to, isOk }: { readonly to: string | undefined; readonly isOk: boolean },
  person: Answers['person'],
): Step {
  const name = harmlessLine(person.name, 32);
  const { verify } = state.words.seals;
  const { safety, changed } = person;
  if (safety === undefined) {
    const reason: Reason = ['never-met', name];
    return [tell(state, `! ${inWords(state.words.reasons, reason)}`, 'alert', to), []];
  }
  const rows = [verify.digits(name), '', ...inRows(safety), '', standing(state, person)];
  const compared = new Map([...state.compared].slice(-mostCompared)).set(person.name, safety);
  const next = { ...state, compared };
  const told = tell(next, rows.join('\n'), changed ? 'grave' : 'framed', to);
  return [isOk ? tell(told, verify.first(name), 'plain', to) : told, []];
}

function standing({ words }: State, { name, verified, since = 0, changed }: Answers['person']) {
  const { verify } = words.seals;
  const shown = harmlessLine(name, 32);
  if (changed) return verify.changed(shown);
  return verified ? verify.compared(shown, dayOf(since)) : verify.fresh(shown, dayOf(since));
}

export function onAccepted(
  state: State,
  { to }: { readonly to: string | undefined },
  person: Answers['accept'],
): Step {
  const text = state.words.seals.verify.accepted(harmlessLine(person.name, 32));
  return [tell(state, text, 'plain', to), []];
}

/** Where it keeps lines back that is said for as long as it does; else once. */
export function keyChanged(before: State, user: string): State {
  const state = withVerified(before, [{ name: user }]);
  const name = harmlessLine(user, 32);
  if (state.chats.some(({ alarm }) => alarm.includes(name))) return state;
  const dm = chatAt(state, `@${name}`);
  return tell(state, state.words.keyChanged(name), 'grave', dm?.to ?? state.at);
}

/** The digits of a room, and whose devices are in it. */
export function onCode(
  state: State,
  { to }: { readonly to: string },
  { code, roster }: Answers['room-code'],
): Step {
  const { verify } = state.words.seals;
  const title = verify.room(harmlessLine(to, 80));
  const people = residents(state, roster);
  const rows = [title, '', ...inRows(code), '', verify.same, ...people];
  return [tell(state, rows.join('\n'), 'framed', to), []];
}

const mostResidents = 50;

function residents({ words }: State, roster: Answers['room-code']['roster']): readonly string[] {
  const { verify } = words.seals;
  const all = new Map<string, number[]>();
  for (const { user, device } of roster) all.set(user, [...(all.get(user) ?? []), device]);
  const rows = [...all].slice(0, mostResidents).map(([user, devices]) => {
    const [first = 0, ...more] = devices;
    const which = more.length > 0 ? verify.devices(devices.join(', ')) : verify.device(first);
    return `${harmlessLine(user, 32)}: ${which}`;
  });
  const rest = all.size - mostResidents;
  return rest > 0 ? [...rows, words.more(rest)] : rows;
}
