import type { DatabaseSync } from 'node:sqlite';
import type { GroupRef, MembershipRef } from '../../kernel/ids.ts';
import { MemberState } from '../../kernel/vocabulary.ts';
import type { EventMark, GroupRecord, MemberEvent, MembershipRecord, Page, PageRequest } from '../records.ts';
import type { EventFilter } from '../store.ts';
import {
  EVENT_COLUMNS,
  type EventRow,
  type GroupRow,
  MEMBERSHIP_COLUMNS,
  type MembershipRow,
  toEvent,
  toGroup,
  toMark,
  toMembership,
  toPage,
  USER_ID,
} from '../rows.ts';

import { limitOf } from './limit.ts';
import { prepareReader } from './reader.ts';
const MEMBERSHIPS = 'memberships m JOIN groups g ON g.key = m.group_key';
/** Memberships of the accounts of one user; joined in this order, from few to many. */
const MEMBERSHIPS_OF_USER = `account_links own
  CROSS JOIN memberships m ON m.account = own.account
  CROSS JOIN groups g ON g.key = m.group_key AND g.connection_id = own.connection_id`;
const EVENTS = 'events e JOIN memberships m ON m.key = e.membership_key JOIN groups g ON g.key = m.group_key';

/** References as JSON rows, so that one statement answers for all of them, in any order. */
const toJson = (rows: readonly (readonly string[])[]): string => JSON.stringify(rows);
const statesJson = (states: readonly MemberState[] | null): string | null =>
  states === null ? null : JSON.stringify(states);

export function prepareGroupReads(database: DatabaseSync) {
  const byRefs = database.prepare(`
    SELECT r.key AS place, g.* FROM json_each(?) r
    JOIN groups g ON g.connection_id = r.value ->> 0 AND g.external_id = r.value ->> 1`);
  return {
    byRefs(refs: readonly GroupRef[]): (GroupRecord | null)[] {
      const found: (GroupRecord | null)[] = refs.map(() => null);
      const rows = byRefs.all(toJson(refs.map((ref) => [ref.connectionId, ref.externalId])));
      for (const row of rows as unknown as (GroupRow & { place: number })[]) found[row.place] = toGroup(row);
      return found;
    },
  };
}

export function prepareMemberReads(database: DatabaseSync) {
  const byRefs = prepareReader<MembershipRow & { place: number }>(
    database,
    `SELECT r.key AS place, ${MEMBERSHIP_COLUMNS} FROM json_each(?) r
    JOIN groups g ON g.connection_id = r.value ->> 0 AND g.external_id = r.value ->> 1
    JOIN memberships m ON m.group_key = g.key AND m.account = r.value ->> 2`,
  );
  const inStates = `(?2 IS NULL OR m.state IN (SELECT value FROM json_each(?2)))`;
  // Each state is a walk along the index that is in order already; together they are merged, so a page never sorts its group.
  const ofState = (state: MemberState): string => `
    SELECT key FROM memberships
    WHERE group_key = ?1 AND state = '${state}' AND key > ?3 AND (?2 IS NULL OR '${state}' IN (SELECT value FROM json_each(?2)))`;
  const ofGroup = prepareReader<MembershipRow>(
    database,
    `SELECT ${MEMBERSHIP_COLUMNS} FROM ${MEMBERSHIPS} WHERE m.key IN (
      ${Object.values(MemberState).map(ofState).join(' UNION ALL ')} ORDER BY key ${limitOf('?4')})
    ORDER BY m.key`,
  );
  const countOfGroup = database.prepare(
    `SELECT count(*) AS count FROM memberships m WHERE m.group_key = ?1 AND ${inStates}`,
  );
  const ofUser = prepareReader<MembershipRow>(
    database,
    `SELECT ${MEMBERSHIP_COLUMNS} FROM ${MEMBERSHIPS_OF_USER} WHERE own.user_id = ?1 AND ${inStates} AND m.key > ?3
    ORDER BY m.key ${limitOf('?4')}`,
  );
  const countOfUser = database.prepare(
    `SELECT count(*) AS count FROM ${MEMBERSHIPS_OF_USER} WHERE own.user_id = ?1 AND ${inStates}`,
  );
  const groupKey = database.prepare('SELECT key FROM groups WHERE connection_id = ? AND external_id = ?');
  const keyOf = (group: GroupRef): number =>
    (groupKey.get(group.connectionId, group.externalId) as { key: number } | undefined)?.key ?? 0;

  return {
    byRefs(refs: readonly MembershipRef[]): (MembershipRecord | null)[] {
      const found: (MembershipRecord | null)[] = refs.map(() => null);
      const rows = byRefs.all(toJson(refs.map((ref) => [ref.connectionId, ref.externalId, ref.account])));
      for (const row of rows) found[row.place] = toMembership(row);
      return found;
    },
    ofGroup(
      group: GroupRef,
      states: readonly MemberState[] | null,
      { first, afterKey }: PageRequest,
    ): Page<MembershipRecord> {
      const rows = ofGroup.all(keyOf(group), statesJson(states), afterKey ?? 0, first + 1);
      return toPage(rows, first, toMembership);
    },
    countOfGroup: (group: GroupRef, states: readonly MemberState[] | null): number =>
      (countOfGroup.get(keyOf(group), statesJson(states)) as { count: number }).count,
    ofUser(
      userId: string,
      states: readonly MemberState[] | null,
      { first, afterKey }: PageRequest,
    ): Page<MembershipRecord> {
      const rows = ofUser.all(userId, statesJson(states), afterKey ?? 0, first + 1);
      return toPage(rows, first, toMembership);
    },
    countOfUser: (userId: string, states: readonly MemberState[] | null): number =>
      (countOfUser.get(userId, statesJson(states)) as { count: number }).count,
  };
}

