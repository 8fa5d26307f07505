import { FAR_FUTURE_MS } from '../../kernel/far-future.ts';
import { ALONG_INDEXES } from './moves.plpgsql.ts';

/** A lane that somebody is changing, and a call of which nobody has noted when it left, are looked at again so much later, in milliseconds. */
const LOOK_AGAIN_MS = 20;
const CHANGED_LANE_MS = 5;
/** Lanes that one grant looks at before others have their turn. */
const MAX_LANES_PER_GRANT = 200;
/** A lane whose members are all being changed by others is looked at again so much later, in milliseconds. */
const BUSY_LANE_MS = 20;

/** Several grants in one round trip and one transaction; each sees those before it. The last row says why there are no more. */
export const GRANT_MANY_FUNCTION = `
  CREATE FUNCTION grant_calls(
    p_limit integer, p_connection text, p_scope text, p_calls integer, p_members integer, p_ahead bigint, p_instance text,
    p_grant text, p_now bigint)
  RETURNS TABLE (
    now_ms bigint, not_before bigint, call_id bigint, external_id text, options text, depart_at bigint, invites text,
    more boolean)
  LANGUAGE plpgsql AS $$
  BEGIN
    FOR granted IN 1..p_limit LOOP
      SELECT g.now_ms, g.not_before, g.call_id, g.external_id, g.options, g.depart_at, g.invites, g.more
      INTO now_ms, not_before, call_id, external_id, options, depart_at, invites, more
      FROM grant_call(p_connection, p_scope, p_calls, p_members, p_ahead, p_instance, p_grant, p_now) g;
      RETURN NEXT;
      EXIT WHEN call_id IS NULL OR NOT more;
    END LOOP;
  END $$;
`;

/**
 * Whether the member of the invite `i` is under way in another call. Without OFFSET a planner that has no statistics yet may walk through
 * all who are being sent, for each who waits.
 */
const UNDER_WAY = `EXISTS (
  SELECT 1 FROM invites o WHERE o.membership_key = i.membership_key AND o.status = 'sending' AND o.status <> 'settled' OFFSET 0)`;

/**
 * A change of several groups holds several lanes, and so does a grant of several calls: a grant passes over lanes that are locked.
 * Whoever has locked one looks himself when he has committed; until then it is looked at again soon.
 */
