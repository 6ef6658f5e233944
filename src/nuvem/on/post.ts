import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';
import { posting } from '../posting.ts';

/** Never waits: `stored` comes from the appender, when the line is on disk. Rights are the store's to check. */
export const onPost: Handler<'post'> = (world, caller, message) =>
  posting(world, caller, message, {
    add(asked) {
      const patience = world.appender.add(asked);
      return patience ? patience.then(() => done) : done;
    },
  });

const done = ok(undefined);
