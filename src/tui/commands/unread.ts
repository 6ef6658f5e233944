import { nextUnread } from '../unread.ts';
import type { Command } from './_command.ts';

export const unread: Command = { name: 'unread', keyed: true, run: nextUnread };
