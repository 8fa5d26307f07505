/**
 * The schema of the embedded store, step by step: `user_version` counts the steps that a database has taken. A step that
 * was released is never edited; a change is a new step.
 *
 * Times are milliseconds since 1970, flags are 0 or 1, `key` columns are row numbers in order of insertion.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE groups (
    key           INTEGER PRIMARY KEY,
    connection_id TEXT    NOT NULL,
    external_id   TEXT    NOT NULL,
    sequence      INTEGER NOT NULL DEFAULT 0,      -- of the newest event
    type          TEXT,
    name          TEXT,
    avatar_url    TEXT,
    member_count  INTEGER,
    UNIQUE (connection_id, external_id)
  ) STRICT;

  CREATE TABLE memberships (
    key        INTEGER PRIMARY KEY,
    group_key  INTEGER NOT NULL REFERENCES groups,
    account    TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    changed_at INTEGER NOT NULL,
    invited_by TEXT,
    user_id    TEXT,
    profile    TEXT,                               -- JSON
    UNIQUE (group_key, account)
  ) STRICT;
  CREATE INDEX memberships_by_state ON memberships (group_key, state);
  CREATE INDEX memberships_by_user ON memberships (user_id) WHERE user_id IS NOT NULL;

  CREATE TABLE operations (
    key             INTEGER PRIMARY KEY AUTOINCREMENT,
    id              TEXT    NOT NULL UNIQUE,
    group_key       INTEGER NOT NULL REFERENCES groups,
    caller          TEXT    NOT NULL,
    idempotency_key TEXT,
    input_hash      TEXT    NOT NULL,
    cancelled_all   INTEGER NOT NULL DEFAULT 0,
    created_at      INTEGER NOT NULL,
    completed_at    INTEGER,
    total           INTEGER NOT NULL,
    queued          INTEGER NOT NULL,
    invited         INTEGER NOT NULL DEFAULT 0,
    joined          INTEGER NOT NULL DEFAULT 0,
    already_joined  INTEGER NOT NULL DEFAULT 0,
    failed          INTEGER NOT NULL DEFAULT 0,
    cancelled       INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX operations_by_idempotency_key ON operations (idempotency_key, caller, created_at) WHERE idempotency_key IS NOT NULL;
  CREATE INDEX operations_ended ON operations (completed_at) WHERE completed_at IS NOT NULL;

  CREATE TABLE invites (
    key              INTEGER PRIMARY KEY AUTOINCREMENT,
    operation_key    INTEGER NOT NULL REFERENCES operations,
    ordinal          INTEGER NOT NULL,
    group_key        INTEGER NOT NULL,
    membership_key   INTEGER,
    account          TEXT    NOT NULL,
    joined_at        INTEGER,
    options          TEXT    NOT NULL,             -- JSON with sorted keys: equal options are equal texts
    status           TEXT    NOT NULL,             -- waiting | sending | settled
    queue_no         INTEGER NOT NULL,             -- order within the lane
    part             INTEGER,                      -- invites of one part leave in a call of their own
    not_before       INTEGER NOT NULL DEFAULT 0,
    attempts         INTEGER NOT NULL DEFAULT 0,
    resent           INTEGER NOT NULL DEFAULT 0,
    resigned         INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    call_id          INTEGER,
    result           TEXT,                         -- JSON
    UNIQUE (operation_key, ordinal)
  ) STRICT;
  CREATE INDEX invites_waiting ON invites (group_key, queue_no) WHERE status = 'waiting';
  CREATE INDEX invites_due ON invites (group_key, not_before) WHERE status = 'waiting';
  CREATE INDEX invites_sending ON invites (call_id) WHERE status = 'sending';
  CREATE INDEX invites_open ON invites (membership_key, status) WHERE status <> 'settled';

  CREATE TABLE events (
    position       INTEGER PRIMARY KEY AUTOINCREMENT,
    group_key      INTEGER NOT NULL,
    sequence       INTEGER NOT NULL,
    membership_key INTEGER NOT NULL,
    at             INTEGER NOT NULL,
    from_state     TEXT,
    to_state       TEXT    NOT NULL,
    cause          TEXT    NOT NULL,
    operation_id   TEXT
  ) STRICT;
  CREATE INDEX events_by_group ON events (group_key);
  CREATE INDEX events_by_membership ON events (membership_key);
  CREATE INDEX events_by_operation ON events (operation_id) WHERE operation_id IS NOT NULL;
  CREATE INDEX events_by_time ON events (at);

  CREATE TABLE lanes (
    group_key     INTEGER PRIMARY KEY,
    connection_id TEXT    NOT NULL,
    waiting       INTEGER NOT NULL,
    turn_at       INTEGER NOT NULL,                -- never later than the first instant at which it could send
    paused_until  INTEGER NOT NULL DEFAULT 0,
    granted_no    INTEGER NOT NULL DEFAULT 0       -- the call that it was granted last: who was served longest ago is first
  ) STRICT;
  CREATE INDEX lanes_by_turn ON lanes (connection_id, turn_at, granted_no) WHERE waiting > 0;

  CREATE TABLE queue (next_no INTEGER NOT NULL) STRICT;
  INSERT INTO queue VALUES (1);

  CREATE TABLE calls (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    scope         TEXT    NOT NULL,                -- what shares one quota
    connection_id TEXT    NOT NULL,
    group_key     INTEGER,
    blocks_until  INTEGER NOT NULL,                -- counts against the quota until then
    finished      INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX calls_by_scope ON calls (scope, blocks_until);
  CREATE INDEX calls_finished ON calls (blocks_until) WHERE finished = 1;

  CREATE TABLE connections (
    id               TEXT PRIMARY KEY,
    members_per_call INTEGER,                      -- learned from the provider
    paused_until     INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  `,
  `
  ALTER TABLE groups ADD COLUMN facts_at INTEGER;                        -- when the group itself was read last
  ALTER TABLE groups ADD COLUMN follows_all INTEGER NOT NULL DEFAULT 0;  -- rounds follow everybody in it

  -- Who a member is says account_links alone.
  DROP INDEX memberships_by_user;
  ALTER TABLE memberships DROP COLUMN user_id;
  ALTER TABLE memberships ADD COLUMN sequence INTEGER NOT NULL DEFAULT 0;  -- of its newest event
  ALTER TABLE memberships ADD COLUMN expires_at INTEGER;                 -- when INVITED ends
  UPDATE memberships SET sequence = newest.sequence
  FROM (SELECT membership_key, max(sequence) AS sequence FROM events GROUP BY membership_key) AS newest
  WHERE newest.membership_key = memberships.key;
  UPDATE memberships SET expires_at = taken.expires_at
  FROM (
    SELECT membership_key, max(result ->> 'expiresAtMs') AS expires_at FROM invites
    WHERE status = 'settled' AND result ->> 'type' = 'invited' GROUP BY membership_key
  ) AS taken
  WHERE taken.membership_key = memberships.key AND memberships.state = 'INVITED';
  CREATE INDEX memberships_by_account ON memberships (account);
  CREATE INDEX memberships_expiring ON memberships (expires_at) WHERE state = 'INVITED' AND expires_at IS NOT NULL;

  CREATE TABLE account_links (
    key           INTEGER PRIMARY KEY,             -- in the order of linking
    user_id       TEXT    NOT NULL,
    connection_id TEXT    NOT NULL,
    account       TEXT    NOT NULL,
    UNIQUE (connection_id, account)
  ) STRICT;
  CREATE INDEX account_links_by_user ON account_links (user_id);

  CREATE TABLE rounds (
    group_key     INTEGER PRIMARY KEY REFERENCES groups,
    connection_id TEXT    NOT NULL,
    due_at        INTEGER NOT NULL,                -- while it is taken: when somebody else may take it
    round         INTEGER NOT NULL DEFAULT 0,
    misses        INTEGER NOT NULL DEFAULT 0,
    taken         INTEGER NOT NULL DEFAULT 0,
    token         INTEGER NOT NULL DEFAULT 0,      -- of the newest taking; never the same again for one group
    asked_at      INTEGER,                         -- since it was taken, somebody asked for a round at this instant
    joined_at     INTEGER                          -- since it was taken, somebody joined: the next one if no other follows
  ) STRICT;
  CREATE INDEX rounds_by_due ON rounds (connection_id, due_at);
  INSERT INTO rounds (group_key, connection_id, due_at)
  SELECT key, connection_id, 0 FROM groups g
  WHERE EXISTS (SELECT 1 FROM memberships m WHERE m.group_key = g.key AND m.state IN ('INVITED', 'JOINED'));

  CREATE TABLE webhooks (
    key           INTEGER PRIMARY KEY,
    connection_id TEXT    NOT NULL,
    id            TEXT    NOT NULL,                -- equal for two deliveries of one event
    content       TEXT    NOT NULL,
    received_at   INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    attempts      INTEGER NOT NULL DEFAULT 0,
    done          INTEGER NOT NULL DEFAULT 0,
    UNIQUE (connection_id, id)
  ) STRICT;
  CREATE INDEX webhooks_due ON webhooks (connection_id, due_at) WHERE done = 0;
  CREATE INDEX webhooks_done ON webhooks (received_at) WHERE done = 1;
  `,
  `
  -- One index for those who look a member up and for those who look for an account everywhere.
  CREATE TABLE new_memberships (
    key        INTEGER PRIMARY KEY,
    group_key  INTEGER NOT NULL,
    account    TEXT    NOT NULL,
    state      TEXT    NOT NULL,
    changed_at INTEGER NOT NULL,
    sequence   INTEGER NOT NULL,                   -- of its newest event
    expires_at INTEGER,                            -- when INVITED ends
    invited_by TEXT,
    profile    TEXT                                -- JSON
  ) STRICT;
  INSERT INTO new_memberships (key, group_key, account, state, changed_at, sequence, expires_at, invited_by, profile)
  SELECT key, group_key, account, state, changed_at, sequence, expires_at, invited_by, profile FROM memberships ORDER BY key;
  DROP TABLE memberships;
  ALTER TABLE new_memberships RENAME TO memberships;
  CREATE UNIQUE INDEX memberships_by_account ON memberships (account, group_key);
  CREATE INDEX memberships_by_state ON memberships (group_key, state);
  CREATE INDEX memberships_expiring ON memberships (expires_at) WHERE state = 'INVITED' AND expires_at IS NOT NULL;

  -- The key says operation and ordinal, and with them the place in the lane, so that none of them needs an index.
  CREATE TABLE new_invites (
    key              INTEGER PRIMARY KEY,          -- operation_key * 16384 + ordinal
    operation_key    INTEGER AS (key >> 14),
    ordinal          INTEGER AS (key & 16383),
    group_key        INTEGER NOT NULL,
    membership_key   INTEGER,
    status           TEXT    NOT NULL,             -- waiting | sending | settled
    queue_no         INTEGER NOT NULL,             -- order within the lane: the key at first
    call_id          INTEGER,
    not_before       INTEGER NOT NULL DEFAULT 0,
    attempts         INTEGER NOT NULL DEFAULT 0,
    resent           INTEGER NOT NULL DEFAULT 0,
    resigned         INTEGER NOT NULL DEFAULT 0,
    cancel_requested INTEGER NOT NULL DEFAULT 0,
    part             INTEGER,                      -- invites of one part leave in a call of their own
    joined_at        INTEGER,
    account          TEXT    NOT NULL,
    options          TEXT    NOT NULL,             -- JSON with sorted keys: equal options are equal texts
    result           TEXT                          -- JSON
  ) STRICT;
  INSERT INTO new_invites (key, group_key, membership_key, status, queue_no, call_id, not_before, attempts, resent, resigned,
    cancel_requested, part, joined_at, account, options, result)
  SELECT operation_key << 14 | ordinal, group_key, membership_key, status, queue_no, call_id, not_before, attempts, resent, resigned,
    cancel_requested, part, joined_at, account, options, result FROM invites ORDER BY operation_key, ordinal;
  DROP TABLE invites;
  ALTER TABLE new_invites RENAME TO invites;
  CREATE INDEX invites_waiting ON invites (group_key, queue_no, not_before) WHERE status = 'waiting';
  CREATE INDEX invites_open ON invites (membership_key) WHERE status <> 'settled';
  -- The next operation's invites come behind everybody who has a place already.
  UPDATE sqlite_sequence SET seq = max(seq, (SELECT next_no >> 14 FROM queue)) WHERE name = 'operations';
  DROP TABLE queue;

  -- How many members left with it: their verdicts name them. Calls of the process before are taken back anyway.
  ALTER TABLE calls ADD COLUMN members INTEGER NOT NULL DEFAULT 0;

  -- Events are appended in the order of time.
  DROP INDEX events_by_time;
  `,
  `
  -- The span under which the spans of an operation belong, as W3C traceparent; only of operations that came with one.
  CREATE TABLE operation_traces (
    operation_key INTEGER PRIMARY KEY,
    traceparent   TEXT    NOT NULL
  ) STRICT;
  `,
];
