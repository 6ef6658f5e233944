export type SqliteTrouble =
  | 'newer'
  | 'corrupt'
  | 'foreign'
  | 'key'
  | 'read-only'
  | 'full'
  | 'io'
  | 'busy';

/** The file or its disk is not as it must be. `message` is what a person reads: what happened, what to do. */
export class SqliteFault extends Error {
  override readonly name = 'SqliteFault';
  readonly trouble: SqliteTrouble;
  readonly file: string;
  readonly detail: string | undefined;

  constructor(
    trouble: SqliteTrouble,
    file: string,
    options?: { detail?: string; cause?: unknown },
  ) {
    super(sentences[trouble](file, options?.detail), { cause: options?.cause });
    this.trouble = trouble;
    this.file = file;
    this.detail = options?.detail;
  }
}

const sentences: Readonly<Record<SqliteTrouble, (file: string, detail?: string) => string>> = {
  newer: (file, detail) =>
    `${file} was written by a newer pychat${detail ? ` (${detail})` : ''}. Update pychat`,
  corrupt: (file) => `The database ${file} is damaged. Restore a backup`,
  foreign: (file) => `${file} is not a database of pychat. Move it away, or name another file`,
  key: (file) => `The database ${file} was sealed with another key. Give the key it was made with`,
  'read-only': (file) => `The database ${file} cannot be written. Check its owner and its mode`,
  full: (file) => `The disk of ${file} is full. Free some space`,
  io: (file) => `The disk of ${file} cannot be read or written. Check the disk`,
  busy: (file) => `The database ${file} is in use by another program. Stop that one first`,
};

/** The engine tells its failures by text only. What is not about the file is a bug, and stays as it is. */
const troubles: readonly (readonly [RegExp, SqliteTrouble])[] = [
  [/malformed/, 'corrupt'],
  [/not a database|unsupported file format/, 'foreign'],
  [/readonly/, 'read-only'],
  [/database or disk is full/, 'full'],
  [/disk I\/O error|unable to open|[Cc]ould not open/, 'io'],
  [/locked/, 'busy'],
];

export const troubleIn = (message: string): SqliteTrouble | undefined =>
  troubles.find(([text]) => text.test(message))?.[1];
