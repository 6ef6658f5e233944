import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { decodeMlsMessage } from 'ts-mls/message.js';
import { decryptSenderData } from 'ts-mls/privateMessage.js';

import { pairOf } from '../../../src/client/keys.ts';
import { groupOf, labelOf } from '../../../src/client/seal/label.ts';
import { newVouches } from '../../../src/client/seal/vouch.ts';
import { bodyBytes } from '../../../src/e2ee/body.ts';
import { follow, plan, type Planned, type Wish } from '../../../src/e2ee/commit.ts';
import { invitationIn } from '../../../src/e2ee/invitation.ts';
import { newPackage, type OwnPackage, packageBytes } from '../../../src/e2ee/package.ts';
import { enter, epochOf, type Room, seal } from '../../../src/e2ee/room.ts';
import { suite } from '../../../src/e2ee/suite.ts';
import { value } from '../../e2ee/rig/dweller.ts';
import type { Order } from './order.ts';
import { type Human, roomKey, selfOf } from './sealing.ts';

/** A member without a client: it keeps the room of every epoch, and writes whatever a test wants. */
export interface Member {
  readonly user: string;
  readonly device: number;
  readonly offer: () => Promise<void>;
  /** Into the room, and along with what the others commit. */
  readonly follow: () => Promise<void>;
  readonly now: () => Room;
  /** Which key sealed that: epoch, leaf, and generation of its ratchet. Undefined of epochs in which it was not there. */
  readonly keyOf: (wire: Uint8Array) => Promise<string | undefined>;
  readonly line: (
    text: string,
    odd?: {
      readonly no?: number;
      readonly count?: number;
      readonly device?: number;
      readonly raw?: Uint8Array;
    },
  ) => Promise<Uint8Array>;
  readonly commit: (wish: Wish, no: number) => Promise<Planned>;
}

export function newMember(order: Order, who: Human, room = roomKey): Member {
  const self = selfOf(who);
  const { user, device, identity, cert, secret } = self;
  const own = { claim: { user, device, identity, cert }, key: pairOf(secret).public, secret };
  const vouches = newVouches();
  const rooms = new Map<number, Room>();
  const packages: OwnPackage[] = [];
  let [cursor, latest, said] = [0, 0, 0];
  order.enrol(device, user);
  const now = (): Room => {
    const found = rooms.get(latest);
    assert.ok(found);
    return found;
  };
  const put = (next: Room): void => {
    latest = Number(epochOf(next));
    rooms.set(latest, next);
  };

  return {
    user,
    device,
    async offer() {
      packages.push(await newPackage(own));
      order.offers.set(device, { packages: packages.map(packageBytes), last: randomBytes(1) });
    },
    async follow() {
      const [invite] = order.inbox(device);
      if (cursor === 0 && invite) {
        const { welcome } = invitationIn(invite.welcome);
        put(value(await enter(welcome, groupOf(room, invite.gen), packages[0]!, vouches)));
        cursor = invite.seq;
      }
      for (const entry of order.after(room, device, cursor)) {
        cursor = entry.seq;
        if (entry.kind !== 3) continue;
        const label = labelOf('commit', { room, device: entry.device, no: entry.no });
        const { room: next } = value(await follow(now(), entry.body, label));
        if (next) put(next);
      }
    },
    now,
    async keyOf(wire) {
      const decoded = decodeMlsMessage(wire, 0)?.[0];
      assert.ok(decoded?.wireformat === 'mls_private_message');
      const { privateMessage } = decoded;
      const at = rooms.get(Number(privateMessage.epoch));
      if (!at) return undefined;
      const { senderDataSecret } = at.state.keySchedule;
      const sender = await decryptSenderData(privateMessage, senderDataSecret, suite);
      assert.ok(sender);
      return `${privateMessage.epoch} ${privateMessage.contentType} ${sender.leafIndex} ${sender.generation}`;
    },
    async line(text, { no = order.mark(room, device) + 1, count, device: as = device, raw } = {}) {
      said += 1;
      const content = Buffer.from(text);
      const body = raw ?? bodyBytes({ content, count: count ?? said, mark: undefined });
      const made = await seal(now(), body, labelOf('line', { room, device: as, no }));
      put(made.room);
      return made.wire;
    },
    commit: async (wish, no) =>
      value(await plan(now(), wish, labelOf('commit', { room, device, no }))),
  };
}
