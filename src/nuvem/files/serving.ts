import type { Shelf } from '../../store/shelf.ts';
import type { World } from '../handler.ts';
import { hex } from '../on/room-open.ts';
import type { Transfers } from '../transfers.ts';
import { endConnection, type FileConnection, serveFile } from './connection.ts';
import type { FileGround } from './ground.ts';
import { newOpenFiles } from './open-files.ts';
import { newSpace } from './space.ts';

type Needed = Pick<World, 'store' | 'hub' | 'fileTokens' | 'log' | 'now' | 'later' | 'settings'>;

/** The connections of files of one nuvem, and the shelf they share. */
export function newFileServing(world: Needed, shelf: Shelf): Transfers {
  const { store, now, later, settings } = world;
  const connections = new Set<FileConnection>();
  const open = newOpenFiles(store, shelf, now);
  const space = newSpace(shelf.free, settings.freeDisk, later);
  const ground: FileGround = { ...world, open, space, connections };
  let closing = false;

  return {
    free: shelf.free,
    endSession(ended) {
      for (const connection of connections)
        if (connection.session === ended) void endConnection(connection, 'token');
    },
    look(where) {
      for (const connection of connections) if (isThere(connection, where)) void lookAt(connection);
    },
    async remove(id) {
      const name = hex(id);
      const going = [...connections].filter(({ doing }) => doing?.name === name);
      await Promise.all(going.map((connection) => endConnection(connection, 'gone')));
      await open.closed(name);
      await shelf.remove(name);
    },
    async close() {
      closing = true;
      await Promise.all([...connections].map((connection) => endConnection(connection, 'closing')));
    },
    serve(line) {
      if (closing) line.destroy();
      else serveFile(ground, line);
    },
  };
}

function isThere({ doing }: FileConnection, where: Parameters<Transfers['look']>[0]): boolean {
  if (!doing) return false;
  const { file, session } = doing.pass;
  return 'room' in where
    ? file.room === where.room
    : file.user === where.user || session.user.id === where.user;
}

/** Is it still allowed? */
async function lookAt(connection: FileConnection): Promise<void> {
  const { ground, doing } = connection;
  if (!doing) return;
  const { file, session, use } = doing.pass;
  try {
    const may = await ground.store.fileFor(file.id, session.user.id, session.device.id, use);
    if (!may.ok && connection.doing === doing) await endConnection(connection, 'gone');
  } catch (failure) {
    ground.log('warn', 'file.look', { why: String(failure) });
    // It cannot be known now.
    await endConnection(connection, 'closing');
  }
}
