/**
 * Memberships `m` of the accounts `$3` in the group `g` with the connection `$1` and the id `$2`, to be selected from.
 *
 * Account by account along the unique index, whatever is known of the table: a group that grows fast has no statistics yet, and
 * walking all of it for each thousand of its members would take the square of its size.
 */
export const MEMBERS_BY_ACCOUNT = `
  groups g CROSS JOIN unnest($3::text[]) a (account) CROSS JOIN LATERAL (
    SELECT * FROM memberships WHERE group_key = g.key AND account = a.account OFFSET 0) m
  WHERE g.connection_id = $1 AND g.external_id = $2`;
