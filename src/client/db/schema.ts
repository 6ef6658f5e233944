import type { Schema } from '../../base/migrate.ts';

/** What sealed rooms need (seal/rows.ts). A message overwrites one row of `seal_ratchets`, and no key stays behind. */
const sealing = `
CREATE INDEX outbox_room ON outbox (room, no);
CREATE TABLE pins (
  user TEXT PRIMARY KEY, identity BLOB NOT NULL, verified INTEGER NOT NULL, at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE seal_packages (
  ref TEXT PRIMARY KEY, private BLOB NOT NULL, last INTEGER NOT NULL, until INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE seal_rooms (
  room TEXT PRIMARY KEY, gen INTEGER NOT NULL, epoch INTEGER NOT NULL, state TEXT NOT NULL,
  roster BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE seal_states (room TEXT PRIMARY KEY, core BLOB NOT NULL, tree BLOB NOT NULL);
CREATE TABLE seal_ratchets (
  room TEXT NOT NULL, part INTEGER NOT NULL, rows BLOB NOT NULL, PRIMARY KEY (room, part)
) WITHOUT ROWID;
CREATE TABLE seal_witness (room TEXT PRIMARY KEY, marks BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE seal_counts (
  room TEXT NOT NULL, key TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (room, key)
) WITHOUT ROWID;
CREATE TABLE seal_pending (
  room TEXT PRIMARY KEY, no INTEGER NOT NULL, gen INTEGER NOT NULL, epoch INTEGER NOT NULL,
  wire BLOB NOT NULL, welcome BLOB, added TEXT NOT NULL, removed TEXT NOT NULL, next BLOB NOT NULL
);
`;

/**
 * Which entry concerns which line before it (changes.ts), and of which rooms that has still to be looked for, from
 * where back.
 */
const changes = `
CREATE TABLE changes (
  room TEXT NOT NULL, of INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (room, of, seq)
) WITHOUT ROWID;
CREATE TABLE unnoted (room TEXT PRIMARY KEY, before INTEGER NOT NULL) WITHOUT ROWID;
`;

/** Rooms that are not ours any more: their lines are still read by their names. */
const left = `
CREATE TABLE left_rooms (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, topic TEXT NOT NULL,
  sealed INTEGER NOT NULL
) WITHOUT ROWID`;

/** What sealed groups are called, which only their members know: sealed on this disk too (seal/title.ts). */
const titles = 'CREATE TABLE titles (room TEXT PRIMARY KEY, title BLOB NOT NULL) WITHOUT ROWID;';

/** Files that travel or did (files.ts). What they are called and their keys are sealed like lines. */
const files = `
CREATE TABLE files (
  place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, line TEXT NOT NULL, room TEXT NOT NULL,
  way TEXT NOT NULL, stage TEXT NOT NULL, owes TEXT NOT NULL, at INTEGER NOT NULL, about BLOB NOT NULL
);
CREATE INDEX files_line ON files (line);
CREATE INDEX files_room ON files (room, place);
CREATE INDEX files_stage ON files (stage, place);
CREATE INDEX files_debt ON files (place) WHERE owes <> '';
`;

/** Whom this person named for rooms that nobody has sealed yet (seal/named.ts). */
const named = 'CREATE TABLE seal_named (room TEXT PRIMARY KEY, users BLOB NOT NULL) WITHOUT ROWID;';

/**
 * The one database of an account on this device. Bodies are sealed under the account's storage key; later
 * packages (sealing, drafts, files) add tables by steps at the end, never files. Rooms are the hex of
 * their key. Entries of a past that the nuvem forgot keep their place with `past` > 0.
 */
export const schema: Schema = {
  application: 0x70796331,
  current: `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE rooms (
  key TEXT PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL,
  members INTEGER NOT NULL, topic TEXT NOT NULL, sealed INTEGER NOT NULL, request INTEGER NOT NULL,
  asker TEXT NOT NULL, draft INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE marks (
  room TEXT PRIMARY KEY, cursor INTEGER NOT NULL, acked INTEGER NOT NULL, read INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE lines (
  room TEXT NOT NULL, seq INTEGER NOT NULL, past INTEGER NOT NULL DEFAULT 0, id TEXT NOT NULL,
  kind INTEGER NOT NULL, sender TEXT NOT NULL, device INTEGER NOT NULL, no INTEGER NOT NULL,
  at INTEGER NOT NULL, own INTEGER NOT NULL, lost INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL,
  PRIMARY KEY (room, seq, past)
) WITHOUT ROWID;
CREATE INDEX lines_own_id ON lines (id) WHERE own = 1;
CREATE INDEX lines_lost ON lines (room, seq) WHERE lost = 1;
CREATE INDEX lines_own ON lines (room, seq) WHERE own = 1;
CREATE TABLE outbox (
  id TEXT PRIMARY KEY, room TEXT NOT NULL, no INTEGER NOT NULL, place INTEGER NOT NULL,
  at INTEGER NOT NULL, state TEXT NOT NULL, seq INTEGER NOT NULL, why TEXT NOT NULL, body BLOB NOT NULL,
  wire BLOB, gen INTEGER, epoch INTEGER, count INTEGER
) WITHOUT ROWID;
CREATE TABLE receipts (
  room TEXT NOT NULL, name TEXT NOT NULL, delivered INTEGER NOT NULL, read INTEGER NOT NULL,
  proved_after INTEGER, proved INTEGER, PRIMARY KEY (room, name)
) WITHOUT ROWID;
CREATE TABLE printed (room TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE drafts (room TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
${sealing}
${left};
${changes}
${titles}
${files}
${named}`,
  steps: [
    'CREATE TABLE drafts (room TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID',
    'DROP INDEX lines_id; CREATE INDEX lines_own_id ON lines (id) WHERE own = 1',
    `ALTER TABLE outbox ADD COLUMN wire BLOB;
ALTER TABLE outbox ADD COLUMN gen INTEGER;
ALTER TABLE outbox ADD COLUMN epoch INTEGER;
ALTER TABLE outbox ADD COLUMN count INTEGER;
${sealing}`,
    left,
    `${changes}
INSERT INTO unnoted SELECT key, ${Number.MAX_SAFE_INTEGER} FROM rooms
UNION SELECT key, ${Number.MAX_SAFE_INTEGER} FROM left_rooms;`,
    titles,
    `ALTER TABLE receipts ADD COLUMN proved_after INTEGER;
ALTER TABLE receipts ADD COLUMN proved INTEGER`,
    files,
    named,
  ],
};
