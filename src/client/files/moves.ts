import type { Reason } from '../../words/reason.ts';
import { type About, isTakenBack, type KeptFile, type Stage } from './kept.ts';

/** What can happen to a file. */
export type Happened =
  /** The line that offers it is in the log, or is not taken, or goes out again. */
  | { readonly happened: 'stored'; readonly seq: number }
  | { readonly happened: 'refused'; readonly reason: Reason }
  | { readonly happened: 'said' }
  /** Somebody, or this program for them, looked at an offer. */
  | { readonly happened: 'looked'; readonly automatic: boolean }
  | { readonly happened: 'wanted'; readonly into: string | undefined }
  | { readonly happened: 'paused' | 'resumed' | 'cancelled' | 'paid' }
  /** It had changed, and another offer stands in its place. */
  | { readonly happened: 'replaced' }
  | {
      readonly happened: 'done';
      readonly path: string;
      readonly by: 'direct' | 'nuvem' | undefined;
    }
  | { readonly happened: 'failed' | 'gone'; readonly reason: Reason };

type Of<H extends Happened['happened']> = Extract<Happened, { readonly happened: H }>;
type Moves = {
  readonly [H in Happened['happened']]: (file: KeptFile, what: Of<H>) => KeptFile;
};

/** The file after that; the same one when that changes nothing. */
export function moved<T extends KeptFile>(file: T, what: Happened): T {
  const move = moves[what.happened] as (file: KeptFile, what: Happened) => KeptFile;
  return move(file, what) as T;
}

/** The file at another stage, and what is known of it by then. */
function at(file: KeptFile, stage: Stage, about: Partial<About> = {}): KeptFile {
  const { why: _why, ...rest } = file.about;
  return { ...file, stage, about: { ...rest, ...about } };
}

const isOn = ({ stage }: KeptFile): boolean =>
  stage === 'said' || stage === 'waiting' || stage === 'paused';

/** Where it goes on. */
const onward = ({ way, about }: KeptFile): Stage =>
  way === 'out' && about.seq === undefined ? 'said' : 'waiting';

const takenBack = (file: KeptFile, about: Partial<About> = {}): KeptFile => ({
  ...at(file, 'cancelled', about),
  owes: file.way === 'out' ? 'drop' : '',
});

const moves: Moves = {
  stored: (file, { seq }) => {
    if (file.about.seq === seq) return file;
    const stage = file.stage === 'said' ? 'waiting' : file.stage;
    return { ...file, stage, about: { ...file.about, seq } };
  },
  refused: (file, { reason }) => {
    if (file.owes === 'drop') return { ...file, owes: '' };
    if (file.stage === 'cancelled') return file;
    return isOn(file) && file.about.seq === undefined ? at(file, 'failed', { why: reason }) : file;
  },
  said: (file) => {
    if (file.way === 'in' || isOn(file) || isTakenBack(file)) return file;
    const { seq: _seq, ...about } = file.about;
    return at({ ...file, about }, 'said', { bytes: 0 });
  },
  looked: (file, { automatic }) =>
    file.stage === 'new' ? at(file, automatic ? 'waiting' : 'offered') : file,
  wanted: (file, { into }) => {
    if (file.way === 'out' || file.stage === 'waiting') return file;
    const { into: _into, path: _path, ...about } = file.about;
    const where = into === undefined ? {} : { into };
    const bytes = file.stage === 'paused' || file.stage === 'failed' ? about.bytes : 0;
    return at({ ...file, about }, 'waiting', { ...where, bytes });
  },
  paused: (file) => (file.stage === 'said' || file.stage === 'waiting' ? at(file, 'paused') : file),
  resumed: (file) =>
    file.stage === 'paused' || (file.stage === 'failed' && !isTakenBack(file))
      ? at(file, onward(file))
      : file,
  cancelled: (file) => {
    if (file.stage === 'cancelled' || file.stage === 'gone') return file;
    return file.way === 'in' && file.stage === 'done' ? file : takenBack(file);
  },
  replaced: (file) => (isOn(file) ? takenBack(file, { why: ['file-changed'] }) : file),
  paid: (file) => (file.owes === '' ? file : { ...file, owes: '' }),
  done: (file, { path, by }) => {
    if (!isOn(file)) return file;
    const { size } = file.about;
    const done = at(file, 'done', { path, bytes: size, ...(by && { by }) });
    return file.way === 'in' ? { ...done, owes: 'done' } : done;
  },
  failed: (file, { reason }) => {
    if (!isOn(file)) return file;
    const failed = at(file, 'failed', { why: reason });
    return isTakenBack(failed)
      ? { ...at(file, 'failed', { why: reason, bytes: 0 }), owes: 'drop' }
      : failed;
  },
  gone: (file, { reason }) =>
    file.stage === 'done' || file.stage === 'gone' || isTakenBack(file)
      ? file
      : at(file, 'gone', { why: reason }),
};
