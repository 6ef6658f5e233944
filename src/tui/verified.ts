import type { RoomRow } from '../client/port.ts';
import type { Chat } from './chat.ts';
import type { State } from './state.ts';

/** Before anybody is known. */
export const noneVerified = {
  compared: new Map<string, string>(),
  verified: new Set<string>(),
};

/** Stands behind the name of somebody whose digits were compared: they are the same on both sides. */
export const verifiedSign = ' ≡';

/** What is marked: in an open square nothing is signed, so nobody is. */
export const signFor = ({ verified }: State, { kind }: Pick<Chat, 'kind'>, name: string): string =>
  kind !== 'channel' && verified.has(name) ? verifiedSign : '';

/** Whether the digits of those people were compared, as was told last. */
export function withVerified(
  state: State,
  people: readonly { readonly name: string; readonly verified?: true }[],
): State {
  const news = people.filter(({ name, verified = false }) => state.verified.has(name) !== verified);
  if (news.length === 0) return state;
  const verified = new Set(state.verified);
  for (const { name, verified: is } of news)
    if (is) verified.add(name);
    else verified.delete(name);
  return { ...state, verified };
}

/** Of a direct message its row says so. */
export const personIn = ({ kind, to, verified }: RoomRow): Parameters<typeof withVerified>[1] =>
  kind === 'dm' ? [{ name: to.slice(1), ...(verified ? { verified } : {}) }] : [];
