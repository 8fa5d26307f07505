import { FAR_FUTURE_MS } from '../../kernel/far-future.ts';
import { ACCEPT_FUNCTION } from './accept.plpgsql.ts';
import { GRANT_MANY_FUNCTION, GRANT_TOGETHER_FUNCTIONS } from './grant-many.plpgsql.ts';
import { GRANT_FUNCTIONS } from './grant.plpgsql.ts';
import { LINK_FUNCTION } from './link.plpgsql.ts';
import { MOVE_FUNCTIONS } from './moves.plpgsql.ts';
import { READ_FUNCTION } from './read.plpgsql.ts';
import { SETTLE_FUNCTION } from './settle.plpgsql.ts';

/**
 * The schema of the store on PostgreSQL, step by step: the table `schema_version` counts the steps that a database has taken.
 * A step that was released is never edited; a change is a new step.
 *
 * Times are milliseconds since 1970, flags are 0 or 1, `key` columns are row numbers in order of insertion. There are no
 * foreign keys: every write of a group holds the lock of the group's row, and their checks would lock it again row by row.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE groups (
    key           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection_id text   NOT NULL,
    external_id   text   NOT NULL,
    sequence      bigint NOT NULL DEFAULT 0,       -- of the newest event
    next_queue_no bigint NOT NULL DEFAULT 1,       -- the next place in the group's lane
    type          text,
    name          text,
    avatar_url    text,
    member_count  integer,
    UNIQUE (connection_id, external_id)
  ) WITH (fillfactor = 70);

  CREATE TABLE memberships (
    key        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    group_key  bigint NOT NULL,
    account    text   NOT NULL,
    state      text   NOT NULL,
    changed_at bigint NOT NULL,
    invited_by text,
    user_id    text,
    profile    text,                               -- JSON
    UNIQUE (group_key, account)
  );
  CREATE INDEX memberships_by_state ON memberships (group_key, state);
  CREATE INDEX memberships_by_user ON memberships (user_id) WHERE user_id IS NOT NULL;

  CREATE TABLE operations (
    key             bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id              text    NOT NULL UNIQUE,
    group_key       bigint  NOT NULL,
    cancelled_all   integer NOT NULL DEFAULT 0,
    created_at      bigint  NOT NULL,
    completed_at    bigint,
    total           integer NOT NULL,
    queued          integer NOT NULL,
    invited         integer NOT NULL,
    joined          integer NOT NULL,
    already_joined  integer NOT NULL,
    failed          integer NOT NULL,
    cancelled       integer NOT NULL
  ) WITH (fillfactor = 70);
  CREATE INDEX operations_ended ON operations (completed_at) WHERE completed_at IS NOT NULL;

  CREATE TABLE idempotency_keys (
    caller       text   NOT NULL,
    key          text   NOT NULL,
    operation_id text   NOT NULL,
    input_hash   text   NOT NULL,
    created_at   bigint NOT NULL,
    PRIMARY KEY (caller, key)
  );
  CREATE INDEX idempotency_keys_by_operation ON idempotency_keys (operation_id);

  CREATE TABLE invites (
    key              bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operation_key    bigint  NOT NULL,
    ordinal          integer NOT NULL,
    group_key        bigint  NOT NULL,
    membership_key   bigint,
    account          text    NOT NULL,
    joined_at        bigint,
    options          text    NOT NULL,             -- JSON with sorted keys: equal options are equal texts
    status           text    NOT NULL,             -- waiting | sending | settled
    queue_no         bigint  NOT NULL,             -- order within the lane
    part             bigint,                       -- invites of one part leave in a call of their own
    not_before       bigint  NOT NULL DEFAULT 0,
    attempts         integer NOT NULL DEFAULT 0,
    resent           integer NOT NULL DEFAULT 0,
    resigned         integer NOT NULL DEFAULT 0,
    cancel_requested integer NOT NULL DEFAULT 0,
    call_id          bigint,
    result           text,                         -- JSON
    UNIQUE (operation_key, ordinal)
  );
  CREATE INDEX invites_waiting ON invites (group_key, queue_no) WHERE status = 'waiting';
  CREATE INDEX invites_due ON invites (group_key, not_before) WHERE status = 'waiting';
  CREATE INDEX invites_sending ON invites (call_id) WHERE status = 'sending';
  CREATE INDEX invites_open ON invites (membership_key, status) WHERE status <> 'settled';

  CREATE TABLE event_head (position bigint NOT NULL) WITH (fillfactor = 10);
  INSERT INTO event_head VALUES (0);
  CREATE TABLE events (
    position       bigint PRIMARY KEY,             -- in the order of the commits: event_head is locked from its taking on
    group_key      bigint NOT NULL,
    sequence       bigint NOT NULL,
    membership_key bigint NOT NULL,
    at             bigint NOT NULL,
    from_state     text,
    to_state       text   NOT NULL,
    cause          text   NOT NULL,
    operation_id   text
  );
  CREATE INDEX events_by_group ON events (group_key, position);
  CREATE INDEX events_by_membership ON events (membership_key, position);
  CREATE INDEX events_by_operation ON events (operation_id, position) WHERE operation_id IS NOT NULL;
  CREATE INDEX events_by_time ON events (at);

  CREATE TABLE lanes (
    group_key     bigint  PRIMARY KEY,
    connection_id text    NOT NULL,
    waiting       integer NOT NULL,
    turn_at       bigint  NOT NULL,                -- never later than the first instant at which it could send
    paused_until  bigint  NOT NULL DEFAULT 0,
    granted_no    bigint  NOT NULL DEFAULT 0       -- the call that it was granted last: who was served longest ago is first
  ) WITH (fillfactor = 50);
  CREATE INDEX lanes_by_turn ON lanes (connection_id, turn_at, granted_no) WHERE waiting > 0;

  CREATE TABLE calls (
    id            bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope         text    NOT NULL,                -- what shares one quota
    connection_id text    NOT NULL,
    group_key     bigint,
    instance_id   text,                            -- who was granted it; null: a read
    grant_id      text,                            -- by which whoever asked finds it when the answer was lost
    blocks_until  bigint  NOT NULL,                -- counts against the quota until then; ${FAR_FUTURE_MS}: it may leave at any moment
    finished      integer NOT NULL DEFAULT 0
  );
  CREATE INDEX calls_by_scope ON calls (scope, blocks_until);
  CREATE INDEX calls_finished ON calls (blocks_until) WHERE finished = 1;
  CREATE INDEX calls_unfinished ON calls (instance_id) WHERE finished = 0;
  CREATE INDEX calls_by_grant ON calls (grant_id) WHERE finished = 0;

  CREATE TABLE connections (
    id               text   PRIMARY KEY,
    members_per_call integer,                      -- learned from the provider
    paused_until     bigint NOT NULL DEFAULT 0
  ) WITH (fillfactor = 50);

  CREATE TABLE instances (
    id          text   PRIMARY KEY,
    lease_until bigint NOT NULL                    -- afterwards its calls are taken from it
  );
  ${GRANT_FUNCTIONS}
  `,
  `
  ALTER TABLE groups
    ADD COLUMN facts_at    bigint,                     -- when the group itself was read last; null: it has to be
    ADD COLUMN follows_all integer NOT NULL DEFAULT 0; -- whether rounds follow also members of whom nothing is known

  ALTER TABLE memberships
    DROP COLUMN user_id,                               -- read through account_links, so that no link is ever missed
    ADD COLUMN sequence   bigint NOT NULL DEFAULT 0,   -- of its newest event
    ADD COLUMN expires_at bigint;                      -- of an invitation; null: nobody said
  UPDATE memberships m SET sequence = e.sequence
  FROM (SELECT membership_key, max(sequence) AS sequence FROM events GROUP BY membership_key) e WHERE e.membership_key = m.key;
  UPDATE memberships m SET expires_at = i.expires_at
  FROM (
    SELECT membership_key, max((result::json->>'expiresAtMs')::bigint) AS expires_at FROM invites
    WHERE status = 'settled' AND result LIKE '%"type":"invited"%' GROUP BY membership_key) i
  WHERE i.membership_key = m.key AND m.state = 'INVITED';
  -- The members of a state in the order of their pages.
  DROP INDEX memberships_by_state;
  CREATE INDEX memberships_by_state ON memberships (group_key, state, key);
  CREATE INDEX memberships_by_account ON memberships (account);
  CREATE INDEX memberships_expiring ON memberships (expires_at) WHERE state = 'INVITED';

  CREATE TABLE account_links (
    key           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       text   NOT NULL,
    connection_id text   NOT NULL,
    account       text   NOT NULL,
    UNIQUE (connection_id, account)
  );
  CREATE INDEX account_links_by_user ON account_links (user_id, key);

  CREATE SEQUENCE round_tokens;
  CREATE TABLE rounds (
    group_key     bigint  PRIMARY KEY,
    connection_id text    NOT NULL,
    due_at        bigint  NOT NULL,                    -- while it is taken: the end of the lease
    round         integer NOT NULL DEFAULT 0,
    misses        integer NOT NULL DEFAULT 0,
    token         bigint,                              -- of the taking that is not finished; never the same twice
    asked_at      bigint,                              -- the earliest instant for which a round was asked since it was taken
    joined_at     bigint                               -- since it was taken somebody joined: the next one if no other follows
  ) WITH (fillfactor = 50);
  CREATE INDEX rounds_due ON rounds (connection_id, due_at);
  INSERT INTO rounds (group_key, connection_id, due_at)
  SELECT g.key, g.connection_id, now_ms(NULL) FROM groups g
  WHERE EXISTS (SELECT 1 FROM memberships m WHERE m.group_key = g.key AND m.state IN ('INVITED', 'JOINED'));

  CREATE TABLE webhooks (
    key           bigint  GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    connection_id text    NOT NULL,
    id            text    NOT NULL,                    -- by which a repeated one is known
    content       text    NOT NULL,
    received_at   bigint  NOT NULL,
    due_at        bigint  NOT NULL,
    attempts      integer NOT NULL DEFAULT 0,
    done          integer NOT NULL DEFAULT 0,
    UNIQUE (connection_id, id)
  ) WITH (fillfactor = 70);
  CREATE INDEX webhooks_open ON webhooks (connection_id, key) WHERE done = 0;
  CREATE INDEX webhooks_done ON webhooks (received_at) WHERE done = 1;
  ${READ_FUNCTION}
  ${LINK_FUNCTION}
  `,
  GRANT_MANY_FUNCTION,
  `
  ${MOVE_FUNCTIONS}
  ${ACCEPT_FUNCTION}
  ${SETTLE_FUNCTION}
  ${GRANT_TOGETHER_FUNCTIONS}
  `,
  `
  -- The span under which the spans of an operation belong, as W3C traceparent; only of operations that came with one.
  CREATE TABLE operation_traces (
    operation_key bigint PRIMARY KEY,
    traceparent   text   NOT NULL
  );
  `,
];
