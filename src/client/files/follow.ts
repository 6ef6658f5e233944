import type { ClientEvent, LineRow } from '../port.ts';
import { type Desk, fileOf } from './desk.ts';
import { sayAgain, stored } from './offers.ts';

/** A nuvem without space is asked again after this long. */
const again = 60_000;

type Of<K extends ClientEvent['event']> = Extract<ClientEvent, { readonly event: K }>;

/** What the client tells, as far as it is about files. */
export async function follow(
  desk: Desk,
  events: AsyncIterable<ClientEvent>,
  lookAgain: () => void,
): Promise<void> {
  for await (const event of events) {
    if (event.event === 'line') onLine(desk, event.line);
    else if (event.event === 'state') onState(desk, event);
    else if (event.event === 'file-fate') onFate(desk, event);
    else if (event.event === 'missed') lookAgain();
    else if (event.event === 'link' && event.link.state === 'up') desk.wake();
  }
}

/** An offer of somebody; or one of this device goes out again, whoever said so. */
function onLine(desk: Desk, row: LineRow): void {
  const { id: line, from, device, state, content } = row;
  if (content.kind === 'delete') void takenBack(desk, row, content.of).catch(() => {});
  if (content.kind !== 'file') return;
  const isOwn = from === desk.client.me.name && device === desk.client.me.device;
  if (!isOwn) return desk.wake();
  if (state !== 'waiting' || desk.said.has(line)) return;
  const file = Buffer.from(content.file).toString('hex');
  desk.said.set(line, file);
  desk.happen(file, { happened: 'said' });
}

/** Its sender took back the line that offers a file, perhaps while nobody was here to be told of the file. */
async function takenBack({ client, find, happen }: Desk, { room, from }: LineRow, seq: number) {
  const [line] = await client.ask<'lines'>({ kind: 'lines', room, before: seq + 1, limit: 1 });
  if (line?.content.kind !== 'file' || line.seq !== seq || line.from !== from) return;
  const [file] = await find({ by: 'line', line: line.id, limit: 1 });
  if (file?.way === 'in') happen(file.id, { happened: 'gone', reason: ['file-dropped'] });
}

function onState(desk: Desk, { id: line, seq, state, reason }: Of<'state'>): void {
  const file = desk.said.get(line);
  if (file === undefined) return;
  if (state !== 'failed') {
    if (seq !== undefined) stored(desk, line, seq).catch(() => {});
    return;
  }
  desk.said.delete(line);
  if (reason?.[0] !== 'refused' || reason[1] !== 'disk-full')
    return desk.happen(file, { happened: 'refused', reason: reason ?? ['file-gone'] });
  desk.live.set(file, { why: reason });
  desk.later(again, () => void saidAgain(desk, file).catch(() => {}));
}

async function saidAgain(desk: Desk, id: string): Promise<void> {
  const file = await fileOf(desk, id);
  desk.live.delete(id);
  if (file?.stage === 'said') sayAgain(desk, file);
}

function onFate(desk: Desk, { file, fate }: Of<'file-fate'>): void {
  if (fate === 'dropped') desk.happen(file, { happened: 'gone', reason: ['file-dropped'] });
  if (fate === 'expired') desk.happen(file, { happened: 'gone', reason: ['file-gone'] });
}
