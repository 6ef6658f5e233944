import type { Chat } from './chat.ts';
import { open } from './chats.ts';
import { type Ink, type Row, span, type Span } from './frame.ts';
import type { Layout } from './layout.ts';
import { type Look, titled } from './look.ts';
import { belowCount } from './message-rows.ts';
import { fitRow } from './row.ts';
import type { State } from './state.ts';
import { signFor } from './verified.ts';
import { short, textWidth } from './width.ts';

/** The border above: titles, the topic, and how much of this room others can read. */
export function topBorder(state: State, layout: Layout, look: Look): Row {
  const { box } = look;
  const { chats, people, messages } = layout;
  const line = (text: string): Span => span('border', text);
  const head = titled(look, messages.width, ...titleParts(state, messages.width, look));
  return [
    line(box.topLeft),
    ...(chats > 0 ? [...listTitle(state, chats - 2, look), line(box.topTee)] : []),
    ...fitRow(head, messages.width),
    ...(people > 0
      ? [line(box.topTee), ...peopleTitle(state, people - 2, look), line(box.topRight)]
      : [line(box.topRight)]),
  ];
}

const listTitle = (state: State, width: number, look: Look): Row =>
  titled(look, width, [
    span('border', look.box.horizontal),
    span('border', ` ${short(state.words.chats, width - 4)} `),
  ]);

function peopleTitle(state: State, width: number, look: Look): Row {
  const chat = open(state);
  const count = Math.max(chat?.count ?? 0, chat?.people?.length ?? 0);
  return titled(look, width, [
    span('border', look.box.horizontal),
    span('border', ` ${short(state.words.members(count), width - 4)} `),
  ]);
}

function titleParts(
  state: State,
  width: number,
  look: Look,
): readonly [readonly Span[], readonly Span[]] {
  const chat = open(state);
  const line = span('border', look.box.horizontal);
  if (!chat) return [[line], []];
  const [ink, text] = sealOf(state, chat, width);
  const right = [span(ink, ` ${text} `), line];
  const verified = signFor(state, chat, chat.to.slice(1));
  const room = width - textWidth(text) - 7 - verified.length;
  const name = short(chat.title, Math.max(4, room));
  const topic = chat.topic === '' ? '' : ` ${look.box.horizontal} ${chat.topic}`;
  const rest = Math.max(0, room - textWidth(name));
  return [
    [
      line,
      span('border-focus', ` ${name}`),
      span('good', verified),
      span('border-focus', `${short(topic, rest)} `),
    ],
    right,
  ];
}

/** There the name needs the room of the lock. */
const narrow = 22;

/** Who can read what is said here, and what keeps it from being said. */
function sealOf({ words: { seals } }: State, chat: Chat, width: number): readonly [Ink, string] {
  const { kind, sealed, alarm, newcomers, waiting, title, topic } = chat;
  if (kind === 'channel') {
    const used = textWidth(seals.openTo) + textWidth(title) + textWidth(topic) + 12;
    return ['warn', used <= width ? seals.openTo : seals.open];
  }
  if (alarm.length > 0) return ['alert', seals.held];
  if (newcomers) return ['warn', seals.newHead];
  if (waiting === 'let-in') return ['warn', seals.letIn];
  if (waiting === 'confirm') return ['warn', seals.confirm];
  if (waiting === 'line') return ['good', seals.nextLine];
  if (!sealed) return ['alert', seals.notSealed];
  return ['good', width < narrow ? seals.sealed : `🔒 ${seals.sealed}`];
}

/** The border below: who types, what can be completed, how much is below. */
export function bottomBorder(state: State, layout: Layout, look: Look): Row {
  const { box } = look;
  const { chats, people, messages } = layout;
  const line = (text: string): Span => span('border', text);
  const below = belowText(state, layout);
  const left = noteOf(state, messages.width - (below === '' ? 0 : textWidth(below) + 2) - 4);
  const middle = titled(
    look,
    messages.width,
    left ? [line(box.horizontal), left] : [line(box.horizontal)],
    below === '' ? [] : [span('badge', ` ${below} `), line(box.horizontal)],
  );
  const bar = (width: number): Span => line(box.horizontal.repeat(width));
  return [
    line(box.bottomLeft),
    ...(chats > 0 ? [bar(chats - 2), line(box.bottomTee)] : []),
    ...fitRow(middle, messages.width),
    ...(people > 0 ? [line(box.bottomTee), bar(people - 2)] : []),
    line(box.bottomRight),
  ];
}

function belowText(state: State, layout: Layout): string {
  const count = belowCount(state, layout);
  if (count === 0) return '';
  const text = `▼ ${state.words.below(count)}`;
  return textWidth(text) < layout.messages.width - 6 ? text : `▼ ${count}`;
}

/** Completions while one cycles through them, else what is answered or corrected, else who types. */
function noteOf(state: State, width: number): Span | undefined {
  const chat = open(state);
  const { tab, words } = state;
  if (width < 6) return undefined;
  if (tab) {
    const from = Math.max(0, Math.min(tab.at - 3, tab.choices.length - 8));
    const shown = (tab.labels ?? tab.choices)
      .slice(from, from + 8)
      .map((one, at) => (from + at === tab.at ? `[${one.trim()}]` : one.trim()));
    return span('prompt', ` ${short(shown.join(' '), width - 2)} `);
  }
  if (chat?.edit) return span('warn', ` ${short(words.correcting, width - 2)} `);
  if (chat?.reply) {
    const text = words.replyingTo(chat.reply.from);
    return span('warn', ` ${short(text, width - 2)} `);
  }
  if (!chat || chat.typing.length === 0) return undefined;
  const names = chat.typing.map(({ name }) => name);
  return span('system', ` ${short(words.typing(names), width - 2)} `);
}
