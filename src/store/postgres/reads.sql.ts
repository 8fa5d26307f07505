import type { GroupRef, MembershipRef } from '../../kernel/ids.ts';
import { MemberState } from '../../kernel/vocabulary.ts';
import type {
  EventMark,
  GroupRecord,
  InviteRecord,
  MembershipRecord,
  MemberEvent,
  OperationRecord,
  Page,
  PageRequest,
} from '../records.ts';
import {
  EVENT_COLUMNS,
  type EventRow,
  type GroupRow,
  INVITE_COLUMNS,
  type InviteRow,
  INVITES,
  MEMBERSHIP_COLUMNS,
  type MembershipRow,
  OPERATION_COLUMNS,
  type OperationRow,
  toEvent,
  toGroup,
  toInvite,
  toMark,
  toMembership,
  toOperation,
  toPage,
  USER_ID,
} from '../rows.ts';
import type { EventFilter, EventStatements, GroupStatements, MemberStatements } from '../store.ts';
import { columnsOf, type Queryable, rowsOf, type Statement, statement } from './statement.ts';

const GROUP_KEY = '(SELECT key FROM groups WHERE connection_id = $1 AND external_id = $2)';

/** Puts rows at the places of what they were asked for, null for what was not found. `place` counts from 1. */
function inPlaces<Row extends { place: number }, Item>(count: number, rows: readonly Row[], map: (row: Row) => Item) {
  const found: (Item | null)[] = Array.from({ length: count }, () => null);
  for (const row of rows) found[row.place - 1] = map(row);
  return found;
}

const GROUPS_BY_REFS = statement(`
  SELECT r.place, g.* FROM unnest($1::text[], $2::text[]) WITH ORDINALITY r (connection_id, external_id, place)
  JOIN groups g ON g.connection_id = r.connection_id AND g.external_id = r.external_id`);

export const groupReads = (database: Queryable): GroupStatements => ({
  async byRefs(refs: readonly GroupRef[]): Promise<(GroupRecord | null)[]> {
    const columns = columnsOf(
      refs,
      (ref) => ref.connectionId,
      (ref) => ref.externalId,
    );
    const rows = await rowsOf<GroupRow & { place: number }>(database, GROUPS_BY_REFS, columns);
    return inPlaces(refs.length, rows, toGroup);
  },
});

const MEMBERS_BY_REFS = statement(`
  SELECT r.place, ${MEMBERSHIP_COLUMNS}
  FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY r (connection_id, external_id, account, place)
  JOIN groups g ON g.connection_id = r.connection_id AND g.external_id = r.external_id
  JOIN memberships m ON m.group_key = g.key AND m.account = r.account`);
const inStates = (parameter: string): string => `(${parameter}::text[] IS NULL OR m.state = ANY (${parameter}))`;
const COUNT_OF_GROUP = statement(
  `SELECT count(*) AS count FROM memberships m WHERE m.group_key = ${GROUP_KEY} AND ${inStates('$3')}`,
);
// Step by step from the few accounts of the user to their memberships: OFFSET 0 keeps the planner from beginning elsewhere.
const ownOf = (user: string): string => `
  FROM account_links l
  CROSS JOIN LATERAL (SELECT key, group_key, state FROM memberships WHERE account = l.account OFFSET 0) m
  CROSS JOIN LATERAL (SELECT FROM groups WHERE key = m.group_key AND connection_id = l.connection_id OFFSET 0) g
  WHERE l.user_id = ${user}`;
/** The membership with this key and its group, however many rows the planner thinks that there are. */
const memberOf = (key: string): string => `
  CROSS JOIN LATERAL (SELECT * FROM memberships WHERE key = ${key} OFFSET 0) m
  CROSS JOIN LATERAL (SELECT * FROM groups WHERE key = m.group_key OFFSET 0) g`;
// Each state is a walk along an index that is in order already; so a page never sorts its group.
const MEMBERS_OF_GROUP = statement(`
  WITH page AS MATERIALIZED (
    SELECT m.key FROM (SELECT DISTINCT unnest(coalesce($3::text[], ARRAY['${Object.values(MemberState).join("', '")}'])) AS state) s
    CROSS JOIN LATERAL (
      SELECT key FROM memberships WHERE group_key = ${GROUP_KEY} AND state = s.state AND key > $4 ORDER BY key LIMIT $5) m
    ORDER BY m.key LIMIT $5)
  SELECT ${MEMBERSHIP_COLUMNS} FROM page ${memberOf('page.key')} ORDER BY page.key`);
const MEMBERS_OF_USER = statement(`
  WITH own AS MATERIALIZED (SELECT m.key ${ownOf('$1')} AND ${inStates('$2')} AND m.key > $3 ORDER BY m.key LIMIT $4)
  SELECT ${MEMBERSHIP_COLUMNS} FROM own ${memberOf('own.key')} ORDER BY own.key`);
const COUNT_OF_USER = statement(`SELECT count(*) AS count ${ownOf('$1')} AND ${inStates('$2')}`);

