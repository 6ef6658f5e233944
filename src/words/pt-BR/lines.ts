import type { lines as english } from '../en/lines.ts';

export const lines: typeof english = {
  lastSaid: 'O que se disse por último, antes deste início:',
  reacted: (name, sign) => `${name} reagiu ${sign}`,
  tookBack: (name) => `${name} apagou uma linha`,
};
