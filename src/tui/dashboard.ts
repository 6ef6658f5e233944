import type { Stats } from '../client/port.ts';
import { seen } from './chats.ts';
import { nextTheme } from './commands/theme.ts';
import { laidOut } from './dashboard-rows.ts';
import { ask } from './effects.ts';
import type { KeyEvent } from './key-event.ts';
import type { Effect, State, Step } from './state.ts';

/** So many looks are remembered: a minute of them, and the one before. */
const mostLooks = 61;

const asked = (): Effect => ask<'stats'>({ kind: 'stats' }, { for: 'stats' });

/** Shows the dashboard. The link is looked at as long as it is shown, no longer. */
export const openDashboard = (state: State): Step => [
  { ...state, dashboard: { top: 0, asking: true, stats: undefined, looks: [] } },
  [asked()],
];

const close = (state: State): Step => seen({ ...state, dashboard: undefined });

/** Looks again, once a second; never twice at a time. */
export function lookAgain(state: State): Step {
  const { dashboard } = state;
  if (!dashboard || dashboard.asking) return [state, []];
  return [{ ...state, dashboard: { ...dashboard, asking: true } }, [asked()]];
}

export function onStats(state: State, stats: Stats): Step {
  const { dashboard } = state;
  if (!dashboard) return [state, []];
  const look = { at: state.now, received: stats.received.bytes, sent: stats.sent.bytes };
  const looks = [...dashboard.looks, look].slice(-mostLooks);
  return [{ ...state, dashboard: { ...dashboard, asking: false, stats, looks } }, []];
}

export function stopAsking(state: State): Step {
  const { dashboard } = state;
  return [dashboard ? { ...state, dashboard: { ...dashboard, asking: false } } : state, []];
}

const keys: Readonly<Record<string, (state: State) => Step>> = {
  f8: close,
  escape: close,
  enter: close,
  'ctrl+c': close,
  f1: (state) => [{ ...state, help: { top: 0 } }, []],
  f9: nextTheme,
  up: (state) => scrollDashboard(state, -1),
  down: (state) => scrollDashboard(state, 1),
  pageup: (state) => scrollDashboard(state, -8),
  pagedown: (state) => scrollDashboard(state, 8),
};

/** It takes all keys while it is shown. */
export function dashboardKey(state: State, input: KeyEvent): Step {
  const key = input.kind === 'key' ? keys[input.chord] : undefined;
  return key ? key(state) : [state, []];
}

export function scrollDashboard(state: State, by: number): Step {
  const { dashboard } = state;
  if (!dashboard) return [state, []];
  const { rows, top, height } = laidOut(state, dashboard);
  const next = Math.max(0, Math.min(rows.length - height, top + by));
  return [{ ...state, dashboard: { ...dashboard, top: next } }, []];
}
