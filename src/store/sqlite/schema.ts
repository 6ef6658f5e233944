import type { Schema } from '../../base/migrate.ts';

/**
 * Times are milliseconds, roles and kinds are the numbers of `codes.ts`. Columns named `sealed_…` and
 * `body` are closed with the store key. A room's key and a user's name are what others know them by.
 */
const current = `
CREATE TABLE meta(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE users(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, record TEXT NOT NULL, role INTEGER NOT NULL DEFAULT 0,
  identity BLOB NOT NULL, vault BLOB NOT NULL, vault_version INTEGER NOT NULL DEFAULT 1,
  receipts_off INTEGER NOT NULL DEFAULT 0, created INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT;

CREATE TABLE devices(
  id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users(id), key BLOB NOT NULL, cert BLOB NOT NULL,
  sealed_label BLOB NOT NULL, created INTEGER NOT NULL, seen INTEGER NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0, fence INTEGER NOT NULL DEFAULT 0,
  ticket BLOB, ticket_until INTEGER NOT NULL DEFAULT 0,
  former BLOB, former_until INTEGER NOT NULL DEFAULT 0, UNIQUE(user_id, key)) STRICT;

CREATE TABLE rooms(
  id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, maker INTEGER NOT NULL,
  sealed_name BLOB NOT NULL, name_hash BLOB UNIQUE, dm_low INTEGER, dm_high INTEGER, inbox_of INTEGER UNIQUE,
  sealed_topic BLOB NOT NULL, slow INTEGER NOT NULL DEFAULT 0, read_only INTEGER NOT NULL DEFAULT 0,
  head INTEGER NOT NULL DEFAULT 0, low INTEGER NOT NULL DEFAULT 0,
  gen INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 0, members INTEGER NOT NULL DEFAULT 0,
  created INTEGER NOT NULL, UNIQUE(dm_low, dm_high)) STRICT;

CREATE INDEX rooms_by_maker ON rooms(maker, kind);

CREATE TABLE members(
  room_id INTEGER NOT NULL REFERENCES rooms(id), user_id INTEGER NOT NULL REFERENCES users(id),
  role INTEGER NOT NULL, joined INTEGER NOT NULL, joined_at INTEGER NOT NULL,
  request INTEGER NOT NULL DEFAULT 0, asker INTEGER,
  delivered INTEGER NOT NULL, read INTEGER NOT NULL,
  PRIMARY KEY(room_id, user_id)) WITHOUT ROWID, STRICT;
CREATE INDEX members_by_user ON members(user_id, room_id);

-- Who was in a room when: from the entry after \`since\`, up to and including \`until\`.
CREATE TABLE stays(
  room_id INTEGER NOT NULL, user_id INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER,
  PRIMARY KEY(room_id, user_id, since)) WITHOUT ROWID, STRICT;

-- Outlives a membership, so that leaving and coming back changes nothing.
CREATE TABLE sanctions(
  room_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  muted_until INTEGER NOT NULL DEFAULT 0, banned INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(room_id, user_id)) WITHOUT ROWID, STRICT;

CREATE TABLE blocks(
  user_id INTEGER NOT NULL, blocked INTEGER NOT NULL, PRIMARY KEY(user_id, blocked)) WITHOUT ROWID, STRICT;
CREATE INDEX blocks_by_blocked ON blocks(blocked);

-- With a rowid on purpose: rows land in the order they arrive, whatever their rooms.
CREATE TABLE log(
  room_id INTEGER NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, user_id INTEGER NOT NULL,
  device_id INTEGER NOT NULL, no INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(room_id, seq)) STRICT;

-- How far a device has received, and the highest \`no\` stored for it. Outlives membership and retention.
CREATE TABLE cursors(
  device_id INTEGER NOT NULL, room_id INTEGER NOT NULL, acked INTEGER NOT NULL DEFAULT 0,
  mark INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(device_id, room_id)) WITHOUT ROWID, STRICT;

-- Offers of devices to be added to a sealed room. One that was given away has no package any more; its
-- hash stays, so that the same one cannot be offered twice.
CREATE TABLE offers(
  device_id INTEGER NOT NULL, hash BLOB NOT NULL, package BLOB, is_last INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(device_id, hash)) WITHOUT ROWID, STRICT;
CREATE INDEX offers_by_time ON offers(at);

-- Which device was in a sealed room when: from the entry after \`since\`, the commit that let it in, up to
-- and including \`until\`, the one that took it out.
CREATE TABLE leaves(
  room_id INTEGER NOT NULL, device_id INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER,
  PRIMARY KEY(room_id, device_id, since)) WITHOUT ROWID, STRICT;

-- Who asked to leave a sealed room, until a commit carries it out.
CREATE TABLE leaving(
  room_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY(room_id, user_id)) WITHOUT ROWID, STRICT;

-- Sealed rooms with a device to let in or to take out, as far as was noticed.
CREATE TABLE due(room_id INTEGER PRIMARY KEY) STRICT;

-- What was too large for a frame, in chunks; \`seq\` is the commit that names it, null before.
CREATE TABLE blobs(
  id INTEGER PRIMARY KEY, room_id INTEGER NOT NULL, device_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  hash BLOB NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER,
  UNIQUE(room_id, hash, device_id)) STRICT;
CREATE INDEX blobs_by_user ON blobs(user_id);
CREATE INDEX blobs_in_waiting ON blobs(at) WHERE seq IS NULL;
CREATE TABLE chunks(
  blob_id INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(blob_id, start)) STRICT;
-- The entries a blob is kept for: a commit in its room, invitations in inboxes.
CREATE TABLE blob_uses(
  room_id INTEGER NOT NULL, seq INTEGER NOT NULL, blob_id INTEGER NOT NULL,
  PRIMARY KEY(room_id, seq, blob_id)) WITHOUT ROWID, STRICT;
CREATE INDEX blob_uses_by_blob ON blob_uses(blob_id);

-- Files that were announced: \`due\` is when one goes, \`why\` as in files.ts, \`gone\` when its bytes were deleted.
-- Who has fetched one; and what those of one person take that are not gone, under 0 those of all.
CREATE TABLE files(
  id BLOB PRIMARY KEY, room_id INTEGER NOT NULL, seq INTEGER NOT NULL, user_id INTEGER NOT NULL,
  device_id INTEGER NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL,
  kept INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0,
  due INTEGER NOT NULL, why INTEGER NOT NULL DEFAULT 0, gone INTEGER) WITHOUT ROWID, STRICT;
CREATE INDEX files_by_entry ON files(room_id, seq);
CREATE INDEX files_by_due ON files(due) WHERE gone IS NULL;
CREATE INDEX files_by_gone ON files(gone) WHERE gone IS NOT NULL;
CREATE TABLE file_have(
  file BLOB NOT NULL, user_id INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY(file, user_id)) WITHOUT ROWID, STRICT;
CREATE TABLE file_use(
  user_id INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, files INTEGER NOT NULL) STRICT;

CREATE TABLE invites(
  op BLOB PRIMARY KEY, hash BLOB NOT NULL UNIQUE, uses INTEGER NOT NULL, until INTEGER NOT NULL)
  WITHOUT ROWID, STRICT;
CREATE TABLE ops(op BLOB PRIMARY KEY, answer BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE INDEX ops_by_time ON ops(at);
CREATE TABLE secrets(name TEXT PRIMARY KEY, sealed_value BLOB NOT NULL) WITHOUT ROWID, STRICT;

CREATE TABLE activity(
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,
  sealed_detail BLOB, commitment BLOB NOT NULL, hash BLOB NOT NULL) STRICT;
`;

