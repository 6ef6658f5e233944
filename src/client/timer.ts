/** What a client waits for by the clock: of each there is one at a time. */
export type Timer =
  | 'dial'
  | 'answer'
  | 'ping'
  | 'ack'
  | 'ack-slow'
  | 'read'
  | 'pump'
  | 'commit'
  | 'tend'
  | 'confirm';
