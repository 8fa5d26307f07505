/**
 * Links an account to a user. Links of one user follow one another, so that two at once cannot exceed his limit; of two users who
 * want the same account the unique index lets one have it.
 */
export const LINK_FUNCTION = `
  CREATE FUNCTION link_account(p_user text, p_connection text, p_account text, p_limit integer) RETURNS text
  LANGUAGE plpgsql AS $$
  DECLARE
    v_owner text;
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(current_schema() || ' links ' || p_user, 0));
    LOOP
      SELECT l.user_id INTO v_owner FROM account_links l WHERE l.connection_id = p_connection AND l.account = p_account;
      IF FOUND THEN
        RETURN CASE WHEN v_owner = p_user THEN 'known' ELSE 'taken' END;
      END IF;
      IF (SELECT count(*) FROM account_links l WHERE l.user_id = p_user) >= p_limit THEN
        RETURN 'full';
      END IF;
      INSERT INTO account_links (user_id, connection_id, account) VALUES (p_user, p_connection, p_account)
      ON CONFLICT DO NOTHING;
      IF FOUND THEN
        RETURN 'linked';
      END IF;
    END LOOP;
  END $$;
`;
