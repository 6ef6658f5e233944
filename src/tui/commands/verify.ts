import { open, tell } from '../chats.ts';
import { ask, toast } from '../effects.ts';
import type { State, Step } from '../state.ts';
import { bare, type Command, wordsOf } from './_command.ts';

/** The digits that show who is who: of somebody, or of a group. */
export const verify: Command = {
  name: 'verify',
  run(state, said) {
    const words = wordsOf(said);
    const isOk = words.at(-1) === 'ok';
    const [named, ...more] = isOk ? words.slice(0, -1) : words;
    if (more.length > 0) return undefined;
    return named === undefined ? here(state, isOk) : person(state, bare(named), isOk);
  },
};

function here(state: State, isOk: boolean): Step | undefined {
  const chat = open(state);
  if (!chat) return [toast(state, state.words.toast.noChat), []];
  const { to, kind } = chat;
  if (kind === 'dm') return person(state, bare(to), isOk);
  if (isOk) return undefined;
  if (kind === 'channel') return [tell(state, state.words.seals.verify.channel), []];
  const purpose = { for: 'code', to } as const;
  return [state, [ask<'room-code'>({ kind: 'room-code', room: to }, purpose)]];
}

/** What is accepted are the digits that were shown here: they come first. */
function person(state: State, name: string, isOk: boolean): Step {
  const { me, at, compared, words } = state;
  if (name === me.name) return [tell(state, words.seals.verify.self), []];
  const safety = compared.get(name);
  const purpose = { for: 'person', to: at, isOk } as const;
  const asked =
    isOk && safety !== undefined
      ? ask<'accept'>({ kind: 'accept', name, safety }, { for: 'accepted', to: at })
      : ask<'person'>({ kind: 'person', name }, purpose);
  return [state, [asked]];
}