const PASSING_GRANT_CALL = `
  -- One row: with call_id a call was granted, else nothing may leave before not_before (${FAR_FUTURE_MS}: before something happens).
  CREATE OR REPLACE FUNCTION grant_call(
    p_connection text, p_scope text, p_calls integer, p_members integer, p_ahead bigint, p_instance text, p_grant text, p_now bigint)
  RETURNS TABLE (
    now_ms bigint, not_before bigint, call_id bigint, external_id text, options text, depart_at bigint, invites text,
    more boolean)
  LANGUAGE plpgsql AS $$
  DECLARE
    v_now   bigint;
    v_conn  connections%ROWTYPE;
    v_lane  record;
    v_head  record;
    v_scope text;
    v_free  bigint;
    v_keys  bigint[];
  BEGIN
    LOOP
      SELECT * INTO v_conn FROM connections c WHERE c.id = p_connection FOR UPDATE;
      EXIT WHEN FOUND;
      INSERT INTO connections (id) VALUES (p_connection) ON CONFLICT DO NOTHING;
    END LOOP;
    v_now := now_ms(p_now);
    grant_call.now_ms := v_now;
    IF v_conn.paused_until > v_now THEN
      not_before := v_conn.paused_until;
      RETURN NEXT; RETURN;
    END IF;
    v_scope := 'c:' || p_connection;
    IF p_scope = 'CONNECTION' THEN
      v_free := quota_free_at(v_scope, p_calls, v_now, NULL);
      IF v_free > v_now + p_ahead THEN
        not_before := v_free - p_ahead;
        RETURN NEXT; RETURN;
      END IF;
    END IF;

    FOR looked IN 1..${MAX_LANES_PER_GRANT} LOOP
      SELECT l.group_key, l.paused_until, g.external_id INTO v_lane
      FROM lanes l JOIN groups g ON g.key = l.group_key
      WHERE l.connection_id = p_connection AND l.waiting > 0 AND l.turn_at <= v_now
      ORDER BY l.turn_at, l.granted_no LIMIT 1 FOR UPDATE OF l SKIP LOCKED;
      IF NOT FOUND THEN
        SELECT min(l.turn_at) INTO not_before FROM lanes l WHERE l.connection_id = p_connection AND l.waiting > 0;
        -- Somebody is changing a lane.
        not_before := greatest(not_before, v_now + ${CHANGED_LANE_MS});
        RETURN NEXT; RETURN;
      END IF;
      IF v_lane.paused_until > v_now THEN
        UPDATE lanes l SET turn_at = v_lane.paused_until WHERE l.group_key = v_lane.group_key;
        CONTINUE;
      END IF;
      IF p_scope = 'GROUP' THEN
        v_scope := 'g:' || p_connection || ':' || v_lane.group_key;
        v_free := quota_free_at(v_scope, p_calls, v_now, NULL);
        IF v_free > v_now + p_ahead THEN
          UPDATE lanes l SET turn_at = CASE WHEN v_free = ${FAR_FUTURE_MS} THEN v_free ELSE v_free - p_ahead END
          WHERE l.group_key = v_lane.group_key;
          CONTINUE;
        END IF;
      END IF;

      -- A member who is under way in another call waits for what becomes of that one.
      SELECT i.options, i.part INTO v_head FROM invites i
      WHERE i.group_key = v_lane.group_key AND i.status = 'waiting' AND i.not_before <= v_now AND NOT ${UNDER_WAY}
      ORDER BY i.queue_no LIMIT 1;
      IF NOT FOUND THEN
        UPDATE lanes l SET turn_at = coalesce((
          SELECT min(i.not_before) FROM invites i
          WHERE i.group_key = v_lane.group_key AND i.status = 'waiting' AND i.not_before > v_now), ${FAR_FUTURE_MS})
        WHERE l.group_key = v_lane.group_key;
        CONTINUE;
      END IF;

      SELECT array_agg(ready.key), json_agg(json_build_array(
        ready.key, ready.account, ready.joined_at, ready.attempts, ready.resent, ready.resigned))::text
      INTO v_keys, grant_call.invites
      FROM (
        SELECT i.key, i.account, i.joined_at, i.attempts, i.resent, i.resigned FROM invites i
        WHERE i.group_key = v_lane.group_key AND i.status = 'waiting' AND i.not_before <= v_now AND NOT ${UNDER_WAY}
          AND i.options = v_head.options AND i.part IS NOT DISTINCT FROM v_head.part
        ORDER BY i.queue_no LIMIT least(p_members, v_conn.members_per_call) FOR UPDATE OF i SKIP LOCKED) ready;
      IF v_keys IS NULL THEN
        UPDATE lanes l SET turn_at = v_now + ${BUSY_LANE_MS} WHERE l.group_key = v_lane.group_key;
        CONTINUE;
      END IF;

      INSERT INTO calls (scope, connection_id, group_key, instance_id, grant_id, blocks_until)
      VALUES (v_scope, p_connection, v_lane.group_key, p_instance, p_grant, ${FAR_FUTURE_MS}) RETURNING calls.id INTO grant_call.call_id;
      UPDATE invites i SET status = 'sending', call_id = grant_call.call_id WHERE i.key = ANY (v_keys);
      UPDATE lanes l SET waiting = l.waiting - cardinality(v_keys), turn_at = v_now, granted_no = grant_call.call_id
      WHERE l.group_key = v_lane.group_key;
      grant_call.external_id := v_lane.external_id;
      grant_call.options := v_head.options;
      grant_call.depart_at := v_free;
      grant_call.more := EXISTS (SELECT 1 FROM lanes l WHERE l.connection_id = p_connection AND l.waiting > 0);
      RETURN NEXT; RETURN;
    END LOOP;
    not_before := v_now;
    RETURN NEXT;
  END $$;
`;

