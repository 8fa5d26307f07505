import { OPERATION_COLUMNS } from '../rows.ts';
import { pathKey } from './move-paths.ts';
import { ALONG_INDEXES } from './moves.plpgsql.ts';

/** Rows of finished calls that one settlement clears away; more than its calls leave behind. */
const CALLS_CLEARED = 64;

/**
 * Takes every member out of calls of any groups: settled, cancelled as was asked for meanwhile, or back into the lane. One statement
 * that is a transaction. The groups come sorted; `p_paths` says what moves.
 */
export const SETTLE_FUNCTION = `
  -- Groups; calls: the place of the group, until when it blocks (null: it never left) and what it taught; verdicts: the place of the call
  -- and what becomes of the invite, in the order of the lane. Distances of time (_for) count from the arrival of the statement.
  CREATE FUNCTION settle_calls(
    p_paths jsonb, p_invited_round bigint, p_joined_round bigint, p_cancelled text, p_now bigint,
    p_connections text[], p_externals text[],
    p_group_nos integer[], p_calls bigint[], p_taken boolean[], p_blocks_for bigint[], p_pause_for bigint[], p_learned integer[],
    p_types text[], p_names text[], p_avatars text[], p_counts integer[],
    p_call_nos integer[], p_invites bigint[], p_settled_as text[], p_counted_as text[], p_results text[], p_open_for bigint[],
    p_profiles text[], p_wait_for bigint[], p_attempts integer[], p_resent integer[], p_resigned integer[], p_halves integer[],
    OUT now_ms bigint, OUT operations json, OUT events json)
  LANGUAGE plpgsql ${ALONG_INDEXES} AS $$
  DECLARE
    v_arrived   bigint := now_ms(p_now);
    v_locked    record;
    v_scopes    text[];
    v_verdicts  integer[];
    v_group_nos integer[];
    v_groups    bigint[];
    v_invites   bigint[];
    v_members   bigint[];
    v_states    text[];
    v_settled   text[];
    v_more      boolean[];
    v_earlier   integer[];
    v_last      boolean[];
    v_op_keys   bigint[];
    v_op_ids    text[];
    v_paths     jsonb[];
    v_sequences bigint[];
    v_open_for  bigint[];
    v_repeats   boolean;
  BEGIN
    v_locked := lock_groups(p_connections, p_externals);
    settle_calls.now_ms := now_ms(p_now);

    -- From here on one element for each invite under way. earlier is the place of the element before it with the same member.
    SELECT array_agg(s.verdict_no), array_agg(s.group_no), array_agg(v_locked.keys[s.group_no]), array_agg(s.key),
      array_agg(s.membership_key), array_agg(s.state), array_agg(s.settled_as), array_agg(s.more), array_agg(s.earlier),
      array_agg(s.is_last), array_agg(s.operation_key), array_agg(s.operation_id), array_agg(p_open_for[s.verdict_no]),
      array_agg(CASE WHEN s.settled_as IS NOT NULL THEN p_paths -> (${pathKey('s.state', 's.settled_as', 's.more')}) END),
      bool_or(s.earlier IS NOT NULL)
    INTO v_verdicts, v_group_nos, v_groups, v_invites, v_members, v_states, v_settled, v_more, v_earlier, v_last, v_op_keys, v_op_ids,
      v_open_for, v_paths, v_repeats
    FROM (
      SELECT f.*, lag(f.place) OVER same_member AS earlier, lead(f.place) OVER same_member IS NULL AS is_last,
        f.open_invites > count(f.settled_as) OVER same_member AS more
      FROM (
        SELECT row_number() OVER (ORDER BY v.verdict_no)::integer AS place, v.verdict_no::integer AS verdict_no,
          p_group_nos[v.call_no] AS group_no, i.key, i.operation_key, o.id AS operation_id, m.key AS membership_key, m.state,
          CASE WHEN v.settled_as IS NULL AND i.cancel_requested = 1 THEN 'cancelled' ELSE v.settled_as END AS settled_as, (
            SELECT count(*) FROM invites w WHERE w.membership_key = m.key AND w.status <> 'settled') AS open_invites
        FROM unnest(p_call_nos, p_invites, p_settled_as) WITH ORDINALITY v (call_no, invite_key, settled_as, verdict_no)
        -- By its key alone, or a planner without statistics walks through all invites of the call for each of them.
        CROSS JOIN LATERAL (SELECT * FROM invites WHERE key = v.invite_key OFFSET 0) i
        CROSS JOIN LATERAL (SELECT id FROM operations WHERE key = i.operation_key OFFSET 0) o
        CROSS JOIN LATERAL (SELECT key, state FROM memberships WHERE key = i.membership_key OFFSET 0) m
        WHERE i.call_id = p_calls[v.call_no] AND i.status = 'sending'
      ) f WINDOW same_member AS (PARTITION BY f.membership_key ORDER BY f.place) ORDER BY f.place) s;
    IF (SELECT count(*) FROM invites i WHERE i.call_id = ANY (p_calls) AND i.status = 'sending' AND i.membership_key IS NOT NULL)
      <> coalesce(cardinality(v_invites), 0)
    THEN
      RAISE EXCEPTION 'a call was settled without a verdict on each of its invites';
    END IF;

    IF v_repeats THEN
      -- Two operations may have the same member in one call: what the first one moved is where the second one begins.
      FOR place IN 1..cardinality(v_invites) LOOP
        IF v_earlier[place] IS NOT NULL THEN
          v_states[place] := coalesce(v_paths[v_earlier[place]] -> -1 ->> 1, v_states[v_earlier[place]]);
          v_paths[place] := CASE WHEN v_settled[place] IS NOT NULL THEN
            p_paths -> (${pathKey('v_states[place]', 'v_settled[place]', 'v_more[place]')}) END;
          v_open_for[place] := greatest(v_open_for[place], v_open_for[v_earlier[place]]);
        END IF;
      END LOOP;
    END IF;
    SELECT array_agg(n.path -> -1 ->> 1), array_agg(n.sequence) INTO v_states, v_sequences
    FROM (
      SELECT f.path, v_locked.sequences[f.group_no] + sum(coalesce(jsonb_array_length(f.path), 0)) OVER (
        PARTITION BY f.group_no ORDER BY f.place) AS sequence
      FROM unnest(v_paths, v_group_nos) WITH ORDINALITY f (path, group_no, place) ORDER BY f.place) n;
    IF v_repeats THEN
      FOR place IN 1..cardinality(v_invites) LOOP
        IF v_earlier[place] IS NOT NULL AND v_states[place] IS NULL THEN
          v_sequences[place] := v_sequences[v_earlier[place]];
        END IF;
      END LOOP;
    END IF;
    SELECT array_agg(c.scope) INTO v_scopes FROM unnest(p_calls) WITH ORDINALITY w (id, place) LEFT JOIN LATERAL (
      SELECT scope FROM calls WHERE id = w.id OFFSET 0) c ON true;

    IF v_invites IS NOT NULL THEN
      -- An invitation that was sent once more is open until the later instant. Who moved in an earlier element has his state in it.
      UPDATE memberships m SET
        state = coalesce(w.state, m.state), changed_at = CASE WHEN w.state IS NULL THEN m.changed_at ELSE settle_calls.now_ms END,
        profile = coalesce(w.profile, m.profile), sequence = CASE WHEN w.state IS NULL THEN m.sequence ELSE w.sequence END,
        expires_at = CASE WHEN coalesce(w.state, m.state) = 'INVITED' THEN
          CASE WHEN m.state = 'INVITED' THEN greatest(m.expires_at, w.open_until) ELSE w.open_until END END
      FROM (
        SELECT u.membership_key, coalesce(u.state, CASE WHEN u.earlier IS NOT NULL THEN (
            SELECT e.state FROM unnest(v_members, v_states) WITH ORDINALITY e (membership_key, state, place)
            WHERE e.membership_key = u.membership_key AND e.state IS NOT NULL ORDER BY e.place DESC LIMIT 1) END) AS state,
          u.sequence, CASE WHEN u.settled_as IS NOT NULL THEN p_profiles[u.verdict_no] END AS profile,
          v_arrived + u.open_for AS open_until
        FROM unnest(v_members, v_states, v_settled, v_sequences, v_verdicts, v_open_for, v_earlier, v_last)
          u (membership_key, state, settled_as, sequence, verdict_no, open_for, earlier, is_last)
        WHERE u.is_last) w
      WHERE m.key = w.membership_key AND (w.state IS NOT NULL OR w.profile IS NOT NULL OR w.open_until IS NOT NULL);
      UPDATE invites i SET status = 'settled', result = coalesce(p_results[s.verdict_no], p_cancelled), call_id = NULL
      FROM unnest(v_invites, v_settled, v_verdicts) s (key, settled_as, verdict_no)
      WHERE i.key = s.key AND s.settled_as IS NOT NULL;
      IF array_position(v_settled, NULL) IS NOT NULL THEN
        UPDATE invites i SET status = 'waiting', call_id = NULL, not_before = v_arrived + p_wait_for[w.verdict_no],
          attempts = p_attempts[w.verdict_no], resent = p_resent[w.verdict_no], resigned = p_resigned[w.verdict_no],
          part = CASE WHEN p_halves[w.verdict_no] IS NULL THEN i.part ELSE i.call_id * 2 + p_halves[w.verdict_no] END
        FROM unnest(v_invites, v_settled, v_verdicts) w (key, settled_as, verdict_no)
        WHERE i.key = w.key AND w.settled_as IS NULL;
      END IF;
      WITH counted AS (
        SELECT s.operation_key, count(*) AS settled, count(*) FILTER (WHERE s.counted_as = 'invited') AS invited,
          count(*) FILTER (WHERE s.counted_as = 'joined') AS joined, count(*) FILTER (WHERE s.counted_as = 'alreadyJoined') AS already_joined,
          count(*) FILTER (WHERE s.counted_as = 'failed') AS failed, count(*) FILTER (WHERE s.counted_as = 'cancelled') AS cancelled
        FROM (
          SELECT w.operation_key, coalesce(p_counted_as[w.verdict_no], 'cancelled') AS counted_as
          FROM unnest(v_op_keys, v_settled, v_verdicts) w (operation_key, settled_as, verdict_no) WHERE w.settled_as IS NOT NULL) s
        GROUP BY s.operation_key
      ), changed AS (
        UPDATE operations o SET queued = o.queued - c.settled, invited = o.invited + c.invited, joined = o.joined + c.joined,
          already_joined = o.already_joined + c.already_joined, failed = o.failed + c.failed, cancelled = o.cancelled + c.cancelled,
          completed_at = CASE WHEN o.queued > c.settled THEN NULL ELSE coalesce(o.completed_at, settle_calls.now_ms) END
        FROM counted c WHERE o.key = c.operation_key RETURNING o.*)
      SELECT json_agg(row_to_json(r)) INTO settle_calls.operations FROM (
        SELECT ${OPERATION_COLUMNS} FROM changed o
        CROSS JOIN LATERAL (SELECT * FROM groups WHERE key = o.group_key OFFSET 0) g) r;
    END IF;

    -- A call that was taken from its instance was finished by whoever took it; then the later instant counts.
    DELETE FROM calls c USING unnest(p_calls, p_blocks_for) w (id, blocks_for) WHERE c.id = w.id AND w.blocks_for IS NULL;
    UPDATE calls c SET finished = 1, blocks_until = CASE WHEN c.finished = 1 THEN greatest(c.blocks_until, v_arrived + w.blocks_for)
      ELSE v_arrived + w.blocks_for END
    FROM unnest(p_calls, p_blocks_for, p_taken) w (id, blocks_for, taken)
    WHERE c.id = w.id AND w.blocks_for IS NOT NULL AND NOT (w.taken AND c.finished = 1);
    DELETE FROM calls WHERE id IN (
      SELECT id FROM calls WHERE finished = 1 AND blocks_until <= settle_calls.now_ms LIMIT ${CALLS_CLEARED} FOR UPDATE SKIP LOCKED);
    INSERT INTO connections AS c (id, paused_until, members_per_call)
    SELECT p_connections[w.group_no], max(CASE WHEN w.scope LIKE 'g:%' THEN 0 ELSE coalesce(v_arrived + w.pause_for, 0) END), min(w.learned)
    FROM unnest(p_group_nos, v_scopes, p_pause_for, p_learned) w (group_no, scope, pause_for, learned)
    WHERE w.learned IS NOT NULL OR (w.pause_for IS NOT NULL AND w.scope NOT LIKE 'g:%')
    GROUP BY p_connections[w.group_no] ORDER BY p_connections[w.group_no]
    ON CONFLICT (id) DO UPDATE SET
      paused_until = greatest(c.paused_until, excluded.paused_until),
      members_per_call = least(c.members_per_call, excluded.members_per_call);
    -- Whatever these calls made others wait for is over: their lanes are looked at again at once.
    UPDATE lanes l SET waiting = l.waiting + c.waiting, turn_at = least(l.turn_at, settle_calls.now_ms),
      paused_until = greatest(l.paused_until, c.paused_until)
    FROM (
      SELECT v_locked.keys[w.group_no] AS group_key, max(w.paused_until) AS paused_until, (
        SELECT count(*) FROM unnest(v_group_nos, v_settled) b (group_no, settled_as)
        WHERE b.group_no = w.group_no AND b.settled_as IS NULL) AS waiting
      FROM (
        SELECT a.group_no, CASE WHEN a.scope LIKE 'g:%' THEN v_arrived + a.pause_for END AS paused_until
        FROM unnest(p_group_nos, v_scopes, p_pause_for) a (group_no, scope, pause_for)) w
      GROUP BY w.group_no) c
    WHERE l.group_key = c.group_key;
    FOR place IN 1..cardinality(p_calls) LOOP
      CONTINUE WHEN coalesce(p_types[place], p_names[place], p_avatars[place], p_counts[place]::text) IS NULL;
      UPDATE groups SET type = coalesce(p_types[place], type), name = coalesce(p_names[place], name),
        avatar_url = coalesce(p_avatars[place], avatar_url), member_count = coalesce(p_counts[place], member_count)
      WHERE key = v_locked.keys[p_group_nos[place]];
    END LOOP;
    settle_calls.operations := coalesce(settle_calls.operations, '[]');
    settle_calls.events := '[]';
    IF v_invites IS NOT NULL THEN
      UPDATE groups g SET sequence = c.sequence
      FROM (
        SELECT w.group_key, max(w.sequence) AS sequence FROM unnest(v_groups, v_sequences, v_states) w (group_key, sequence, state)
        WHERE w.state IS NOT NULL GROUP BY w.group_key) c
      WHERE g.key = c.group_key;
      settle_calls.events := record_moves(
        v_groups, v_members, v_op_ids, v_paths, v_states, v_sequences, settle_calls.now_ms, p_invited_round, p_joined_round);
    END IF;
  END $$;
`;
