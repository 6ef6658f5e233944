import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

export const onPing: Handler<'ping'> = (world, caller, { re }) => {
  caller.tell({ type: 'pong', re, at: world.now() });
  return ok(undefined);
};
