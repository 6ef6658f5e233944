import { Trouble } from '../words/reason.ts';

export type SqliteTrouble =
  | 'newer'
  | 'corrupt'
  | 'foreign'
  | 'key'
  | 'read-only'
  | 'full'
  | 'io'
  | 'busy';

/** The file or its disk is not as it must be. */
export class SqliteFault extends Trouble {
  override readonly name = 'SqliteFault';
  readonly trouble: SqliteTrouble;
  readonly file: string;
  readonly detail: string | undefined;

  constructor(
    trouble: SqliteTrouble,
    file: string,
    { detail, cause }: { detail?: string; cause?: unknown } = {},
  ) {
    super(
      detail === undefined ? ['database', trouble, file] : ['database', trouble, file, detail],
      {
        cause,
      },
    );
    this.trouble = trouble;
    this.file = file;
    this.detail = detail;
  }
}

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
