import { harmlessLine } from '../base/sanitize.ts';
import type { Answers } from '../client/port.ts';
import { inWords } from '../words/reason.ts';
import { tell } from './chats.ts';
import type { State, Step } from './state.ts';

const most = 5;

/** Lines that failed as the last process ended: that is said once, wherever one is. */
export function onUntold(state: State, lines: Answers['untold']): Step {
  const { words } = state;
  const rows = lines.slice(0, most).map(({ room, content, reason }) => {
    const text = 'text' in content ? harmlessLine(content.text ?? '', 60) : '';
    const why = reason ? harmlessLine(inWords(words.reasons, reason), 300) : '';
    return `! ${words.failedBefore(harmlessLine(room, 80), text, why)}`;
  });
  const rest = lines.length - rows.length;
  const all = rest > 0 ? [...rows, words.more(rest)] : rows;
  return [all.length === 0 ? state : tell(state, all.join('\n'), 'alert'), []];
}