/** From version 0 on; only ever added to. */
const steps: readonly string[] = [
  // 1: memberships have a history; what is known of it begins with the members of today.
  `CREATE TABLE stays(
    room_id INTEGER NOT NULL, user_id INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER,
    PRIMARY KEY(room_id, user_id, since)) WITHOUT ROWID, STRICT;
  INSERT INTO stays(room_id, user_id, since) SELECT room_id, user_id, joined FROM members;`,
  // 2: what one account made is counted.
  `CREATE INDEX rooms_by_maker ON rooms(maker, kind);`,
  // 3: devices offer to be added to sealed rooms.
  `CREATE TABLE offers(
    device_id INTEGER NOT NULL, hash BLOB NOT NULL, package BLOB, is_last INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY(device_id, hash)) WITHOUT ROWID, STRICT;
  CREATE INDEX offers_by_time ON offers(at);`,
  // 4: who blocks somebody is asked whenever they come.
  `CREATE INDEX blocks_by_blocked ON blocks(blocked);`,
  // 5: devices are in sealed rooms, and what their commits are made of is kept.
  `CREATE TABLE leaves(
    room_id INTEGER NOT NULL, device_id INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER,
    PRIMARY KEY(room_id, device_id, since)) WITHOUT ROWID, STRICT;
  CREATE TABLE leaving(
    room_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY(room_id, user_id)) WITHOUT ROWID, STRICT;
  CREATE TABLE due(room_id INTEGER PRIMARY KEY) STRICT;
  CREATE TABLE blobs(
    id INTEGER PRIMARY KEY, room_id INTEGER NOT NULL, device_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
    hash BLOB NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER,
    UNIQUE(room_id, hash, device_id)) STRICT;
  CREATE INDEX blobs_by_user ON blobs(user_id);
  CREATE INDEX blobs_in_waiting ON blobs(at) WHERE seq IS NULL;
  CREATE TABLE chunks(
    blob_id INTEGER NOT NULL, start INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY(blob_id, start)) STRICT;
  CREATE TABLE blob_uses(
    room_id INTEGER NOT NULL, seq INTEGER NOT NULL, blob_id INTEGER NOT NULL,
    PRIMARY KEY(room_id, seq, blob_id)) WITHOUT ROWID, STRICT;
  CREATE INDEX blob_uses_by_blob ON blob_uses(blob_id);`,
  // 6: what sealed groups are called is for their members only.
  `UPDATE rooms SET sealed_name=x'', sealed_topic=x'' WHERE kind=1 AND gen>0;`,
  // 7: files are announced.
  `CREATE TABLE files(
    id BLOB PRIMARY KEY, room_id INTEGER NOT NULL, seq INTEGER NOT NULL, user_id INTEGER NOT NULL,
    device_id INTEGER NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL,
    kept INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0,
    due INTEGER NOT NULL, why INTEGER NOT NULL DEFAULT 0, gone INTEGER) WITHOUT ROWID, STRICT;
  CREATE INDEX files_by_entry ON files(room_id, seq);
  CREATE INDEX files_by_due ON files(due) WHERE gone IS NULL;
  CREATE INDEX files_by_gone ON files(gone) WHERE gone IS NOT NULL;
  CREATE TABLE file_have(
    file BLOB NOT NULL, user_id INTEGER NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY(file, user_id)) WITHOUT ROWID, STRICT;
  CREATE TABLE file_use(
    user_id INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, files INTEGER NOT NULL) STRICT;`,
];

/** 'pych' */
export const schema: Schema = { application: 0x70_79_63_68, current, steps };
