import { momentOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Seat } from '../client/port.ts';
import type { State } from './state.ts';

/** Who sits where this one would: one of them may be ended. */
export const seatsText = ({ words }: State, seats: readonly Seat[]): string =>
  [
    `! ${words.seatsFull}`,
    ...seats.map(
      ({ id, label, since }) =>
        `  ${id}  ${harmlessLine(label, 60)}  ${words.start.seats.since(momentOf(since))}`,
    ),
  ].join('\n');