export function prepareEventReads(database: DatabaseSync) {
  const select = (where: string, from = EVENTS) =>
    prepareReader<EventRow>(
      database,
      `SELECT ${EVENT_COLUMNS} FROM ${from} WHERE ${where} AND e.position > ?1 ORDER BY e.position ${limitOf('?2')}`,
    );
  const all = select('1 = 1');
  const ofGroup = select('e.group_key = (SELECT key FROM groups WHERE connection_id = ?3 AND external_id = ?4)');
  const ofOperation = select('e.operation_id = ?3');
  const ofUser = select(
    'own.user_id = ?3',
    `${MEMBERSHIPS_OF_USER} CROSS JOIN events e INDEXED BY events_by_membership ON e.membership_key = m.key`,
  );
  const ofMember = select('e.membership_key = ?3');
  const marks = database.prepare(`
    SELECT e.position, g.connection_id, g.external_id, e.operation_id, ${USER_ID} FROM ${EVENTS}
    WHERE e.position > ? ORDER BY e.position ${limitOf()}`);
  const last = database.prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'events'`);
  const forget = database.prepare(`
    DELETE FROM events WHERE position IN (
      SELECT position FROM events WHERE position < ? AND at < ? ORDER BY position ${limitOf()})`);
  const range = database.prepare(`
    SELECT (SELECT min(position) FROM events) AS oldest, (SELECT max(position) FROM events) AS newest`);
  const atOrAfter = database.prepare('SELECT position, at FROM events WHERE position >= ? ORDER BY position LIMIT 1');

  /**
   * Before which position events are older than an instant. Events are appended in the order of time, so that this takes a search by halves and no
   * index; where a clock was put back, some that are older are found when what lies between is old as well.
   */
  function positionOf(instantMs: number): number {
    const { oldest, newest } = range.get() as { oldest: number | null; newest: number | null };
    let [from, to] = [oldest ?? 0, (newest ?? -1) + 1];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      const found = atOrAfter.get(middle) as { position: number; at: number };
      if (found.at < instantMs) from = found.position + 1;
      else to = middle;
    }
    return from;
  }

  function rowsAfter(position: number, { group, operationId, userId }: EventFilter, limit: number): EventRow[] {
    if (operationId !== undefined) return ofOperation.all(position, limit, operationId);
    if (group !== undefined) return ofGroup.all(position, limit, group.connectionId, group.externalId);
    if (userId !== undefined) return ofUser.all(position, limit, userId);
    return all.all(position, limit);
  }

  return {
    after: (position: number, filter: EventFilter, limit: number): MemberEvent[] =>
      rowsAfter(position, filter, limit).map(toEvent),
    marksAfter: (position: number, limit: number): EventMark[] =>
      (marks.all(position, limit) as unknown as EventRow[]).map(toMark),
    lastPosition: (): number => (last.get() as { seq: number } | undefined)?.seq ?? 0,
    ofMember(membershipKey: number, { first, afterKey }: PageRequest): Page<MemberEvent> {
      const rows = ofMember.all(afterKey ?? 0, first + 1, membershipKey);
      return toPage(rows, first, toEvent);
    },
    forget: (beforeMs: number, limit: number): number =>
      Number(forget.run(positionOf(beforeMs), beforeMs, limit).changes),
  };
}
