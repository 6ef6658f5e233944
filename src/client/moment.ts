/** When something happens. */
export interface Moment {
  /** A clock that never jumps: for waits. */
  readonly now: number;
  /** The time of day, as this machine thinks: for people. */
  readonly wall: number;
  /** Between 0 and 1, at random. */
  readonly chance: number;
}
