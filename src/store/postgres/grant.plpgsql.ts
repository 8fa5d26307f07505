import { FAR_FUTURE_MS } from '../../kernel/far-future.ts';

/** Lanes that one grant looks at before others have their turn. */
const MAX_LANES_PER_GRANT = 200;
/** A lane whose members are all being changed by others is looked at again so much later, in milliseconds. */
const LOOK_AGAIN_MS = 20;

/**
 * Who may send, and which members leave with it: one round trip, in the time of the database.
 *
 * Locks are taken in this order everywhere, so that nobody waits in a circle: idempotency keys, the rows of groups (of several in one
 * order, see `sorted-groups.ts`), their memberships, invites and operations, calls, rows of connections, of lanes, of webhooks, of
 * rounds, `event_head`. A grant takes the connection's row and then lanes and invites that nobody has locked; the replaced functions
 * are in `grant-many.plpgsql.ts`. Whoever changes what a lane may send has its row locked until he has committed, and looks himself
 * afterwards what may leave.
 *
 * Whoever takes rounds or webhooks passes over rows that are locked, and holds no other lock. A round is finished, and webhooks are
 * put off or done, in statements of their own; webhooks in the order of their keys. The advisory locks of reads, links and sweeps
 * are each taken first in a transaction, and what follows them waits at most for one that goes by the order above.
 *
 * `grant_read` was replaced by the one in `read.plpgsql.ts`.
 */
export const GRANT_FUNCTIONS = `
  -- The time of the database, unless the caller says what time it is.
  CREATE FUNCTION now_ms(p_now bigint) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(p_now, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)
  $$;

  -- Locks the row of a group, made when absent, until the end of the transaction.
  CREATE FUNCTION lock_group(p_connection text, p_external text, p_now bigint)
  RETURNS TABLE (key bigint, sequence bigint, next_queue_no bigint, now_ms bigint) LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  BEGIN
    LOOP
      SELECT g.key, g.sequence, g.next_queue_no INTO lock_group.key, lock_group.sequence, lock_group.next_queue_no
      FROM groups g WHERE g.connection_id = p_connection AND g.external_id = p_external FOR UPDATE;
      EXIT WHEN FOUND;
      INSERT INTO groups (connection_id, external_id) VALUES (p_connection, p_external) ON CONFLICT DO NOTHING;
    END LOOP;
    lock_group.now_ms := now_ms(p_now);
    RETURN NEXT;
  END $$;

  -- The instant at which fewer than p_calls calls of the scope block it. For a call that was granted already, calls that were
  -- granted after it and have not left do not count: they counted this one when they were granted.
  CREATE FUNCTION quota_free_at(p_scope text, p_calls integer, p_now bigint, p_for_call bigint) RETURNS bigint
  LANGUAGE sql STABLE AS $$
    SELECT coalesce((
      SELECT c.blocks_until FROM calls c
      WHERE c.scope = p_scope AND c.blocks_until > p_now
        AND (p_for_call IS NULL OR c.id < p_for_call OR (c.id > p_for_call AND c.blocks_until < ${FAR_FUTURE_MS}))
      ORDER BY c.blocks_until DESC LIMIT 1 OFFSET p_calls - 1), p_now)
  $$;

  CREATE FUNCTION departure_of(p_call bigint, p_calls integer, p_now bigint)
  RETURNS TABLE (now_ms bigint, free_at bigint) LANGUAGE plpgsql AS $$
  BEGIN
    departure_of.now_ms := now_ms(p_now);
    SELECT quota_free_at(c.scope, p_calls, departure_of.now_ms, c.id) INTO departure_of.free_at FROM calls c WHERE c.id = p_call;
    RETURN NEXT;
  END $$;

  -- free_at is null when the read was granted.
  CREATE FUNCTION grant_read(p_connection text, p_reads integer, p_blocks_for bigint, p_now bigint)
  RETURNS TABLE (now_ms bigint, free_at bigint) LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || ' reads ' || p_connection, 0));
    grant_read.now_ms := now_ms(p_now);
    grant_read.free_at := quota_free_at('r:' || p_connection, p_reads, grant_read.now_ms, NULL);
    IF grant_read.free_at <= grant_read.now_ms THEN
      INSERT INTO calls (scope, connection_id, blocks_until, finished)
      VALUES ('r:' || p_connection, p_connection, grant_read.now_ms + p_blocks_for, 1);
      grant_read.free_at := NULL;
    END IF;
    RETURN NEXT;
  END $$;

  -- One row: with call_id a call was granted, else nothing may leave before not_before (${FAR_FUTURE_MS}: before something happens).
  CREATE FUNCTION grant_call(
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
      ORDER BY l.turn_at, l.granted_no LIMIT 1 FOR UPDATE OF l;
      IF NOT FOUND THEN
        SELECT min(l.turn_at) INTO not_before FROM lanes l WHERE l.connection_id = p_connection AND l.waiting > 0;
        -- The lane was changed while its lock was waited for: another one may be next.
        CONTINUE WHEN not_before <= v_now;
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
      WHERE i.group_key = v_lane.group_key AND i.status = 'waiting' AND i.not_before <= v_now AND NOT EXISTS (
        SELECT 1 FROM invites o WHERE o.membership_key = i.membership_key AND o.status = 'sending')
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
        WHERE i.group_key = v_lane.group_key AND i.status = 'waiting' AND i.not_before <= v_now AND NOT EXISTS (
          SELECT 1 FROM invites o WHERE o.membership_key = i.membership_key AND o.status = 'sending')
          AND i.options = v_head.options AND i.part IS NOT DISTINCT FROM v_head.part
        ORDER BY i.queue_no LIMIT least(p_members, v_conn.members_per_call) FOR UPDATE OF i SKIP LOCKED) ready;
      IF v_keys IS NULL THEN
        UPDATE lanes l SET turn_at = v_now + ${LOOK_AGAIN_MS} WHERE l.group_key = v_lane.group_key;
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
