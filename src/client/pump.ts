import { messages } from '../protocol/messages.ts';
import { announcedIn, isFileLine } from './files/kept.ts';
import { put } from './out.ts';
import { settle } from './outbox.ts';
import { turnBack } from './sealed/agree.ts';
import { plan } from './sealed/commits.ts';
import { hasWire, isSealed, isSure, maySeal, sealAhead } from './sealed/sealing.ts';
import { tend } from './sealed/tend.ts';
import { missCommit, shutOut } from './sealed/withheld.ts';
import type { OutLine, Room, State } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

/** Posts on their way at the same time. */
const posts = 64;

/** Posts what may be posted: durable here, in order, as many as the window takes. */
export function pump(turn: Turn): void {
  const { state } = turn;
  if (state.link.phase !== 'up') return;
  for (const key of state.busy) {
    if (state.inFlight >= posts) return;
    const room = turn.room(key);
    if (room && mayPost(turn, room)) pumpRoom(turn, room);
  }
}

const mayPost = ({ now }: Turn, room: Room): boolean =>
  room.ready && !room.draft && !room.search && now >= room.pausedUntil && room.refused === 0;

/** What was posted lies right behind what is acknowledged, and no more than a window of it. */
function pumpRoom(turn: Turn, room: OpenRoom): void {
  const { state } = turn;
  if (!prepared(turn, room)) {
    // What is read next tells nobody, so it is looked at again.
    if (isSure(room)) state.busy.delete(room.key);
    return;
  }
  for (let no = room.acked + 1; no <= room.last; no += 1) {
    const line = room.out.get(no);
    if (!line || line.sent || line.state !== 'waiting') continue;
    if (state.inFlight >= posts || line.batch > state.done) return;
    if (!mayGo(turn, room, line)) return;
    post(turn, room, line);
  }
  state.busy.delete(room.key);
}

function mayGo(turn: Turn, room: OpenRoom, line: OutLine): boolean {
  if (isSealed(turn.state, room) && !hasWire(room, line)) return false;
  if (!isTooNew(turn.state, line)) return true;
  tooNew(turn, room, line);
  return false;
}

/** Lines of a sealed room wait until it can be sealed for, and a commit of this device has met its fate. */
function prepared(turn: Turn, room: OpenRoom): boolean {
  if (!isSealed(turn.state, room)) return true;
  if (room.seal.commit?.step === 'ready' && room.sent === 0) plan(turn, room);
  if (room.told.due && !turn.state.tending.has(room.key)) tend(turn, room, room.told.parting);
  if (maySeal(turn.state, room)) sealAhead(turn, room, posts);
  else {
    turnBack(turn, room);
    shutOut(turn, room);
    missCommit(turn, room);
    tend(turn, room, room.told.parting);
  }
  return maySeal(turn.state, room);
}

/** An older nuvem takes no files. */
const isTooNew = ({ link }: State, { body }: OutLine): boolean =>
  link.version < messages['file-new'].since && isFileLine(body);

/** It fails when it is its turn: until the fate of what was sent before is known, no number is free. */
function tooNew(turn: Turn, room: OpenRoom, line: OutLine): void {
  if (room.sent > 0) return;
  put(turn, room, { ...line, refused: 'old-nuvem' });
  settle(turn, room);
}

function post(turn: Turn, room: OpenRoom, line: OutLine): void {
  put(turn, room, { ...line, sent: true });
  turn.state.inFlight += 1;
  const { no, gen, epoch, wire } = line;
  const inside = wire ? { body: wire, gen, epoch } : { body: line.body };
  const said = { room: Buffer.from(room.key, 'hex'), no, ...inside };
  const file = announcedIn(line.body);
  turn.request(file ? { type: 'file-new', ...said, ...file } : { type: 'post', ...said }, {
    for: 'post',
    room: room.key,
    id: line.id,
  });
}