export function memberReads(database: Queryable): MemberStatements {
  const pageOf = async (text: Statement, values: unknown[], { first, afterKey }: PageRequest) =>
    toPage(await rowsOf<MembershipRow>(database, text, [...values, afterKey ?? 0, first + 1]), first, toMembership);
  const countOf = async (text: Statement, values: unknown[]): Promise<number> =>
    (await rowsOf<{ count: number }>(database, text, values))[0]?.count ?? 0;
  const ofGroup = (group: GroupRef, states: readonly MemberState[] | null) => [
    group.connectionId,
    group.externalId,
    states,
  ];
  return {
    async byRefs(refs: readonly MembershipRef[]): Promise<(MembershipRecord | null)[]> {
      const columns = columnsOf(
        refs,
        (ref) => ref.connectionId,
        (ref) => ref.externalId,
        (ref) => ref.account,
      );
      const rows = await rowsOf<MembershipRow & { place: number }>(database, MEMBERS_BY_REFS, columns);
      return inPlaces(refs.length, rows, toMembership);
    },
    ofGroup: (group, states, page) => pageOf(MEMBERS_OF_GROUP, ofGroup(group, states), page),
    countOfGroup: (group, states) => countOf(COUNT_OF_GROUP, ofGroup(group, states)),
    ofUser: (userId, states, page) => pageOf(MEMBERS_OF_USER, [userId, states], page),
    countOfUser: (userId, states) => countOf(COUNT_OF_USER, [userId, states]),
  };
}

const selectEvents = (where: string): Statement =>
  statement(`
    SELECT ${EVENT_COLUMNS} FROM events e JOIN memberships m ON m.key = e.membership_key JOIN groups g ON g.key = m.group_key
    WHERE ${where} ORDER BY e.position LIMIT $2`);
const EVENTS = selectEvents('e.position > $1');
const EVENTS_OF_GROUP = selectEvents(
  'e.position > $1 AND e.group_key = (SELECT key FROM groups WHERE connection_id = $3 AND external_id = $4)',
);
const EVENTS_OF_OPERATION = selectEvents('e.position > $1 AND e.operation_id = $3');
const EVENTS_OF_USER = statement(`
  WITH own AS MATERIALIZED (SELECT m.key ${ownOf('$3')}), newer AS MATERIALIZED (
    SELECT e.* FROM own CROSS JOIN LATERAL (
      SELECT * FROM events WHERE membership_key = own.key AND position > $1 ORDER BY position LIMIT $2) e
    ORDER BY e.position LIMIT $2)
  SELECT ${EVENT_COLUMNS} FROM newer e ${memberOf('e.membership_key')} ORDER BY e.position`);
const EVENTS_OF_MEMBER = selectEvents('e.position > $1 AND e.membership_key = $3');
const MARKS = statement(`
  SELECT e.position, g.connection_id, g.external_id, e.operation_id, ${USER_ID}
  FROM events e JOIN memberships m ON m.key = e.membership_key JOIN groups g ON g.key = e.group_key
  WHERE e.position > $1 ORDER BY e.position LIMIT $2`);
const LAST_POSITION = statement('SELECT position FROM event_head');
export function eventReads(database: Queryable): Omit<EventStatements, 'forget'> {
  const readAfter = (position: number, { group, operationId, userId }: EventFilter, limit: number) => {
    if (operationId !== undefined)
      return rowsOf<EventRow>(database, EVENTS_OF_OPERATION, [position, limit, operationId]);
    if (group !== undefined)
      return rowsOf<EventRow>(database, EVENTS_OF_GROUP, [position, limit, group.connectionId, group.externalId]);
    if (userId !== undefined) return rowsOf<EventRow>(database, EVENTS_OF_USER, [position, limit, userId]);
    return rowsOf<EventRow>(database, EVENTS, [position, limit]);
  };
  return {
    after: async (position, filter, limit): Promise<MemberEvent[]> =>
      (await readAfter(position, filter, limit)).map(toEvent),
    marksAfter: async (position, limit): Promise<EventMark[]> =>
      (await rowsOf<EventRow>(database, MARKS, [position, limit])).map(toMark),
    lastPosition: async () => (await rowsOf<{ position: number }>(database, LAST_POSITION, []))[0]?.position ?? 0,
    async ofMember(membershipKey, { first, afterKey }): Promise<Page<MemberEvent>> {
      const rows = await rowsOf<EventRow>(database, EVENTS_OF_MEMBER, [afterKey ?? 0, first + 1, membershipKey]);
      return toPage(rows, first, toEvent);
    },
  };
}

const OPERATIONS_BY_IDS = statement(`
  SELECT r.place, ${OPERATION_COLUMNS} FROM unnest($1::text[]) WITH ORDINALITY r (id, place)
  JOIN operations o ON o.id = r.id JOIN groups g ON g.key = o.group_key`);
const INVITES_OF_OPERATION = statement(`
  SELECT ${INVITE_COLUMNS} FROM ${INVITES} WHERE i.operation_key = $1 AND i.ordinal > $2 ORDER BY i.ordinal LIMIT $3`);
const INVITES_BY_ACCOUNTS = statement(`
  SELECT ${INVITE_COLUMNS} FROM ${INVITES} WHERE i.operation_key = $1 AND i.account = ANY ($2) ORDER BY i.ordinal`);

export function invitationReads(database: Queryable) {
  const operations = async (ids: readonly string[]): Promise<(OperationRecord | null)[]> => {
    const rows = await rowsOf<OperationRow & { place: number }>(database, OPERATIONS_BY_IDS, [ids]);
    return inPlaces(ids.length, rows, toOperation);
  };
  return {
    operations,
    operation: async (id: string): Promise<OperationRecord | null> => (await operations([id]))[0] ?? null,
    async invites(operationKey: number, { first, afterKey }: PageRequest): Promise<Page<InviteRecord>> {
      const rows = await rowsOf<InviteRow>(database, INVITES_OF_OPERATION, [operationKey, afterKey ?? -1, first + 1]);
      return toPage(rows, first, toInvite);
    },
    invitesOf: async (operationKey: number, accounts: readonly string[]): Promise<InviteRecord[]> =>
      (await rowsOf<InviteRow>(database, INVITES_BY_ACCOUNTS, [operationKey, accounts])).map(toInvite),
  };
}
