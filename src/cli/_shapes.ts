import type { FileRow, LineRow } from '../client/port.ts';
import { iso } from './options.ts';

/** A line as the contract has it; what a room tells of its members is one object for each of them. */
export function asJson(line: LineRow): readonly object[] {
  const { room, from, seq, id, at, content, sealed, removed } = line;
  if (content.kind === 'notice') {
    const { names, change, by } = content;
    const common = { event: 'member', at: iso(at), room, seq };
    return names.length === 0
      ? [{ ...common, user: by, change, by }]
      : names.map((user) => ({ ...common, user, change, by }));
  }
  if (content.kind === 'file' && !removed) {
    // Its key is for those who read the line here, and for nobody who reads what is printed.
    const { file, name, size, type } = content;
    const common = { event: 'file', at: iso(at), room, from, seq };
    return [{ ...common, id: hex(file), line: id, name, size, type, sealed }];
  }
  const { kind, ...inside } = content;
  const said = removed ? { text: '', removed } : inside;
  return [{ event: 'message', at: iso(at), room, from, seq, id, kind, ...said, sealed }];
}

/** An own line that came so far. */
export const lineJson = (line: LineRow, to: string, event: string): object => ({
  event,
  to,
  ...(line.seq === undefined ? {} : { seq: line.seq }),
  at: iso(line.at),
  id: line.id,
});

/** A file that travels; of why it does not, the sentence in English. */
export function fileJson(file: FileRow, now: number): object {
  const { preview: _preview, reason: _reason, why, at, ...row } = file;
  const rate = row.rate === undefined ? {} : { rate: Math.round(row.rate) };
  return { event: 'file', at: iso(now), ...row, ...rate, offered: iso(at), ...(why && { why }) };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
