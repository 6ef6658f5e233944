import type { FileRow } from '../client/port.ts';
import { whyOf } from '../tui/files.ts';
import { depthOf } from '../tui/style.ts';
import type { ScreenWords } from '../words/en/screen.ts';
import { screenWordsOf } from '../words/words.ts';
import { barRow, nameWidth, standingRow } from './_bars.ts';
import { fileJson } from './_shapes.ts';
import { printJson } from './options.ts';
import type { Terminal } from './terminal.ts';

/** Shows how files move. */
export interface Progress {
  readonly show: (file: FileRow) => void;
}

export interface Looks {
  readonly json?: boolean | undefined;
  /** Nothing is shown. */
  readonly quiet?: boolean | undefined;
  /** False: without colours. */
  readonly color?: boolean | undefined;
}

/** Bars where standard error is a terminal, else a row for what is done; or one object each time. */
export async function newProgress(terminal: Terminal, looks: Looks): Promise<Progress> {
  if (looks.json) return { show: (file) => printJson(terminal, fileJson(file, Date.now())) };
  if (looks.quiet) return { show: () => {} };
  const words = await screenWordsOf(terminal.language);
  const { errors, env } = terminal;
  const isShown = errors?.isTTY === true && env['TERM'] !== 'dumb';
  return isShown ? bars(terminal, errors, words, looks) : rows(terminal, words);
}

const isOver = ({ state }: FileRow): boolean =>
  state !== 'moving' && state !== 'waiting' && state !== 'offered';

/** A row of each file that is done, and of what one waits for. */
function rows({ err }: Terminal, words: ScreenWords): Progress {
  const told = new Map<string, string>();
  return {
    show(file) {
      const why = file.state === 'waiting' ? whyOf(words.reasons, file) : '';
      const isNews = file.state === 'done' || (why !== '' && told.get(file.id) !== why);
      if (!isNews) return;
      told.set(file.id, why);
      err(`${standingRow(words, file)}\n`);
    },
  };
}

/** More bars than this are only counted. */
const mostBars = 10;

/** The bars of what moves, below the rows of what is over; the cursor rests below all of them. */
function bars(
  { err, env }: Terminal,
  screen: NodeJS.WriteStream,
  words: ScreenWords,
  { color = true }: Looks,
): Progress {
  const files = new Map<string, FileRow>();
  const colour = color && depthOf(env, process.platform) !== 'mono';
  let drawn = 0;
  function rowsNow(): readonly string[] {
    // The last column stays free: a row that fills it is two on some terminals.
    const width = Math.max(10, (screen.columns || 80) - 1);
    const most = Math.max(1, Math.min(mostBars, (screen.rows || 24) - 2));
    const shown = [...files.values()]
      .toSorted((one, other) => rank(one) - rank(other))
      .slice(0, most);
    const name = nameWidth(shown, width);
    const more = files.size - shown.length;
    const rest = more === 0 ? [] : [words.transfers.more(more)];
    return [...shown.map((file) => barRow(words, file, { width, name, colour })), ...rest];
  }
  return {
    show(file) {
      const over = isOver(file) ? `${standingRow(words, file)}\n` : '';
      if (over === '') files.set(file.id, file);
      else files.delete(file.id);
      const now = rowsNow();
      const back = drawn === 0 ? '' : `\u001b[${drawn}A`;
      err(`${back}\r\u001b[J${over}${now.map((row) => `${row}\n`).join('')}`);
      drawn = now.length;
    },
  };
}

/** What moves stands above what waits. */
const rank = ({ state }: FileRow): number => (state === 'moving' ? 0 : 1);
