import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version of this program. */
export const version = (
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
    version: string;
  }
).version;

/** What a nuvem is told about who calls. */
export const agent = `pychat/${version}`;
