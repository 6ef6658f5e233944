import { harmlessLine } from '../base/sanitize.ts';
import type { Newcomers } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import { inWords } from '../words/reason.ts';
import type { Chat } from './chat.ts';
import type { Row } from './frame.ts';
import { span } from './frame.ts';
import { framed } from './framed.ts';
import { hasWaiting, newNames } from './newcomers.ts';
import type { State } from './state.ts';
import { wrap } from './wrap.ts';

const mostNames = 4;

/** Why nothing is sent in a conversation, in a sentence or three; undefined where lines go out. */
export function heldText({ seals, more }: Words, { alarm, kind }: Chat): string | undefined {
  const [first] = alarm;
  if (first === undefined) return undefined;
  const rest = alarm.length - mostNames;
  const names = alarm.slice(0, mostNames).join(', ');
  return seals.heldWhole(rest > 0 ? `${names} ${more(rest)}` : names, first, kind === 'dm');
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/** Why there is no link, where that is not going to change by itself. */
export function stoppedRows({ words, link }: State, { width, height }: Box): readonly Row[] {
  const isStopped = link.state === 'down' && link.retryIn === undefined && !link.seats;
  if (!isStopped || link.reason === undefined) return [];
  const why = harmlessLine(inWords(words.reasons, link.reason), 400);
  const text = `! ${words.stoppedWhole(why)}`;
  const most = Math.min(height - 1, Math.ceil(height / 2));
  return fitting(most, [framed(text, width, 'alert'), wrap([span('alert', text)], width)]);
}

/**
 * What holds in a conversation as long as it holds, below its messages: in a frame where it takes no more than
 * half of the rows, else shorter.
 */
export function standingRows(state: State, chat: Chat | undefined, box: Box): readonly Row[] {
  const { words } = state;
  const { width, height } = box;
  const most = Math.min(height - 1, Math.ceil(height / 2));
  if (!chat || most < 1) return [];
  const whole = heldText(words, chat);
  if (whole === undefined)
    return chat.newcomers
      ? newRows(words, chat, chat.newcomers, width, most)
      : letInRows(state, chat, width, most);
  const { seals } = words;
  const short = wrap([span('alert', `! ${seals.heldShort(chat.alarm[0] ?? '')}`)], width);
  return fitting(most, [framed(`! ${whole}`, width, 'alert'), short]);
}

/** Whether this device is a new one, and what is sealed is read on it only once it is confirmed. */
export const isUnconfirmed = ({ chats }: State): boolean =>
  chats.some(({ waiting }) => waiting === 'confirm');

function letInRows(state: State, { kind, waiting }: Chat, width: number, most: number) {
  const { seals } = state.words;
  if (kind === 'channel' && isUnconfirmed(state))
    return fitting(most, [wrap([span('warn', seals.confirmElsewhere)], width)]);
  if (waiting === undefined || waiting === 'line') return [];
  const [whole, short] =
    waiting === 'confirm' ? [seals.confirmWhole, seals.confirm] : [seals.letInWhole, seals.letIn];
  return fitting(most, [wrap([span('warn', whole)], width), [[span('warn', short)]]]);
}

/** Somebody came: before a line goes to them, it is asked, and that stands where it is written. */
function newRows(
  words: Words,
  chat: Chat,
  newcomers: Newcomers,
  width: number,
  most: number,
): readonly Row[] {
  const { seals } = words;
  const names = newNames(words, newcomers);
  const isAsked = chat.asking === newcomers.mark;
  if (!isAsked) {
    const text = hasWaiting(chat) ? seals.newHeld(names) : seals.newHere(names);
    return fitting(most, [wrap([span('warn', text)], width)]);
  }
  const question = seals.newAsk(names);
  return fitting(most, [
    framed(`${question}\n${seals.newKeys}`, width, 'warn'),
    wrap([span('warn', `${question} ${seals.newKeys}`)], width),
  ]);
}

/** The first that fits, else the beginning of the last. */
const fitting = (most: number, all: readonly (readonly Row[])[]): readonly Row[] =>
  all.find(({ length }) => length <= most) ?? (all.at(-1) ?? []).slice(0, most);