/** Where the quota has room for all of them, the calls of many lanes are granted by a few statements together. */
export const GRANT_TOGETHER_FUNCTIONS = `
  ${PASSING_GRANT_CALL}

  -- Calls of as many lanes as have their turn, one each, that may leave now; to be called with the connection's row locked and p_limit no
  -- more than the quota has room for. Lanes with anything unusual about them are left to grant_call.
  CREATE FUNCTION grant_lanes(
    p_limit integer, p_connection text, p_scope text, p_calls integer, p_members integer, p_instance text, p_grant text, p_now bigint)
  RETURNS TABLE (call_id bigint, external_id text, options text, invites text) LANGUAGE plpgsql ${ALONG_INDEXES} AS $$
  DECLARE
    v_calls    bigint[];
    v_groups   bigint[];
    v_scopes   text[];
    v_ids      text[];
    v_options  text[];
    v_invites  text[];
    v_counts   integer[];
    v_keys     bigint[];
    v_key_call bigint[];
  BEGIN
    WITH turns AS MATERIALIZED (
      SELECT l.group_key FROM lanes l
      WHERE l.connection_id = p_connection AND l.waiting > 0 AND l.turn_at <= p_now AND l.paused_until <= p_now
      ORDER BY l.turn_at, l.granted_no LIMIT p_limit FOR UPDATE OF l SKIP LOCKED
    ), free AS MATERIALIZED (
      SELECT t.group_key, CASE WHEN p_scope = 'GROUP' THEN 'g:' || p_connection || ':' || t.group_key ELSE 'c:' || p_connection END AS scope
      FROM turns t
      WHERE p_scope <> 'GROUP' OR quota_free_at('g:' || p_connection || ':' || t.group_key, p_calls, p_now, NULL) <= p_now
    ), taken AS MATERIALIZED (
      SELECT f.group_key, f.scope, h.options, i.keys, i.invites FROM free f
      CROSS JOIN LATERAL (
        SELECT i.options, i.part FROM invites i
        WHERE i.group_key = f.group_key AND i.status = 'waiting' AND i.not_before <= p_now AND NOT ${UNDER_WAY}
        ORDER BY i.queue_no LIMIT 1) h
      CROSS JOIN LATERAL (
        SELECT array_agg(ready.key) AS keys, json_agg(json_build_array(
          ready.key, ready.account, ready.joined_at, ready.attempts, ready.resent, ready.resigned))::text AS invites
        FROM (
          SELECT i.key, i.account, i.joined_at, i.attempts, i.resent, i.resigned FROM invites i
          WHERE i.group_key = f.group_key AND i.status = 'waiting' AND i.not_before <= p_now AND NOT ${UNDER_WAY}
            AND i.options = h.options AND i.part IS NOT DISTINCT FROM h.part
          ORDER BY i.queue_no LIMIT p_members FOR UPDATE OF i SKIP LOCKED) ready) i
      WHERE i.keys IS NOT NULL
    ), called AS MATERIALIZED (
      SELECT nextval('calls_id_seq') AS id, t.* FROM taken t)
    SELECT array_agg(c.id), array_agg(c.group_key), array_agg(c.scope), array_agg(g.external_id), array_agg(c.options),
      array_agg(c.invites), array_agg(cardinality(c.keys))
    INTO v_calls, v_groups, v_scopes, v_ids, v_options, v_invites, v_counts
    FROM called c CROSS JOIN LATERAL (SELECT * FROM groups WHERE key = c.group_key OFFSET 0) g;
    IF v_calls IS NULL THEN
      RETURN;
    END IF;
    SELECT array_agg((m.member ->> 0)::bigint), array_agg(c.id) INTO v_keys, v_key_call
    FROM unnest(v_calls, v_invites) c (id, invites) CROSS JOIN LATERAL json_array_elements(c.invites::json) m (member);
    INSERT INTO calls (id, scope, connection_id, group_key, instance_id, grant_id, blocks_until) OVERRIDING SYSTEM VALUE
    SELECT c.id, c.scope, p_connection, c.group_key, p_instance, p_grant, ${FAR_FUTURE_MS}
    FROM unnest(v_calls, v_scopes, v_groups) c (id, scope, group_key);
    UPDATE invites i SET status = 'sending', call_id = k.call_id FROM unnest(v_keys, v_key_call) k (key, call_id) WHERE i.key = k.key;
    UPDATE lanes l SET waiting = l.waiting - c.members, turn_at = p_now, granted_no = c.id
    FROM unnest(v_calls, v_groups, v_counts) c (id, group_key, members) WHERE l.group_key = c.group_key;
    RETURN QUERY SELECT * FROM unnest(v_calls, v_ids, v_options, v_invites);
  END $$;

  CREATE OR REPLACE FUNCTION grant_calls(
    p_limit integer, p_connection text, p_scope text, p_calls integer, p_members integer, p_ahead bigint, p_instance text,
    p_grant text, p_now bigint)
  RETURNS TABLE (
    now_ms bigint, not_before bigint, call_id bigint, external_id text, options text, depart_at bigint, invites text,
    more boolean)
  LANGUAGE plpgsql ${ALONG_INDEXES} AS $$
  DECLARE
    v_conn connections%ROWTYPE;
    v_left integer := p_limit;
    v_call record;
    v_any  boolean;
  BEGIN
    grant_calls.now_ms := now_ms(p_now);
    IF NOT EXISTS (SELECT 1 FROM lanes l WHERE l.connection_id = p_connection AND l.waiting > 0) THEN
      RETURN NEXT; RETURN;
    END IF;
    SELECT * INTO v_conn FROM connections c WHERE c.id = p_connection FOR UPDATE;
    IF FOUND AND p_limit > 1 THEN
      grant_calls.now_ms := now_ms(p_now);
      LOOP
        EXIT WHEN v_conn.paused_until > grant_calls.now_ms OR (p_scope = 'CONNECTION' AND (
          p_calls < v_left OR quota_free_at('c:' || p_connection, p_calls - v_left + 1, grant_calls.now_ms, NULL) > grant_calls.now_ms));
        v_any := false;
        FOR v_call IN SELECT * FROM grant_lanes(v_left, p_connection, p_scope, p_calls,
          least(p_members, v_conn.members_per_call), p_instance, p_grant, grant_calls.now_ms)
        LOOP
          IF NOT v_any THEN
            v_any := true;
            more := EXISTS (SELECT 1 FROM lanes l WHERE l.connection_id = p_connection AND l.waiting > 0);
          END IF;
          v_left := v_left - 1;
          call_id := v_call.call_id;
          external_id := v_call.external_id;
          options := v_call.options;
          invites := v_call.invites;
          depart_at := grant_calls.now_ms;
          RETURN NEXT;
        END LOOP;
        IF v_left = 0 OR (v_any AND NOT more) THEN
          RETURN;
        END IF;
        EXIT WHEN NOT v_any;
      END LOOP;
    END IF;
    -- What is left, or why nothing is.
    LOOP
      SELECT g.now_ms, g.not_before, g.call_id, g.external_id, g.options, g.depart_at, g.invites, g.more
      INTO now_ms, not_before, call_id, external_id, options, depart_at, invites, more
      FROM grant_call(p_connection, p_scope, p_calls, p_members, p_ahead, p_instance, p_grant, p_now) g;
      -- Nobody tells this instance when a call of another one leaves, from which on it is known until when that blocks.
      IF call_id IS NULL AND not_before >= ${FAR_FUTURE_MS} AND EXISTS (
        SELECT 1 FROM calls c WHERE c.finished = 0 AND c.connection_id = p_connection AND c.blocks_until = ${FAR_FUTURE_MS}
          AND c.instance_id <> p_instance)
      THEN
        not_before := now_ms + ${LOOK_AGAIN_MS};
      END IF;
      RETURN NEXT;
      v_left := v_left - 1;
      EXIT WHEN call_id IS NULL OR NOT more OR v_left = 0;
    END LOOP;
  END $$;
`;
