import type { LineRow } from '../../src/client/port.ts';

/** What is wrong with what people have of a conversation, as sentences; an empty list when all is well. */
export interface Ledger {
  /** A line the sender was told is stored. */
  readonly acknowledged: (room: string, author: string, text: string) => void;
  readonly count: () => number;
  /** Compares with what one reader has of a room, in the order of the log. */
  readonly faults: (reader: string, room: string, lines: readonly LineRow[]) => readonly string[];
}

/** Texts are `<author> <number>`, counted 1, 2, 3 … by each author in each room. */
export function newLedger(): Ledger {
  const rooms = new Map<string, Map<string, string[]>>();
  let count = 0;

  return {
    acknowledged(room, author, text) {
      const authors = rooms.get(room) ?? new Map<string, string[]>();
      rooms.set(room, authors.set(author, [...(authors.get(author) ?? []), text]));
      count += 1;
    },
    count: () => count,
    faults(reader, room, lines) {
      const faults: string[] = [];
      const said = lines.flatMap(({ from, content }) =>
        content.kind === 'text' ? [{ from, text: content.text }] : [],
      );
      for (const [author, texts] of rooms.get(room) ?? []) {
        const got = said.filter(({ from }) => from === author).map(({ text }) => text);
        const lost = texts.filter((text) => !got.includes(text));
        const twice = got.filter((text, index) => got.indexOf(text) !== index);
        const moved = got.filter(
          (text, index) => index > 0 && numberOf(text) <= numberOf(got[index - 1]!),
        );
        for (const text of lost) faults.push(`${reader} lost ${text} in ${room}`);
        for (const text of twice) faults.push(`${reader} has ${text} twice in ${room}`);
        for (const text of moved) faults.push(`${reader} has ${text} out of order in ${room}`);
      }
      return faults;
    },
  };
}

const numberOf = (text: string): number => Number(text.split(' ')[1]);
