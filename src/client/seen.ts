/** How far others have come with what was written here. */
export interface Seen {
  readonly delivered: number;
  readonly read: number;
}
