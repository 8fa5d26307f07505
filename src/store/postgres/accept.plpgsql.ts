import { pathKey } from './move-paths.ts';
import { ALONG_INDEXES } from './moves.plpgsql.ts';

/**
 * Stores orders for any groups in one statement that is a transaction. The groups come sorted, so that whoever locks several does
 * it in one order; no account comes twice for one group, so that nobody moves twice. `p_paths` says what moves.
 */
export const ACCEPT_FUNCTION = `
  -- Groups; orders: the place of the group and what is stored of the order; members: the place of the order and what is stored of the
  -- member. operations has the key for each order that was stored, null for one whose idempotency key stands for an earlier one.
  CREATE FUNCTION accept_orders(
    p_paths jsonb, p_invited_round bigint, p_joined_round bigint, p_held_for bigint, p_now bigint,
    p_connections text[], p_externals text[],
    p_group_nos integer[], p_ids text[], p_callers text[], p_idempotency text[], p_hashes text[], p_options text[], p_inviters text[],
    p_total integer[], p_queued integer[], p_invited integer[], p_joined integer[], p_already integer[], p_failed integer[],
    p_cancelled integer[],
    p_order_nos integer[], p_ordinals integer[], p_accounts text[], p_kept boolean[], p_joined_at bigint[], p_results text[],
    p_settled_as text[], p_open_for bigint[],
    OUT now_ms bigint, OUT operations json, OUT events json)
  LANGUAGE plpgsql ${ALONG_INDEXES} AS $$
  DECLARE
    v_arrived    bigint := now_ms(p_now);
    v_claimed    text[] := '{}';
    v_locked     record;
    v_keys       bigint[];
    v_groups     bigint[];
    v_group_nos  integer[];
    v_member_ops text[];
    v_members    bigint[];
    v_paths      jsonb[];
    v_states     text[];
    v_inviters   text[];
    v_sequences  bigint[];
    v_queue_nos  bigint[];
  BEGIN
    -- Sorted, so that two batches that claim the same keys wait for each other in one direction only.
    IF cardinality(array_remove(p_idempotency, NULL)) > 0 THEN
      WITH claimed AS (
        INSERT INTO idempotency_keys AS k (caller, key, operation_id, input_hash, created_at)
        SELECT c.caller, c.key, c.operation_id, c.input_hash, v_arrived
        FROM unnest(p_callers, p_idempotency, p_ids, p_hashes) c (caller, key, operation_id, input_hash)
        WHERE c.key IS NOT NULL ORDER BY c.caller, c.key
        ON CONFLICT (caller, key) DO UPDATE SET
          operation_id = excluded.operation_id, input_hash = excluded.input_hash, created_at = excluded.created_at
        WHERE k.created_at <= excluded.created_at - p_held_for
        RETURNING operation_id)
      SELECT coalesce(array_agg(operation_id), '{}') INTO v_claimed FROM claimed;
    END IF;
    v_locked := lock_groups(p_connections, p_externals);
    -- The time is read after the locks were waited for.
    accept_orders.now_ms := now_ms(p_now);

    SELECT array_agg(CASE WHEN o.key IS NULL OR o.id = ANY (v_claimed) THEN nextval('operations_key_seq') END) INTO v_keys
    FROM unnest(p_ids, p_idempotency) o (id, key);
    INSERT INTO operations (
      key, id, group_key, created_at, completed_at, total, queued, invited, joined, already_joined, failed, cancelled)
    OVERRIDING SYSTEM VALUE
    SELECT o.key, o.id, v_locked.keys[o.group_no], accept_orders.now_ms, CASE WHEN o.queued = 0 THEN accept_orders.now_ms END,
      o.total, o.queued, o.invited, o.joined, o.already_joined, o.failed, o.cancelled
    FROM unnest(v_keys, p_ids, p_group_nos, p_total, p_queued, p_invited, p_joined, p_already, p_failed, p_cancelled)
      o (key, id, group_no, total, queued, invited, joined, already_joined, failed, cancelled)
    WHERE o.key IS NOT NULL;

    -- From here on one element for each member, also of orders that are not stored.
    SELECT array_agg(n.group_no), array_agg(v_locked.keys[n.group_no]), array_agg(p_ids[n.order_no]), array_agg(n.membership_key),
      array_agg(n.path), array_agg(n.path -> -1 ->> 1), array_agg(CASE WHEN n.path -> 0 ->> 1 = 'QUEUED' THEN p_inviters[n.order_no] END),
      array_agg(n.sequence), array_agg(n.queue_no)
    INTO v_group_nos, v_groups, v_member_ops, v_members, v_paths, v_states, v_inviters, v_sequences, v_queue_nos
    FROM (
      SELECT f.group_no, f.order_no, f.membership_key, f.path,
        v_locked.sequences[f.group_no] + sum(coalesce(jsonb_array_length(f.path), 0)) OVER same_group AS sequence,
        CASE WHEN f.waits THEN v_locked.queue_nos[f.group_no] - 1 + count(*) FILTER (WHERE f.waits) OVER same_group END AS queue_no
      FROM (
        SELECT i.place, i.order_no, p_group_nos[i.order_no] AS group_no, i.settled_as IS NULL AND v_keys[i.order_no] IS NOT NULL AS waits,
          coalesce(m.key, CASE WHEN i.kept AND v_keys[i.order_no] IS NOT NULL THEN nextval('memberships_key_seq') END) AS membership_key,
          CASE WHEN i.kept AND v_keys[i.order_no] IS NOT NULL THEN
            p_paths -> (${pathKey('m.state', 'i.settled_as', `i.settled_as IS NOT NULL AND EXISTS (SELECT 1 FROM invites w WHERE w.membership_key = m.key AND w.status <> 'settled')`)})
          END AS path
        FROM unnest(p_order_nos, p_accounts, p_kept, p_settled_as) WITH ORDINALITY i (order_no, account, kept, settled_as, place)
        LEFT JOIN LATERAL (
          SELECT key, state FROM memberships
          WHERE group_key = v_locked.keys[p_group_nos[i.order_no]] AND account = i.account OFFSET 0) m ON i.kept
      ) f WINDOW same_group AS (PARTITION BY f.group_no ORDER BY f.place) ORDER BY f.place) n;

    INSERT INTO memberships AS m (key, group_key, account, state, changed_at, invited_by, sequence) OVERRIDING SYSTEM VALUE
    SELECT w.membership_key, w.group_key, w.account, w.state, accept_orders.now_ms, w.invited_by, w.sequence
    FROM unnest(v_members, v_groups, p_accounts, v_states, v_inviters, v_sequences)
      w (membership_key, group_key, account, state, invited_by, sequence)
    WHERE w.state IS NOT NULL
    ON CONFLICT (group_key, account) DO UPDATE SET
      state = excluded.state, changed_at = excluded.changed_at, invited_by = coalesce(excluded.invited_by, m.invited_by),
      sequence = excluded.sequence, expires_at = NULL;
    IF 'invited' = ANY (p_settled_as) THEN
      UPDATE memberships m SET expires_at = greatest(m.expires_at, v_arrived + w.open_for)
      FROM unnest(v_members, p_open_for, p_order_nos) w (membership_key, open_for, order_no)
      WHERE m.key = w.membership_key AND m.state = 'INVITED' AND w.open_for IS NOT NULL AND v_keys[w.order_no] IS NOT NULL;
    END IF;
    INSERT INTO invites (group_key, operation_key, ordinal, membership_key, account, joined_at, options, status, queue_no, result)
    SELECT w.group_key, v_keys[w.order_no], w.ordinal, w.membership_key, w.account, w.joined_at, p_options[w.order_no],
      CASE WHEN w.queue_no IS NULL THEN 'settled' ELSE 'waiting' END, coalesce(w.queue_no, 0), w.result
    FROM unnest(v_groups, p_order_nos, p_ordinals, v_members, p_accounts, p_joined_at, v_queue_nos, p_results)
      w (group_key, order_no, ordinal, membership_key, account, joined_at, queue_no, result)
    WHERE v_keys[w.order_no] IS NOT NULL;

    UPDATE groups g SET sequence = c.sequence, next_queue_no = g.next_queue_no + c.waiting
    FROM (
      SELECT w.group_key, max(w.sequence) AS sequence, count(w.queue_no) AS waiting
      FROM unnest(v_groups, v_sequences, v_queue_nos) w (group_key, sequence, queue_no) GROUP BY w.group_key) c
    WHERE g.key = c.group_key;
    INSERT INTO lanes AS l (group_key, connection_id, waiting, turn_at)
    SELECT v_locked.keys[c.group_no], p_connections[c.group_no], c.waiting, accept_orders.now_ms
    FROM (
      SELECT w.group_no, count(*) AS waiting FROM unnest(v_group_nos, v_queue_nos) w (group_no, queue_no)
      WHERE w.queue_no IS NOT NULL GROUP BY w.group_no) c ORDER BY c.group_no
    ON CONFLICT (group_key) DO UPDATE SET
      turn_at = CASE WHEN l.waiting > 0 THEN least(l.turn_at, excluded.turn_at) ELSE excluded.turn_at END,
      waiting = l.waiting + excluded.waiting;
    accept_orders.operations := to_json(v_keys);
    accept_orders.events := record_moves(
      v_groups, v_members, v_member_ops, v_paths, v_states, v_sequences, accept_orders.now_ms, p_invited_round, p_joined_round);
  END $$;
`;
