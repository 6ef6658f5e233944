import { closeSync, openSync, writeSync } from 'node:fs';

import { jsonLog, type Log } from '../base/log.ts';

const most = 1024 * 1024;

/** A log that nobody reads meanwhile: what matters, from this start on, up to a size. */
export interface LogFile extends Disposable {
  readonly log: Log;
}

export function newLogFile(file: string): LogFile {
  const descriptor = openSync(file, 'w', 0o600);
  let room = most;
  let open = true;
  const write = (line: string): void => {
    room -= Buffer.byteLength(line);
    if (open && room >= 0) writeSync(descriptor, line);
  };
  return {
    log: jsonLog('warn', write, Date.now),
    [Symbol.dispose]() {
      open = false;
      closeSync(descriptor);
    },
  };
}
