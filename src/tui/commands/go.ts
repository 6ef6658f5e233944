import { go as goTo } from '../chats.ts';
import { toast } from '../effects.ts';
import { fuzzy } from '../fuzzy.ts';
import type { State } from '../state.ts';
import { bare, type Command } from './_command.ts';

/** Opens a conversation of those there are: by its name or a part of it, or by its place in the list. */
export const go: Command = {
  name: 'go',
  run(state, said) {
    const named = said.trim();
    if (named === '') return undefined;
    const to = /^\d{1,4}$/.test(named)
      ? state.chats[Number(named) - 1]?.to
      : nearestTo(state, named);
    if (to === undefined)
      return [toast(state, state.words.toast.noSuchChat(named.slice(0, 40))), []];
    return goTo(state, to);
  },
};

function nearestTo({ chats }: State, named: string): string | undefined {
  const low = named.toLowerCase();
  const exact = chats.find(({ to }) => to.toLowerCase() === low || bare(to) === low);
  if (exact) return exact.to;
  const [best] = chats
    .flatMap(({ to }) => {
      const far = fuzzy(named, to);
      return far === undefined ? [] : [{ to, far }];
    })
    .toSorted((one, other) => one.far - other.far);
  return best?.to;
}
