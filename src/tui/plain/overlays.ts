import { dayOf, timeOf } from '../../base/moment.ts';
import { harmlessLine } from '../../base/sanitize.ts';
import { inWords } from '../../words/reason.ts';
import { linkNow } from '../bars.ts';
import { commands } from '../commands/_all.ts';
import { editorText } from '../editor.ts';
import { bytesOf, durationOf, millisecondsOf } from '../figures.ts';
import { fileLine } from '../file-rows.ts';
import { filesOf } from '../files.ts';
import { columns } from '../listed.ts';
import { askedText } from '../question-dialog.ts';
import type { Dashboard, Find, State } from '../state.ts';
import { alert, capital, note, spoken, type Telling } from './telling.ts';
import { numberOf, withLine } from './transcript.ts';

/** Prints what a screen would lay over the conversation, and puts it away. */
export function tellOverlays(telling: Telling): void {
  const { help, dashboard, find, filesPage, picker } = telling.state;
  if (filesPage) {
    telling.state = { ...telling.state, filesPage: undefined };
    tellFiles(telling);
  }
  if (picker) {
    telling.state = { ...telling.state, picker: undefined };
    note(telling, telling.state.words.transfers.none);
  }
  if (help) {
    telling.state = { ...telling.state, help: undefined };
    tellHelp(telling, '');
  }
  if (dashboard && !dashboard.asking) {
    telling.state = { ...telling.state, dashboard: undefined };
    tellStats(telling, dashboard);
  }
  if (find && !find.asking) {
    telling.state = { ...telling.state, find: undefined, last: undefined };
    tellFound(telling, find);
  }
}

/** What is asked stays asked until it is answered. */
export function tellQuestion(telling: Telling, before: State): void {
  const { question, words } = telling.state;
  if (question && question !== before.question)
    alert(telling, words.plain.asked(askedText(telling.state, question)));
}

/** Every file with its number, the newest last. */
function tellFiles(telling: Telling): void {
  const { state, transcript } = telling;
  const files = filesOf(state);
  if (files.length === 0) return note(telling, state.words.transfers.none);
  for (const [at, file] of files.entries()) {
    const text = `${at + 1} ${fileLine(state.words, file)}`;
    telling.texts.push(transcript.aloud ? text.replaceAll(' · ', ', ') : text);
  }
}

type Help = readonly [usage: string, about: string];

/** Every command, or those that fit a word. */
export function tellHelp(telling: Telling, word: string): void {
  const { words } = telling.state;
  const { plain } = words;
  const low = word.replace(/^\//, '').toLowerCase();
  const all = [...Object.entries(plain.commands), ...shared(telling.state)].map(
    ([name, { takes, about }]): Help => [`/${name} ${takes}`.trimEnd(), about],
  );
  const fits = all.filter((row) => row.some((text) => text.toLowerCase().includes(low)));
  const rows = fits.toSorted(([one], [other]) => (one < other ? -1 : 1));
  if (low === '') note(telling, plain.help);
  if (rows.length === 0) return note(telling, words.palette.none);
  const text = columns(rows);
  telling.texts.push(...(telling.transcript.aloud ? rows.map((row) => row.join(': ')) : text));
}

function shared({ words }: State) {
  const { commands: own, number } = words.plain;
  return commands
    .filter(({ name }) => !Object.hasOwn(own, name))
    .map(({ name, aims }) => {
      const { takes, about } = words.commands[name];
      return [name, { takes: aims ? `[${number}] ${takes}` : takes, about }] as const;
    });
}

function tellStats(telling: Telling, { stats }: Dashboard): void {
  const { state } = telling;
  const { dashboard: said, reasons } = state.words;
  if (!stats) return;
  const { tone, text } = linkNow(state);
  const up = stats.upFor === undefined ? said.measuring : said.up(durationOf(stats.upFor));
  const why = state.link.state === 'down' && state.link.reason;
  const latency = stats.latencies.at(-1);
  const lost = stats.reconnects > 0 ? said.back(stats.reconnects) : said.never;
  const total = ({ bytes, frames }: typeof stats.sent): string =>
    said.total(bytesOf(bytes, said.point), frames);
  const rows: Help[] = [
    [said.link, `${tone === 'good' ? up : text} · ${lost}`],
    ...(why ? [['', harmlessLine(inWords(reasons, why), 400)] as const] : []),
    [said.latency, latency === undefined ? '–' : millisecondsOf(latency, said.point)],
    [said.received, total(stats.received)],
    [said.sent, total(stats.sent)],
    [said.waiting, stats.waiting > 0 ? said.lines(stats.waiting) : said.none],
  ];
  const { aloud } = telling.transcript;
  telling.texts.push(
    ...(aloud ? rows.map((row) => row.filter((cell) => cell !== '').join(': ')) : columns(rows)),
  );
}

/** So many hits are printed, the newest. */
const mostShown = 20;

function tellFound(telling: Telling, { query, hits, next }: Find): void {
  const { words } = telling.state;
  if (editorText(query).trim() === '') return;
  if (hits.length === 0) return note(telling, words.find.none);
  const shown = hits.slice(0, mostShown).toReversed();
  note(telling, words.plain.found(shown.length, next !== undefined || hits.length > mostShown));
  for (const hit of shown) tellHit(telling, hit);
}

function tellHit(telling: Telling, { to, id, seq, at, from, text }: Find['hits'][number]): void {
  const known = numberOf(telling.transcript, (line) => line.id === id);
  const number = known ?? telling.transcript.next;
  if (known === undefined)
    telling.transcript = withLine(telling.transcript, { to, id, target: { seq, from, text } });
  const { plain } = telling.state.words;
  const when = `${dayOf(at)} ${timeOf(at)}`;
  const room = harmlessLine(to, 80);
  const line = capital(plain.line(String(number)));
  telling.texts.push(
    telling.transcript.aloud
      ? `${line}, ${when}, ${plain.in(room)}, ${from}: ${text}`
      : `${when} ${room} ${number} <${from}> ${text}`,
  );
}

/** A list of choices, each on its own line. */
export const tellChoices = (telling: Telling, choices: readonly string[]): void =>
  choices.length === 0
    ? note(telling, telling.state.words.palette.none)
    : void telling.texts.push(...choices.map((choice) => spoken(choice)));
