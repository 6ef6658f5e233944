import type { Chat } from './chat.ts';
import { draftOf, open, withDraft } from './chats.ts';
import { commands } from './commands/_all.ts';
import { beforeCursor, type Editor, editorOf, editorText, replaceBefore } from './editor.ts';
import { emojiFor } from './emoji.ts';
import type { State, Step, Tab } from './state.ts';
import { graphemes } from './width.ts';

/** Tab: the next completion of the word before the cursor. */
export function complete(state: State, by: 1 | -1): Step {
  const tab = state.tab ? turned(state.tab, by) : begun(state);
  if (!tab) return [state, []];
  const choice = tab.choices[tab.at] ?? '';
  const next = withDraft(state, replaceBefore(tab.from, tab.letters, choice));
  return [{ ...next, tab: tab.choices.length > 1 ? tab : undefined }, []];
}

/** What Tab would offer for a text. */
export function choicesAfter(state: State, text: string): readonly string[] {
  const tab = begun(withDraft(state, editorOf(text)));
  return tab?.labels ?? tab?.choices ?? [];
}

function turned(tab: Tab, by: 1 | -1): Tab {
  const { length } = tab.choices;
  return { ...tab, at: (tab.at + by + length) % length };
}

function begun(state: State): Tab | undefined {
  const draft = draftOf(state);
  const before = beforeCursor(draft);
  const word = /\S*$/.exec(before)?.[0] ?? '';
  const letters = graphemes(word).length;
  const themes = /^\/theme \S*$/i.test(before) ? withPrefix(state.themes, word.toLowerCase()) : [];
  if (themes.length > 0) return { choices: themes, at: 0, from: draft, letters };
  const emoji = /^:([\w+-]{1,40}):?$/.exec(word)?.[1];
  if (emoji !== undefined) return emojiTab(draft, word, emoji);
  const first = word === editorText(draft);
  const choices = choicesFor(state, word, first);
  return choices.length === 0 ? undefined : { choices, at: 0, from: draft, letters };
}

const most = 50;

function emojiTab(from: Editor, word: string, name: string): Tab | undefined {
  const found = emojiFor(name);
  const choices = found.map(({ sign }) => `${sign} `);
  const labels = found.map((one) => `${one.sign} ${one.name}`);
  const letters = graphemes(word).length;
  return found.length === 0 ? undefined : { choices, labels, at: 0, from, letters };
}

function choicesFor(state: State, word: string, first: boolean): readonly string[] {
  const low = word.toLowerCase();
  if (word === '') return [];
  if (low.startsWith('/') && first)
    return withPrefix(
      commands.map(({ name }) => `/${name}`),
      low,
    ).map((name) => `${name} `);
  if (/^[#+]/.test(low))
    return withPrefix(
      state.chats.map(({ to }) => to),
      low,
    ).map((to) => `${to} `);
  const sign = low.startsWith('@') ? '@' : '';
  const names = withPrefix(peopleFor(state, open(state)), low.slice(sign.length));
  const colon = first && sign === '' ? ': ' : ' ';
  return names.map((name) => `${sign}${name}${colon}`);
}

const withPrefix = (all: readonly string[], prefix: string): readonly string[] =>
  all.filter((one) => one.toLowerCase().startsWith(prefix)).slice(0, most);

const mostSaid = 500;

/** Who spoke here last comes first, then the members, then everybody. */
function peopleFor(state: State, chat: Chat | undefined): readonly string[] {
  const spoke = (chat?.items.slice(-mostSaid) ?? [])
    .flatMap((item) => (item.item === 'said' ? [item.from] : []))
    .toReversed();
  const members = (chat?.people ?? []).map(({ name }) => name);
  const all = [...spoke, ...members, ...state.presence.keys()];
  return [...new Set(all)].filter((name) => name !== state.me.name);
}
