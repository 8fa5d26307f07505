/**
 * How the functions here are planned: once, and along indexes. Every list that they take is short beside the tables, whatever the
 * planner believes of tables that grow fast and have no statistics yet.
 */
export const ALONG_INDEXES = `
  SET plan_cache_mode = force_generic_plan SET enable_hashjoin = off SET enable_mergejoin = off`;

/** Events of moves, and the rounds that follow from them: what every change of memberships ends with. */
export const MOVE_FUNCTIONS = `
  -- Locks the rows of groups in the order in which they are given, made when absent, until the end of the transaction.
  CREATE FUNCTION lock_groups(
    p_connections text[], p_externals text[], OUT keys bigint[], OUT sequences bigint[], OUT queue_nos bigint[])
  LANGUAGE plpgsql AS $$
  DECLARE
    v_group record;
  BEGIN
    FOR place IN 1..cardinality(p_externals) LOOP
      LOOP
        SELECT g.key, g.sequence, g.next_queue_no INTO v_group FROM groups g
        WHERE g.connection_id = p_connections[place] AND g.external_id = p_externals[place] FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO groups (connection_id, external_id) VALUES (p_connections[place], p_externals[place])
        ON CONFLICT DO NOTHING;
      END LOOP;
      keys[place] := v_group.key;
      sequences[place] := v_group.sequence;
      queue_nos[place] := v_group.next_queue_no;
    END LOOP;
  END $$;

  -- One element for each row that may have moved: its group, membership and operation, its path (null: it did not move), the state after
  -- it, and the sequence of its last event. Returns the events in their order. From the update of event_head on nobody else gets
  -- positions until this transaction has ended, so this comes last.
  CREATE FUNCTION record_moves(
    p_groups bigint[], p_members bigint[], p_operations text[], p_paths jsonb[], p_states text[], p_sequences bigint[],
    p_now bigint, p_invited_round bigint, p_joined_round bigint)
  RETURNS json LANGUAGE plpgsql ${ALONG_INDEXES} AS $$
  DECLARE
    v_count  bigint;
    v_events json;
  BEGIN
    -- While a round is under way the lease stays as it is, and what was asked for meanwhile is found when the round ends.
    IF 'INVITED' = ANY (p_states) THEN
      INSERT INTO rounds AS r (group_key, connection_id, due_at)
      SELECT g.key, g.connection_id, p_now + p_invited_round
      FROM (SELECT DISTINCT m.group_key FROM unnest(p_groups, p_states) m (group_key, state) WHERE m.state = 'INVITED') i
      CROSS JOIN LATERAL (SELECT * FROM groups WHERE key = i.group_key OFFSET 0) g ORDER BY g.key
      ON CONFLICT (group_key) DO UPDATE SET round = 0, misses = 0,
        due_at = CASE WHEN r.token IS NULL THEN least(r.due_at, excluded.due_at) ELSE r.due_at END,
        asked_at = CASE WHEN r.token IS NOT NULL THEN least(r.asked_at, excluded.due_at) END;
    END IF;
    IF 'JOINED' = ANY (p_states) THEN
      INSERT INTO rounds AS r (group_key, connection_id, due_at)
      SELECT g.key, g.connection_id, p_now + p_joined_round
      FROM (
        SELECT m.group_key FROM unnest(p_groups, p_states) m (group_key, state) WHERE m.state IN ('JOINED', 'INVITED')
        GROUP BY m.group_key HAVING bool_and(m.state = 'JOINED')) j
      CROSS JOIN LATERAL (SELECT * FROM groups WHERE key = j.group_key OFFSET 0) g ORDER BY g.key
      ON CONFLICT (group_key) DO UPDATE SET joined_at = least(r.joined_at, excluded.due_at) WHERE r.token IS NOT NULL;
    END IF;

    SELECT sum(jsonb_array_length(p.path)) INTO v_count FROM unnest(p_paths) p (path);
    IF v_count IS NULL THEN
      RETURN '[]';
    END IF;
    WITH moves AS MATERIALIZED (
      SELECT r.group_key, r.membership_key, r.operation_id, r.sequence - jsonb_array_length(r.path) + s.no AS sequence,
        s.step ->> 0 AS from_state, s.step ->> 1 AS to_state, s.step ->> 2 AS cause,
        row_number() OVER (ORDER BY r.place, s.no) AS place
      FROM unnest(p_groups, p_members, p_operations, p_paths, p_sequences) WITH ORDINALITY
        r (group_key, membership_key, operation_id, path, sequence, place)
      CROSS JOIN LATERAL jsonb_array_elements(r.path) WITH ORDINALITY s (step, no)
    ), head AS (
      UPDATE event_head SET position = position + v_count RETURNING position - v_count AS position
    ), written AS (
      INSERT INTO events (position, group_key, sequence, membership_key, at, from_state, to_state, cause, operation_id)
      SELECT h.position + e.place, e.group_key, e.sequence, e.membership_key, p_now, e.from_state, e.to_state, e.cause, e.operation_id
      FROM head h, moves e ORDER BY e.place)
    SELECT json_agg(json_build_array(
      h.position + e.place, e.sequence, e.from_state, e.to_state, e.cause, e.operation_id, m.key, g.connection_id, g.external_id,
      m.account, m.invited_by, m.profile, (
        SELECT l.user_id FROM account_links l WHERE l.connection_id = g.connection_id AND l.account = m.account)) ORDER BY e.place)
    INTO v_events
    FROM head h, moves e
    CROSS JOIN LATERAL (SELECT * FROM memberships WHERE key = e.membership_key OFFSET 0) m
    CROSS JOIN LATERAL (SELECT * FROM groups WHERE key = e.group_key OFFSET 0) g;
    RETURN v_events;
  END $$;
`;
