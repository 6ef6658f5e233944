import { harmless, harmlessLine } from '../base/sanitize.ts';
import type { Change, Gap, Item, Notice, Quote, Reaction, Said } from './item.ts';
import { isOutdone } from './later.ts';
import { folded, isComing } from './noted.ts';
import { lastUpTo } from './places.ts';
import { type Roll, rollOf } from './roll.ts';
import type { Row } from './rows.ts';
import { mentions } from './rows.ts';

/** The log as people read it: corrections in their place, reactions under their line, holes shown. */
export function itemsOf(rows: Iterable<Row>, me: string): Roll<Item> {
  const fold = newFold(me, rollOf());
  for (const row of rows) read(fold, row);
  return fold.items;
}

/** The same with one line more, which stands behind all others that have a number. */
export function itemsWith(
  items: Roll<Item>,
  row: Row,
  last: number | undefined,
  me: string,
): Roll<Item> {
  const fold = newFold(me, items, last);
  read(fold, row);
  return fold.items;
}

interface Fold {
  readonly me: string;
  items: Roll<Item>;
  /** The number of the line before. */
  last: number | undefined;
}

const newFold = (me: string, items: Roll<Item>, last?: number): Fold => ({ me, items, last });

function read(fold: Fold, row: Row): void {
  const { last } = fold;
  if (row.seq !== undefined) {
    if (last !== undefined && row.seq > last + 1 && row.early !== true && !comes(fold))
      push(fold, gapOf(row, row.seq - last - 1));
    fold.last = row.seq;
  }
  take(fold, row);
}

const push = (fold: Fold, item: Item): void => void (fold.items = fold.items.append(item));

function comes({ items, me }: Fold): boolean {
  const item = items.at(-1);
  return item?.item === 'noted' && isComing(item.changes.at(-1), me);
}

const gapOf = ({ id, seq, at }: Row, count: number): Gap => ({
  item: 'gap',
  id: `gap ${id}`,
  seq,
  at,
  count,
});

type Takers = {
  readonly [K in Row['content']['kind']]: (
    fold: Fold,
    row: Row,
    content: Extract<Row['content'], { kind: K }>,
  ) => void;
};

const takers: Takers = {
  text: (fold, row, { text }) => say(fold, row, 'text', text),
  me: (fold, row, { text }) => say(fold, row, 'me', text),
  reply: (fold, row, { text, to }) => say(fold, row, 'text', text, quoteOf(fold, to)),
  file(fold, row, { name, size }) {
    say(fold, row, 'file', harmlessLine(name, 255));
    const said = fold.items.at(-1);
    if (said?.item === 'said' && said.id === row.id)
      fold.items = fold.items.with(fold.items.length - 1, { ...said, size });
  },
  call: (fold, row) => say(fold, row, 'call', ''),
  newer: (fold, row) => say(fold, row, 'newer', ''),
  edit: (fold, row, { text, of }) =>
    change(fold, row, of, (said) => ({ ...said, text: harmless(text), edited: true })),
  delete: (fold, row, { of }) =>
    change(fold, row, of, (said) => ({ ...said, removed: true, text: '' })),
  react: (fold, row, { of, with: sign, on }) => {
    const said = saidAt(fold, of);
    if (said && !isOutdone(said.later, row)) react(fold, said, { sign, on, who: row.from });
  },
  notice: (fold, row, content) => note(fold, row, content),
  roster: (fold, { id, seq, at }, content) => push(fold, { item: 'roster', id, seq, at, content }),
  unreadable: (fold, { id, seq, at, from }, { why }) =>
    push(fold, { item: 'unreadable', id, seq, at, from: harmlessLine(from, 32), why }),
  told: (fold, { id, at }, { text, tone }) =>
    push(fold, { item: 'beside', id, seq: undefined, at, text: harmless(text), tone }),
};

function take(fold: Fold, row: Row): void {
  const taker = takers[row.content.kind] as (fold: Fold, row: Row, content: Row['content']) => void;
  taker(fold, row, row.content);
}

