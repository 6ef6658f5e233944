/** What was sent, to be called back with Up; the draft of before waits at the end. */
export interface History {
  /** Oldest first. */
  readonly entries: readonly string[];
  /** Which one is shown; as many as there are, for the draft. */
  readonly at: number;
  readonly draft: string;
}

const mostEntries = 500;

export const historyOf = (entries: readonly string[] = []): History => {
  const kept = entries.slice(-mostEntries);
  return { entries: kept, at: kept.length, draft: '' };
};

/** What was sent before what is shown, and the history with the draft kept; nothing at the oldest. */
export function older(history: History, shown: string): readonly [History, string] | undefined {
  const entry = history.entries[history.at - 1];
  if (entry === undefined) return undefined;
  const draft = history.at === history.entries.length ? shown : history.draft;
  return [{ ...history, at: history.at - 1, draft }, entry];
}

/** The next one, the draft at last; nothing when the draft is shown. */
export function newer(history: History): readonly [History, string] | undefined {
  if (history.at >= history.entries.length) return undefined;
  const at = history.at + 1;
  return [{ ...history, at }, history.entries[at] ?? history.draft];
}

/** With one more that was sent, unless it is the same again. */
export const remembered = (history: History, sent: string): History =>
  historyOf(
    sent === '' || sent === history.entries.at(-1) ? history.entries : [...history.entries, sent],
  );
