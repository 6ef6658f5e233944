import { ask } from '../effects.ts';
import type { State, Step } from '../state.ts';
import { bare, type Command, wordsOf } from './_command.ts';

export const devices: Command = {
  name: 'devices',
  run(state, said) {
    const [named, number, ...digits] = wordsOf(said);
    if (named === 'confirm')
      return number === undefined ? undefined : confirm(state, number, digits.join(''));
    if (named === 'revoke') return number === undefined ? undefined : revoke(state, number);
    const asked = {
      kind: 'devices',
      ...(named === undefined ? {} : { name: bare(named) }),
    } as const;
    const list = named === undefined || bare(named) === state.me.name ? 'devices' : 'theirs';
    return [state, [ask<'devices'>(asked, { for: 'list', list, to: state.at ?? '' })]];
  },
};

/** Shuts an own device out for good: no room is sealed for it any more. */
function revoke(state: State, number: string): Step | undefined {
  if (!/^\d{1,10}$/.test(number)) return undefined;
  const asked = { kind: 'revoke-device', device: Number(number) } as const;
  return [state, [ask<'revoke-device'>(asked, { for: 'revoked', device: number })]];
}

/** First the new device shows digits; then they are typed here. */
function confirm(state: State, number: string, said: string): Step | undefined {
  if (!/^\d{1,10}$/.test(number) || !/^(?:\d{6})?$/.test(said)) return undefined;
  const asked = {
    kind: 'confirm',
    id: state.fresh,
    device: Number(number),
    ...(said === '' ? {} : { digits: said }),
  } as const;
  const purpose = { for: 'confirm', device: number, to: state.at } as const;
  return [state, [ask<'confirm'>(asked, purpose)]];
}
