/** What a sealed line tells of the log that the nuvem shows. */
export type Suspicion =
  /** So many lines of its author are missing before it. */
  | { readonly kind: 'missing'; readonly count: number }
  /** It comes behind a later one. */
  | { readonly kind: 'moved' }
  /** Its author was shown another log, up to there. */
  | { readonly kind: 'forked'; readonly seq: number };
