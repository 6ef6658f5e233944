import type { FileLine } from '../../protocol/file-line.ts';
import { encodeFileFrame, type FileEnd, longestFileBody } from '../../protocol/file-wire.ts';
import type { FilePass } from '../file-tokens.ts';
import { hex } from '../on/room-open.ts';
import { tellFile } from '../tell-file.ts';
import { type Get, startGet } from './get.ts';
import type { FileGround } from './ground.ts';
import type { OpenFile } from './open-file.ts';
import { type Put, startPut } from './put.ts';

/** What goes on between an `open` and the end of that file. */
export interface Doing {
  readonly pass: FilePass;
  readonly name: string;
  put: Put | undefined;
  get: Get | undefined;
  stopped: boolean;
  done: Promise<void>;
}

export const newDoing = (pass: FilePass): Doing => ({
  pass,
  name: hex(pass.file.id),
  put: undefined,
  get: undefined,
  stopped: false,
  done: Promise.resolve(),
});

/** No more of it; what came is still kept. */
export function stop(doing: Doing | undefined): void {
  if (!doing) return;
  doing.stopped = true;
  doing.put?.stop();
  doing.get?.stop();
}

/** Whoever was there has gone. What came and waits for the disk is not worth less. */
export function left(doing: Doing | undefined): void {
  if (!doing?.put) return stop(doing);
  doing.stopped = true;
  doing.put.left();
}

/** From the token to the end of this file; answers why the connection is to end. */
export async function carry(
  ground: FileGround,
  line: FileLine,
  doing: Doing,
  from: number,
): Promise<FileEnd | undefined> {
  const { store, open } = ground;
  const { pass, name } = doing;
  const { user, device } = pass.session;
  const row = async () => {
    const found = await store.fileFor(pass.file.id, user.id, device.id, pass.use);
    return found.ok ? found.value : undefined;
  };
  if (!(await row())) return 'gone';
  const file = await open.use(name, row);
  if (!file) return 'gone';
  try {
    if (doing.stopped) return undefined;
    if (pass.use === 'put') return await putting(ground, line, doing, file);
    if (from > file.chunks) return 'order';
    line.send(encodeFileFrame({ type: 'go', at: from }));
    doing.get = startGet(line, file, from, ground.later);
    return await doing.get.done;
  } finally {
    await open.leave(name);
  }
}

async function putting(
  ground: FileGround,
  line: FileLine,
  doing: Doing,
  file: OpenFile,
): Promise<FileEnd | undefined> {
  // A sender that comes again before its last connection was seen to be dead.
  while (file.putting) {
    file.putting.stop();
    await file.putting.done;
  }
  if (doing.stopped) return undefined;
  // What a killed nuvem had not kept yet.
  if (file.written() > file.kept() && !(await file.keep()).ok) return 'broken';
  line.limit = longestFileBody;
  line.send(encodeFileFrame({ type: 'go', at: file.kept() }));
  if (file.kept() === file.chunks) {
    line.send(encodeFileFrame({ type: 'kept', count: file.chunks }));
    return undefined;
  }
  const put = startPut(ground, line, file);
  doing.put = put;
  file.putting = { stop: () => stop(doing), done: put.done.then(() => undefined) };
  try {
    return await put.done;
  } finally {
    file.putting = undefined;
    if (file.kept() === file.chunks) tellFile(ground, file.row, 'complete');
  }
}
