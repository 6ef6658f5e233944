import { harmless, harmlessLine } from '../base/sanitize.ts';
import type { LineState } from '../client/port.ts';
import type { Row, Told } from './rows.ts';
import { mentions } from './rows.ts';

/** What a conversation shows, one below the other. */
export type Item = Said | Noted | Gap | Beside;

export interface Said {
  readonly item: 'said';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly from: string;
  readonly what: 'text' | 'me' | 'file' | 'call' | 'newer';
  readonly text: string;
  readonly mine: boolean;
  readonly mention: boolean;
  readonly state: LineState | undefined;
  readonly why: string;
  readonly edited: boolean;
  readonly removed: boolean;
  readonly quote: { readonly from: string; readonly text: string } | undefined;
  readonly reactions: readonly Reaction[];
}

export interface Reaction {
  readonly sign: string;
  readonly who: readonly string[];
}

type Notice = Extract<Row['content'], { kind: 'notice' }>;
export type Change = Notice['change'];

/** What changed in the room; several comings and goings in a row are one item. */
export interface Noted {
  readonly item: 'noted';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly changes: readonly {
    readonly change: Change;
    readonly names: readonly string[];
    readonly by: string;
    readonly text: string;
  }[];
}

export interface Gap {
  readonly item: 'gap';
  readonly id: string;
  readonly seq: number | undefined;
  readonly at: number;
  readonly count: number;
}

export interface Beside {
  readonly item: 'beside';
  readonly id: string;
  readonly seq: undefined;
  readonly at: number;
  readonly text: string;
  readonly tone: Told['tone'];
}

/** The log as people read it: corrections in their place, reactions under their line, holes shown. */
export function itemsOf(rows: readonly Row[], me: string): readonly Item[] {
  const fold = newFold(me);
  let last: number | undefined;
  for (const row of rows) {
    if (row.seq !== undefined) {
      if (last !== undefined && row.seq > last + 1 && row.early !== true)
        fold.items.push(gapOf(row, row.seq - last - 1));
      last = row.seq;
    }
    take(fold, row);
  }
  return fold.items;
}

interface Fold {
  readonly me: string;
  readonly items: Item[];
  /** Where the line of a seq stands among the items. */
  readonly places: Map<number, number>;
}

const newFold = (me: string): Fold => ({ me, items: [], places: new Map() });

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
  file: (fold, row, { name }) => say(fold, row, 'file', harmlessLine(name, 255)),
  call: (fold, row) => say(fold, row, 'call', ''),
  newer: (fold, row) => say(fold, row, 'newer', ''),
  edit: (fold, row, { text, of }) =>
    change(fold, row, of, (said) => ({ ...said, text: harmless(text), edited: true })),
  delete: (fold, row, { of }) =>
    change(fold, row, of, (said) => ({ ...said, removed: true, text: '' })),
  react: (fold, row, { of, with: sign, on }) => react(fold, of, { sign, on, who: row.from }),
  notice: (fold, row, content) => note(fold, row, content),
  told: (fold, { id, at }, { text, tone }) =>
    void fold.items.push({ item: 'beside', id, seq: undefined, at, text: harmless(text), tone }),
};

function take(fold: Fold, row: Row): void {
  const taker = takers[row.content.kind] as (fold: Fold, row: Row, content: Row['content']) => void;
  taker(fold, row, row.content);
}

function say(fold: Fold, row: Row, what: Said['what'], text: string, quote?: Said['quote']): void {
  if (row.seq !== undefined) fold.places.set(row.seq, fold.items.length);
  const known = quote ? undefined : plain.get(row);
  const said = known?.mine === (row.from === fold.me) ? known : saidOf(fold.me, row, what, text);
  if (!quote) plain.set(row, said);
  fold.items.push(quote ? { ...said, quote } : said);
}

/** Lines as they were made before, for as long as their row lives: most of a log never changes. */
const plain = new WeakMap<Row, Said>();

function saidOf(me: string, row: Row, what: Said['what'], text: string): Said {
  const { id, seq, at, from, state, removed, why = '' } = row;
  return {
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
    why: harmlessLine(why, 300),
    edited: false,
    removed,
    quote: undefined,
    reactions: [],
  };
}

function saidAt(fold: Fold, seq: number): Said | undefined {
  const found = fold.items[fold.places.get(seq) ?? -1];
  return found?.item === 'said' ? found : undefined;
}

function quoteOf(fold: Fold, seq: number): Said['quote'] {
  const said = saidAt(fold, seq);
  return said ? { from: said.from, text: harmlessLine(said.text, 200) } : { from: '…', text: '' };
}

/** Only the author changes a line; a change that failed says so instead. */
function change(fold: Fold, row: Row, of: number, make: (said: Said) => Said): void {
  const said = saidAt(fold, of);
  if (row.state === 'failed') {
    const text = `! ${harmlessLine(row.why ?? '', 300)}`;
    fold.items.push({
      item: 'beside',
      id: row.id,
      seq: undefined,
      at: row.at,
      text,
      tone: 'alert',
    });
  } else if (said && !said.removed && said.from === row.from)
    fold.items[fold.places.get(of) ?? -1] = make(said);
}

const mostSigns = 12;

function react(
  fold: Fold,
  of: number,
  { sign, on, who }: { readonly sign: string; readonly on: boolean; readonly who: string },
): void {
  const said = saidAt(fold, of);
  if (!said) return;
  const shown = harmlessLine(sign, 16);
  const name = harmlessLine(who, 32);
  const before = said.reactions.find((reaction) => reaction.sign === shown);
  const others = (before?.who ?? []).filter((other) => other !== name);
  const next: Reaction = { sign: shown, who: on ? [...others, name] : others };
  const all = before
    ? said.reactions.map((reaction) => (reaction === before ? next : reaction))
    : [...said.reactions, next];
  const reactions = all.filter((reaction) => reaction.who.length > 0).slice(0, mostSigns);
  fold.items[fold.places.get(of) ?? -1] = { ...said, reactions };
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
    fold.items[fold.items.length - 1] = { ...before, changes: folded(before.changes, now) };
  else {
    const { id, seq, at } = row;
    fold.items.push({ item: 'noted', id, seq, at, changes: [now] });
  }
}

type Changes = Noted['changes'];

/** Who came and went again did not come; the same happening to several is said once. */
function folded(changes: Changes, now: Changes[number]): Changes {
  const others = changes
    .map((one) =>
      one.change === now.change
        ? one
        : { ...one, names: one.names.filter((name) => !now.names.includes(name)) },
    )
    .filter(({ names }) => names.length > 0);
  const same = others.find(({ change: what }) => what === now.change);
  if (!same) return [...others, now];
  const names = [...new Set([...same.names, ...now.names])];
  return others.map((one) => (one === same ? { ...one, names } : one));
}

function blank(fold: Fold, seq: number): void {
  const said = saidAt(fold, seq);
  if (said) fold.items[fold.places.get(seq) ?? -1] = { ...said, removed: true, text: '' };
}
