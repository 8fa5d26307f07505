import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import { canonicalProfile } from '../order.ts';
import type { MembershipRecord } from '../records.ts';
import { prepareForList } from './list-statement.ts';
import { stretchesOf } from './stretches.ts';

/** A membership that began or moved, as it is to be written. */
export interface ChangedMembership {
  readonly groupKey: number;
  record: MembershipRecord;
  /** Of its newest event. */
  sequence: number;
  /** When its state ends by itself; null: never. */
  expiresAtMs: number | null;
}

/** An event, as it is to be written. */
export interface NewEvent {
  readonly groupKey: number;
  readonly sequence: number;
  readonly from: MemberState | null;
  readonly to: MemberState;
  readonly cause: MemberChangeCause;
  readonly operationId: string | null;
  readonly membership: MembershipRecord;
}

/** Writes memberships and events in sets: a statement for a stretch of equal ones instead of one for each. */
export function prepareChangeRows(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  const insertMemberships = prepareForList(
    prepare,
    ({ from, key, value }) => `
    INSERT INTO memberships (key, group_key, account, state, changed_at, sequence, expires_at, invited_by, profile)
    SELECT ?2 + ${key}, ?3, ${value}, ?4, ?5, ?6 + ${key}, ?7, ?8, ?9 ${from}`,
  );
  const updateMemberships = prepareForList(
    prepare,
    ({ from, key, value }) => `
    UPDATE memberships SET state = ?2, changed_at = ?3, sequence = ?4 + ${key}, expires_at = ?5 ${from}
    WHERE memberships.key = ${value}`,
  );
  const insertEvents = prepareForList(
    prepare,
    ({ from, key, value }) => `
    INSERT INTO events (group_key, sequence, membership_key, at, from_state, to_state, cause, operation_id)
    SELECT ?2, ?3 + ${key}, ${value}, ?4, ?5, ?6, ?7, ?8 ${from}`,
  );
  const lastMembership = database.prepare('SELECT coalesce(max(key), 0) AS key FROM memberships');
  // Only this process writes, so the number can be kept here; after a rollback some keys are never used.
  let newestKey = (lastMembership.get() as { key: number }).key;

  return {
    /** A key for a membership that begins. */
    nextMembershipKey: (): number => ++newestKey,

    /** In the order of their keys. */
    insertMemberships(memberships: readonly ChangedMembership[], nowMs: number): void {
      const continues = (row: ChangedMembership, before: ChangedMembership): boolean =>
        row.record.key === before.record.key + 1 &&
        row.record.profile === null &&
        before.record.profile === null &&
        row.record.invitedBy === before.record.invitedBy &&
        goesOn(row, before);
      for (const stretch of stretchesOf(memberships, continues)) {
        const { groupKey, record, sequence, expiresAtMs } = stretch[0]!;
        const profile = record.profile === null ? null : canonicalProfile(record.profile);
        const { key, state, invitedBy } = record;
        const { statement, list } = insertMemberships(stretch.map((row) => row.record.account));
        statement.run(list, key, groupKey, state, nowMs, sequence, expiresAtMs, invitedBy, profile);
      }
    },

    updateMemberships(memberships: readonly ChangedMembership[], nowMs: number): void {
      for (const stretch of stretchesOf(memberships, goesOn)) {
        const { record, sequence, expiresAtMs } = stretch[0]!;
        const { statement, list } = updateMemberships(stretch.map((row) => row.record.key));
        statement.run(list, record.state, nowMs, sequence, expiresAtMs);
      }
    },

    /** Returns the position of the first one; the others follow without a gap. There has to be one. */
    insertEvents(events: readonly NewEvent[], nowMs: number): number {
      let last = 0;
      for (const stretch of stretchesOf(events, isLike)) {
        const { groupKey, sequence, from, to, cause, operationId } = stretch[0]!;
        const { statement, list } = insertEvents(stretch.map((row) => row.membership.key));
        const inserted = statement.run(list, groupKey, sequence, nowMs, from, to, cause, operationId);
        last = Number(inserted.lastInsertRowid);
      }
      return last - events.length + 1;
    },
  };
}

const goesOn = (row: ChangedMembership, before: ChangedMembership): boolean =>
  row.sequence === before.sequence + 1 &&
  row.groupKey === before.groupKey &&
  row.record.state === before.record.state &&
  row.expiresAtMs === before.expiresAtMs;

const isLike = (row: NewEvent, before: NewEvent): boolean =>
  row.sequence === before.sequence + 1 &&
  row.groupKey === before.groupKey &&
  row.from === before.from &&
  row.to === before.to &&
  row.cause === before.cause &&
  row.operationId === before.operationId;
