import { openDashboard } from '../dashboard.ts';
import type { Command } from './_command.ts';

export const stats: Command = { name: 'stats', keyed: true, run: openDashboard };
