import { harmlessLine } from '../base/sanitize.ts';
import { inWords } from '../words/reason.ts';
import { linkNow } from './bars.ts';
import { chartRows } from './chart.ts';
import { bytesOf, durationOf, millisecondsOf, spanOf } from './figures.ts';
import { type ChartInk, type Ink, type Row, span } from './frame.ts';
import { type Look, titled } from './look.ts';
import { fitRow } from './row.ts';
import type { Dashboard, State } from './state.ts';
import { pad, short, textWidth } from './width.ts';
import { wrap } from './wrap.ts';

/** Bars in a chart: pings of ten minutes, seconds of one. */
const most = 60;
/** From so many cells on, two charts stand side by side. */
const wide = 76;
const highest = 14;

/** The dashboard between the bars of the screen, with its border. */
export function dashboardRows(state: State, dashboard: Dashboard, look: Look): readonly Row[] {
  const { columns: width } = state;
  const { dashboard: words } = state.words;
  const { box } = look;
  const { rows, top, height } = laidOut(state, dashboard);
  const line = (text: string) => span('border', text);
  const head = [line(box.horizontal), span('border-focus', ` ${words.title} `)];
  const leave = [span('border', ` ${words.leave} `), line(box.horizontal)];
  const used = textWidth(words.title) + textWidth(words.leave) + 8;
  const below = rows.length - height - top;
  const more = below > 0 ? [span('badge', ` ▼ ${below} `), line(box.horizontal)] : [];
  return [
    [
      line(box.topLeft),
      ...titled(look, width - 2, head, used <= width ? leave : []),
      line(box.topRight),
    ],
    ...Array.from({ length: height }, (_, at): Row => [
      line(`${box.vertical} `),
      ...fitRow(rows[top + at] ?? [], width - 4),
      line(` ${box.vertical}`),
    ]),
    [line(box.bottomLeft), ...titled(look, width - 2, [], more), line(box.bottomRight)],
  ];
}

/** All its rows, and which of them are in sight. */
export function laidOut(
  state: State,
  dashboard: Dashboard,
): { readonly rows: readonly Row[]; readonly top: number; readonly height: number } {
  const width = state.columns - 4;
  const height = Math.max(1, state.lines - 4);
  const facts = factRows(state, dashboard, width);
  const bands = bandsOf(state, dashboard, width);
  const gap = height - facts.length >= 4 * bands.length ? 1 : 0;
  const room = Math.floor((height - facts.length) / bands.length) - 1 - gap;
  const high = Math.max(1, Math.min(highest, room));
  const blank: readonly Row[] = gap > 0 ? [[]] : [];
  const rows = [...facts, ...bands.flatMap((band) => [...blank, ...bandRows(band, width, high)])];
  return { rows, height, top: Math.max(0, Math.min(dashboard.top, rows.length - height)) };
}

type Fact = readonly [name: string, ink: Ink, text: string, more?: string | undefined];

function factRows(state: State, { stats }: Dashboard, width: number): readonly Row[] {
  const { dashboard: words, reasons } = state.words;
  const { link } = state;
  const waiting = stats?.waiting ?? 0;
  const facts: Fact[] = [linkFact(state, stats)];
  if (link.state === 'down' && link.reason !== undefined)
    facts.push(['', 'alert', harmlessLine(inWords(reasons, link.reason), 400)]);
  facts.push(
    waiting > 0
      ? [words.waiting, 'warn', words.lines(waiting)]
      : [words.waiting, 'normal', words.none],
  );
  return facts.flatMap((fact) => rowsOfFact(fact, width));
}

function linkFact(state: State, stats: Dashboard['stats']): Fact {
  const { dashboard: words } = state.words;
  const { tone, sign, text } = linkNow(state);
  const up = stats?.upFor === undefined ? words.measuring : words.up(durationOf(stats.upFor));
  const isUp = tone === 'good';
  const never = isUp ? words.never : undefined;
  const lost = stats && (stats.reconnects > 0 ? words.back(stats.reconnects) : never);
  return [words.link, tone, `${sign} ${isUp ? up : text}`, lost];
}

