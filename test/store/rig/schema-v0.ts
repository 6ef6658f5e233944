/** DO NOT EDIT. What the first databases looked like; a test leads one from here to the present. */
export const schemaV0 = `
PRAGMA application_id=1887003496;
PRAGMA user_version=0;
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
CREATE TABLE members(
  room_id INTEGER NOT NULL REFERENCES rooms(id), user_id INTEGER NOT NULL REFERENCES users(id),
  role INTEGER NOT NULL, joined INTEGER NOT NULL, joined_at INTEGER NOT NULL,
  request INTEGER NOT NULL DEFAULT 0, asker INTEGER,
  delivered INTEGER NOT NULL, read INTEGER NOT NULL,
  PRIMARY KEY(room_id, user_id)) WITHOUT ROWID, STRICT;
CREATE INDEX members_by_user ON members(user_id, room_id);
CREATE TABLE sanctions(
  room_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
  muted_until INTEGER NOT NULL DEFAULT 0, banned INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(room_id, user_id)) WITHOUT ROWID, STRICT;
CREATE TABLE blocks(
  user_id INTEGER NOT NULL, blocked INTEGER NOT NULL, PRIMARY KEY(user_id, blocked)) WITHOUT ROWID, STRICT;
CREATE TABLE log(
  room_id INTEGER NOT NULL, seq INTEGER NOT NULL, kind INTEGER NOT NULL, user_id INTEGER NOT NULL,
  device_id INTEGER NOT NULL, no INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(room_id, seq)) STRICT;
CREATE TABLE cursors(
  device_id INTEGER NOT NULL, room_id INTEGER NOT NULL, acked INTEGER NOT NULL DEFAULT 0,
  mark INTEGER NOT NULL DEFAULT 0, PRIMARY KEY(device_id, room_id)) WITHOUT ROWID, STRICT;
CREATE TABLE invites(
  op BLOB PRIMARY KEY, hash BLOB NOT NULL UNIQUE, uses INTEGER NOT NULL, until INTEGER NOT NULL)
  WITHOUT ROWID, STRICT;
CREATE TABLE ops(op BLOB PRIMARY KEY, answer BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID, STRICT;
CREATE INDEX ops_by_time ON ops(at);
CREATE TABLE secrets(name TEXT PRIMARY KEY, sealed_value BLOB NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE activity(
  n INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind TEXT NOT NULL,
  sealed_detail BLOB, commitment BLOB NOT NULL, hash BLOB NOT NULL) STRICT;

INSERT INTO users(id, name, record, identity, vault, created, seen) VALUES(7, 'ana', 'record', x'01', x'02', 1, 1);
INSERT INTO devices(id, user_id, key, cert, sealed_label, created, seen, fence) VALUES(9, 7, x'03', x'', x'', 1, 1, 4);
INSERT INTO rooms(id, key, kind, maker, sealed_name, sealed_topic, head, members, created)
  VALUES(3, x'aa', 1, 7, x'', x'', 2, 1, 1);
INSERT INTO members(room_id, user_id, role, joined, joined_at, delivered, read) VALUES(3, 7, 2, 0, 1, 1, 1);
INSERT INTO cursors VALUES(9, 3, 1, 2);
INSERT INTO log VALUES(3, 1, 0, 7, 9, 1, 1, x'0068'), (3, 2, 0, 7, 9, 2, 1, x'006f');
`;
