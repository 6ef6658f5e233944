import { ask } from '../effects.ts';
import type { Step, State } from '../state.ts';
import { bare, type Command, wordsOf } from './_command.ts';

export const requests: Command = {
  name: 'requests',
  run: (state) => [
    state,
    [ask<'requests'>({ kind: 'requests' }, { for: 'list', list: 'requests', to: state.at ?? '' })],
  ],
};

export const accept: Command = {
  name: 'accept',
  run: (state, said) => answer(state, said, 'accept'),
};

export const decline: Command = {
  name: 'decline',
  run: (state, said) => answer(state, said, 'decline'),
};

/** The room that is named, or the open one. */
function answer(state: State, said: string, how: 'accept' | 'decline'): Step | undefined {
  const [named] = wordsOf(said);
  const room = named === undefined ? state.at : toOf(state, named);
  if (room === undefined) return undefined;
  const asked = { kind: 'answer-request', room, answer: how } as const;
  return [state, [ask<'answer-request'>(asked, { for: 'done', text: state.words.toast.done })]];
}

const toOf = (state: State, named: string): string =>
  /^[+#@]/.test(named)
    ? named
    : (state.chats.find(({ to, request }) => request && bare(to) === bare(named))?.to ??
      `@${bare(named)}`);
