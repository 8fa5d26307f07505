/** Calls whose windows are over that one read clears away; more than it enters itself. */
const CALLS_CLEARED = 4;

/**
 * The budget of reads, in the time of the database. A read that may wait counts twice: among all reads, and among those of its
 * kind. Reads of one connection follow one another by an advisory lock and wait for nothing while they hold it.
 */
export const READ_FUNCTION = `
  DROP FUNCTION grant_read(text, integer, bigint, bigint);

  -- free_at is null when the read was granted. p_spare is null for a read that somebody waits for.
  CREATE FUNCTION grant_read(p_connection text, p_reads integer, p_spare integer, p_blocks_for bigint, p_now bigint)
  RETURNS TABLE (now_ms bigint, free_at bigint) LANGUAGE plpgsql AS $$
  DECLARE
    v_all   text := 'r:' || p_connection;
    v_spare text := 's:' || p_connection;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || ' reads ' || p_connection, 0));
    grant_read.now_ms := now_ms(p_now);
    grant_read.free_at := quota_free_at(v_all, p_reads, grant_read.now_ms, NULL);
    IF p_spare IS NOT NULL THEN
      grant_read.free_at := greatest(grant_read.free_at, quota_free_at(v_spare, p_spare, grant_read.now_ms, NULL));
    END IF;
    IF grant_read.free_at <= grant_read.now_ms THEN
      INSERT INTO calls (scope, connection_id, blocks_until, finished)
      SELECT s.scope, p_connection, grant_read.now_ms + p_blocks_for, 1
      FROM unnest(CASE WHEN p_spare IS NULL THEN ARRAY[v_all] ELSE ARRAY[v_all, v_spare] END) s (scope);
      -- Settlements clear calls too, but where nobody is invited there are none.
      DELETE FROM calls c WHERE c.id IN (
        SELECT o.id FROM calls o WHERE o.finished = 1 AND o.blocks_until <= grant_read.now_ms
        ORDER BY o.blocks_until LIMIT ${CALLS_CLEARED} FOR UPDATE SKIP LOCKED);
      grant_read.free_at := NULL;
    END IF;
    RETURN NEXT;
  END $$;
`;