function say(fold: Fold, row: Row, what: Said['what'], text: string, quote?: Said['quote']): void {
  const { me } = fold;
  const { id, seq, at, from, state, proved = false, removed, why = '', later } = row;
  push(fold, {
    item: 'said',
    id,
    seq,
    at,
    from: harmlessLine(from, 32),
    what,
    text: removed ? '' : harmless(text),
    mine: from === me,
    mention: from !== me && mentions(row, me),
    state,
    proved,
    why: harmlessLine(why, 300),
    edited: false,
    removed,
    quote,
    reactions: [],
    later,
  });
  for (const entry of later ?? []) take(fold, { ...entry, id, at, removed: false });
}

type Numbered = { readonly seq: number };

function saidAt(fold: Fold, seq: number): (Said & Numbered) | undefined {
  const found = fold.items.at(lastUpTo(fold.items, seq));
  return found?.item === 'said' && found.seq === seq ? { ...found, seq } : undefined;
}

/** Another in the place of the line of that number. */
function replace(fold: Fold, seq: number, item: Item): void {
  fold.items = fold.items.with(lastUpTo(fold.items, seq), item);
}

function quoteOf(fold: Fold, seq: number): Quote {
  const said = saidAt(fold, seq);
  if (!said) return { seq, from: '…', text: '', removed: false };
  if (said.quoted === undefined) replace(fold, seq, { ...said, quoted: true });
  return asQuote(said);
}

const asQuote = ({ seq, from, text, removed }: Said & Numbered): Quote => ({
  seq,
  from,
  text: harmlessLine(text, 200),
  removed,
});

/** Another reading of a line, there and wherever it is answered. */
function reread(fold: Fold, said: Said & Numbered): void {
  replace(fold, said.seq, said);
  if (said.quoted === undefined) return;
  const quote = asQuote(said);
  for (let at = lastUpTo(fold.items, said.seq) + 1; at < fold.items.length; at += 1) {
    const item = fold.items.at(at);
    if (item?.item === 'said' && item.quote?.seq === said.seq)
      fold.items = fold.items.with(at, { ...item, quote });
  }
}

/** Only the author changes a line; a change that failed says so instead. */
function change(
  fold: Fold,
  row: Row,
  of: number,
  make: (said: Said & Numbered) => Said & Numbered,
): void {
  const said = saidAt(fold, of);
  if (row.state === 'failed') {
    const text = `! ${harmlessLine(row.why ?? '', 300)}`;
    push(fold, {
      item: 'beside',
      id: row.id,
      seq: undefined,
      at: row.at,
      text,
      tone: 'alert',
    });
  } else if (said && mayChange(said, row)) reread(fold, make(said));
}

const mayChange = ({ removed, from, later }: Said, row: Row): boolean =>
  !removed && from === row.from && !isOutdone(later, row);

const mostSigns = 12;

function react(
  fold: Fold,
  said: Said & Numbered,
  { sign, on, who }: { readonly sign: string; readonly on: boolean; readonly who: string },
): void {
  const shown = harmlessLine(sign, 16);
  const name = harmlessLine(who, 32);
  const before = said.reactions.find((reaction) => reaction.sign === shown);
  const others = (before?.who ?? []).filter((other) => other !== name);
  const next: Reaction = { sign: shown, who: on ? [...others, name] : others };
  const all = before
    ? said.reactions.map((reaction) => (reaction === before ? next : reaction))
    : [...said.reactions, next];
  const reactions = all.filter((reaction) => reaction.who.length > 0).slice(0, mostSigns);
  replace(fold, said.seq, { ...said, reactions });
}

const noise: ReadonlySet<Change> = new Set(['joined', 'left']);

function note(fold: Fold, row: Row, content: Notice): void {
  const { change: what, names, by, text = '' } = content;
  if (what === 'line-removed') blank(fold, Number(text));
  const now = {
    change: what,
    names: names.slice(0, 20).map((name) => harmlessLine(name, 32)),
    by: harmlessLine(by, 32),
    text: what === 'line-removed' ? '' : harmlessLine(text, 200),
  };
  const before = fold.items.at(-1);
  if (before?.item === 'noted' && noise.has(what) && noise.has(before.changes[0]?.change ?? what))
    fold.items = fold.items.dropLast(1).append({ ...before, changes: folded(before.changes, now) });
  else {
    const { id, seq, at } = row;
    push(fold, { item: 'noted', id, seq, at, changes: [now] });
  }
}

function blank(fold: Fold, seq: number): void {
  const said = saidAt(fold, seq);
  if (said) reread(fold, { ...said, removed: true, text: '' });
}