function rowsOfFact([name, ink, text, more = '']: Fact, width: number): readonly Row[] {
  const label = width >= 40 ? pad(name, 12) : name && `${name} `;
  const room = Math.max(0, width - textWidth(label));
  const both = more !== '' && textWidth(text) + textWidth(more) + 3 <= room;
  const [first = [], ...rest] = wrap([span(ink, text)], room);
  const under = span('dim', ' '.repeat(textWidth(label)));
  return [
    [span('dim', label), ...first, ...(both ? [span('dim', ` · ${more}`)] : [])],
    ...rest.map((row) => [under, ...row]),
  ];
}

/** A chart with what stands over and under it. */
interface Drawn {
  readonly name: string;
  readonly value: string;
  readonly aside: string;
  readonly values: readonly number[];
  readonly ink: ChartInk;
  /** Seconds from one bar to the next. */
  readonly each: number;
  readonly now: string;
}

/** Charts from top to bottom, those that stand side by side together. */
function bandsOf(state: State, dashboard: Dashboard, width: number): readonly (readonly Drawn[])[] {
  const latency = latencyOf(state, dashboard);
  const received = trafficOf(state, dashboard, 'received');
  const sent = trafficOf(state, dashboard, 'sent');
  return width >= wide ? [[latency], [received, sent]] : [[latency], [received], [sent]];
}

function latencyOf({ words, link }: State, { stats }: Dashboard): Drawn {
  const { dashboard: said } = words;
  const values = stats?.latencies ?? [];
  const now = link.state === 'up' ? values.at(-1) : undefined;
  const text = (ms: number): string => millisecondsOf(ms, said.point);
  return {
    name: said.latency,
    value: now === undefined ? '–' : text(now),
    aside:
      values.length > 1 ? said.between(text(Math.min(...values)), text(Math.max(...values))) : '',
    values,
    ink: 'chart0',
    each: 10,
    now: said.now,
  };
}

function trafficOf({ words }: State, dashboard: Dashboard, way: 'received' | 'sent'): Drawn {
  const { dashboard: said } = words;
  const { stats, looks } = dashboard;
  const values = ratesOf(looks, way);
  const text = (bytes: number): string => bytesOf(bytes, said.point);
  const total = stats?.[way];
  return {
    name: said[way],
    value: `${text(values.at(-1) ?? 0)}/s`,
    aside: total ? said.total(text(total.bytes), total.frames) : '',
    values,
    ink: way === 'received' ? 'chart1' : 'chart2',
    each: 1,
    now: said.now,
  };
}

/** Bytes a second between one look and the next; another process that took over counts anew. */
const ratesOf = (looks: Dashboard['looks'], way: 'received' | 'sent'): readonly number[] =>
  looks.slice(1).map((look, at) => {
    const before = looks[at] ?? look;
    const seconds = Math.max(0.001, (look.at - before.at) / 1000);
    return Math.max(0, look[way] - before[way]) / seconds;
  });

const between = 3;

function bandRows(band: readonly Drawn[], width: number, height: number): readonly Row[] {
  const each = Math.floor((width - between * (band.length - 1)) / band.length);
  const columns = band.map((drawn) => drawnRows(drawn, each, height));
  return Array.from({ length: height + 1 }, (_, at): Row =>
    columns.flatMap((rows, column) => [
      ...(column > 0 ? [span('normal', ' '.repeat(between))] : []),
      ...fitRow(rows[at] ?? [], each),
    ]),
  );
}

function drawnRows(drawn: Drawn, width: number, height: number): readonly Row[] {
  const { values, ink, each, now } = drawn;
  const axis = height >= 4;
  const chart = chartRows({ values, width, height: axis ? height - 1 : height, ink, most });
  const from = spanOf(Math.min(most, width) * each);
  const line = '─'.repeat(Math.max(0, width - textWidth(from) - textWidth(now) - 3));
  const under: Row = [span('dim', `-${from} ${line} ${now}`)];
  return [headRow(drawn, width), ...chart, ...(axis ? [under] : [])];
}

function headRow({ name, value, aside }: Drawn, width: number): Row {
  const label = `${name} `;
  const left = textWidth(label) + textWidth(value);
  const right = left + 2 + textWidth(aside) <= width ? aside : '';
  return [
    span('dim', label),
    span('bright', short(value, Math.max(0, width - textWidth(label)))),
    span('normal', ' '.repeat(Math.max(0, width - left - textWidth(right)))),
    span('dim', right),
  ];
}
