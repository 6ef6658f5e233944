import type { Bytes, NewUser, Outcome } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { most, roleCodes } from './codes.ts';
import { deviceByKey, insertDevice } from './devices.ts';
import { enter, lobby } from './membership.ts';
import { asDevice, asUser, userNamed, type UserRow } from './views.ts';

type Accounts = Pick<
  Sync,
  'createUser' | 'userByName' | 'users' | 'setRole' | 'setReceiptsOff' | 'putVault' | 'invite'
>;

export function accountVerbs(base: Base): Accounts {
  const { sql } = base;
  return {
    createUser: (user) => createUser(base, user),
    userByName(name) {
      const row = userNamed(base, name);
      return row && asUser(row);
    },
    users: (after, limit) =>
      sql
        .all<UserRow>('SELECT * FROM users WHERE name>? ORDER BY name LIMIT ?', [after, limit])
        .map(asUser),
    setRole(name, role) {
      const { changes } = sql.run('UPDATE users SET role=? WHERE name=?', [roleCodes[role], name]);
      return changes === 1 ? ok(undefined) : no('unknown');
    },
    setReceiptsOff: (user, off) =>
      void sql.run('UPDATE users SET receipts_off=? WHERE id=?', [off ? 1 : 0, user]),
    putVault: (user, vault, version, record, device = 0) =>
      putVault(base, user, { vault, version, record, device }),
    invite: (op, hash, uses, until) =>
      void sql.run('INSERT OR IGNORE INTO invites(op, hash, uses, until) VALUES(?,?,?,?)', [
        op,
        hash,
        uses,
        until,
      ]),
  };
}

function createUser(base: Base, user: NewUser): ReturnType<Accounts['createUser']> {
  const { sql, sealer } = base;
  const there = userNamed(base, user.name);
  if (there) {
    const device = deviceByKey(base, there.id, user.device.key);
    if (there.record !== user.record || !device) return no('taken');
    return ok({ user: asUser(there), device: asDevice(sealer, device) });
  }
  if (user.name.length > most.userName || user.device.label.length > most.label) {
    return no('too-many');
  }
  if (user.invite && !useInvite(base, user.invite, user.at)) return no('invite');
  const { id } = sql.run(
    'INSERT INTO users(name, record, identity, vault, created, seen) VALUES(?1,?2,?3,?4,?5,?5)',
    [user.name, user.record, user.identity, user.vault, user.at],
  );
  const device = insertDevice(base, id, user.device, user.at);
  enter(base, lobby(base), { user: id, role: roleCodes.member, at: user.at });
  const row = userNamed(base, user.name);
  if (!row) throw new Error('Expected the user just made');
  return ok({ user: asUser(row), device: asDevice(sealer, device) });
}

const useInvite = ({ sql }: Base, hash: Bytes, at: number): boolean =>
  sql.run('UPDATE invites SET uses=uses-1 WHERE hash=? AND uses>0 AND until>?', [hash, at])
    .changes === 1;

interface VaultChange {
  readonly vault: Bytes;
  readonly version: number;
  readonly record: string | undefined;
  /** Whose ticket outlives a new password. */
  readonly device: number;
}

/** `version` is the one the writer saw; the same change once more is answered as the first time. */
function putVault(base: Base, user: number, change: VaultChange): Outcome<number> {
  const { sql } = base;
  const now = sql.get<Pick<UserRow, 'vault' | 'vault_version' | 'record'>>(
    'SELECT vault, vault_version, record FROM users WHERE id=?',
    [user],
  );
  if (!now) return no('unknown');
  const record = change.record ?? now.record;
  const next = change.version + 1;
  const isRepeat =
    now.vault_version === next && now.record === record && same(now.vault, change.vault);
  if (isRepeat) return ok(next);
  if (now.vault_version !== change.version) return no('conflict');
  sql.run('UPDATE users SET vault=?, vault_version=?, record=? WHERE id=?', [
    change.vault,
    next,
    record,
    user,
  ]);
  if (change.record !== undefined) {
    sql.run('UPDATE devices SET ticket=NULL, former=NULL WHERE user_id=? AND id<>?', [
      user,
      change.device,
    ]);
  }
  return ok(next);
}

const same = (one: Bytes, other: Bytes): boolean => Buffer.compare(one, other) === 0;
