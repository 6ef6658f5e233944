import { reasonOf } from '../../words/reason.ts';
import type { Told } from './carrier-port.ts';
import type { Desk } from './desk.ts';
import { fileOf, rowOf } from './desk.ts';
import { offerAgain } from './offers.ts';

/** Between two times that a file is told of because it moved on. */
const pace = 200;

type Of<T extends Told['told']> = Extract<Told, { readonly told: T }>;
type Hearers = { readonly [T in Told['told']]: (desk: Shown, told: Of<T>) => void };

/** With when each was last told of. */
interface Shown extends Desk {
  readonly shown: Map<string, number>;
}

/** What the carrier tells, taken in. */
export function hearCarrier(desk: Desk): (told: Told) => void {
  const shown = { ...desk, shown: new Map<string, number>() };
  return (told) => {
    if (!desk.turns.hasBegun(told.id)) return;
    const hear = hearers[told.told] as (desk: Shown, told: Told) => void;
    hear(shown, told);
  };
}

const hearers: Hearers = {
  moving(desk, { id, bytes, rate, by }) {
    const was = desk.live.get(id);
    desk.live.set(id, { bytes, rate, by });
    desk.turns.is(id, 'moves');
    if (was?.rate === undefined || isDue(desk, id)) show(desk, id);
  },
  waiting(desk, { id, reason }) {
    const { rate: _rate, ...was } = desk.live.get(id) ?? {};
    desk.live.set(id, { ...was, why: reason });
    desk.turns.is(id, 'stuck');
    show(desk, id);
  },
  changed(desk, { id }) {
    offerAgain(desk, id).catch((failure: unknown) => {
      if (!desk.signal.aborted) desk.happen(id, { happened: 'failed', reason: reasonOf(failure) });
    });
  },
  done({ shown, live, happen }, { id, path }) {
    shown.delete(id);
    happen(id, { happened: 'done', path, by: live.get(id)?.by });
  },
  failed({ shown, happen }, { id, reason }) {
    shown.delete(id);
    happen(id, { happened: 'failed', reason });
  },
};

function show(desk: Shown, id: string): void {
  desk.shown.set(id, desk.ports.clock.uptime());
  void tell(desk, id);
}

const isDue = ({ ports, shown }: Shown, id: string): boolean =>
  ports.clock.uptime() - (shown.get(id) ?? -pace) >= pace;

/** How it moves is told in the order of what is kept of it. */
function tell(desk: Desk, id: string): Promise<void> {
  return desk
    .inOrder(id, async () => {
      const file = desk.live.has(id) ? await fileOf(desk, id) : undefined;
      if (file) await desk.client.ask<'tell-file'>({ kind: 'tell-file', file: rowOf(desk, file) });
    })
    .catch(() => {});
}
