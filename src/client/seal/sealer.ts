import type { Sqlite } from '../../base/sqlite.ts';
import { codeOf } from '../../e2ee/room.ts';
import { entryKinds } from '../../protocol/entries.ts';
import type { Write } from '../db-port.ts';
import type { Bodies } from '../db/body.ts';
import { pairOf } from '../keys.ts';
import type { KnownPerson, RoomCode } from '../sealed/known-port.ts';
import { titleUpTo } from '../sealed/title.ts';
import { newCache } from './cache.ts';
import { enterRoom } from './enter.ts';
import { openCommit } from './follow.ts';
import { openLine } from './hear.ts';
import { knownOf } from './known.ts';
import { named } from './named.ts';
import { met } from './newcomers.ts';
import { hearNuvem } from './nuvem-word.ts';
import { offers } from './offers.ts';
import { pin } from './pin.ts';
import { giveUp } from './place.ts';
import { planCommit } from './plan.ts';
import type { SealSelf, SealWrite } from './port.ts';
import { personOf } from './roster.ts';
import { loadPlace } from './rows.ts';
import { isSealWrite } from './seal-write.ts';
import { sealLine } from './seal.ts';
import { type Means, newStep, type OpenStep, type Step, type Tools } from './step.ts';
import { skipSwept } from './swept.ts';
import { newVouches } from './vouch.ts';

/** Seals and opens for one device, in the transactions of its database. */
export interface Sealer {
  /** In a transaction that nobody else is in; what was done counts once `done` was called, after it. */
  readonly begin: (means: Means) => OpenStep;
  /** Does what a write asks of sealing, which of most is nothing; the write itself was done before. */
  readonly follow: (step: Step, write: Write) => Promise<void>;
  readonly person: (user: string) => KnownPerson;
  readonly roomCode: (room: string) => RoomCode | undefined;
}

export interface SealerPorts {
  readonly db: Sqlite;
  readonly bodies: Bodies;
  readonly now: () => number;
}

export function newSealer(ports: SealerPorts, { secret, ...claim }: SealSelf): Sealer {
  const self = { claim, key: pairOf(secret).public, secret };
  const tools: Tools = {
    ...ports,
    self,
    vouches: newVouches(),
    cache: newCache(),
    strangers: new Map(),
  };
  return {
    begin: (means) => newStep(tools, means),
    async follow(step, write) {
      if (isSealWrite(write)) await doSealed(step, write);
      if (write.do === 'went-back') wentBack(step, write.room, write.seq);
    },
    person: (user) => knownOf(tools, user),
    roomCode(room) {
      const { mls, gen, epoch, roster } = tools.cache.get(room) ?? loadPlace(tools, room);
      return mls && { code: codeOf(mls), gen, epoch, roster: roster.map(personOf) };
    },
  };
}

type Doers = {
  readonly [D in SealWrite['do']]: (
    step: Step,
    write: Extract<SealWrite, { readonly do: D }>,
  ) => Promise<void> | void;
};

const doers: Doers = {
  offers,
  seal: sealLine,
  plan: planCommit,
  unplan(step, { room }) {
    const place = step.place(room);
    place.pending = undefined;
    place.next = undefined;
  },
  open(step, { line, id, perhaps }) {
    if (line.kind === entryKinds.line) return openLine(step, line, { id, perhaps });
    return line.kind === entryKinds.commit ? openCommit(step, line) : hearNuvem(step, line);
  },
  skip: skipSwept,
  enter: enterRoom,
  met,
  named,
  title(step, { room, name, topic }) {
    const place = step.place(room);
    const { nameAt, topicAt } = place.title;
    if (nameAt + topicAt === 0) place.title = { name, topic, nameAt, topicAt };
  },
  leave(step, { room }) {
    const place = step.place(room);
    if (place.state !== 'none') giveUp(place, 'out');
  },
  spend(step, { room }) {
    const place = step.place(room);
    place.spent = place.state === 'in';
  },
  pin,
};

async function doSealed(step: Step, write: SealWrite): Promise<void> {
  const doer = doers[write.do] as (step: Step, write: never) => Promise<void> | void;
  await doer(step, write as never);
}

/** The nuvem forgot what came after `seq`: what it shows there now is read anew, and nobody's word on the old is asked. */
function wentBack(step: Step, room: string, seq: number): void {
  const place = step.place(room);
  const { witness } = place;
  place.title = titleUpTo(place.title, seq);
  if (!witness || witness.seq <= seq) return;
  witness.seq = seq;
  witness.recent = [];
  witness.digests = [];
}
