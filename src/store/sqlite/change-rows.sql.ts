import type { DatabaseSync } from 'node:sqlite';
import type { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import { canonicalProfile } from '../order.ts';
import type { MembershipRecord } from '../records.ts';
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
  const insertMemberships = database.prepare(`
    INSERT INTO memberships (key, group_key, account, state, changed_at, sequence, expires_at, invited_by, profile)
    SELECT ?1 + a.key, ?2, a.value, ?3, ?4, ?5 + a.key, ?6, ?7, ?8 FROM json_each(?9) a`);
  const updateMemberships = database.prepare(`
    UPDATE memberships SET state = ?1, changed_at = ?2, sequence = ?3 + k.key, expires_at = ?4
    FROM json_each(?5) k WHERE memberships.key = k.value`);
  const insertEvents = database.prepare(`
    INSERT INTO events (group_key, sequence, membership_key, at, from_state, to_state, cause, operation_id)
    SELECT ?1, ?2 + k.key, k.value, ?3, ?4, ?5, ?6, ?7 FROM json_each(?8) k`);
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
        const accounts = JSON.stringify(stretch.map((row) => row.record.account));
        const { key, state, invitedBy } = record;
        insertMemberships.run(key, groupKey, state, nowMs, sequence, expiresAtMs, invitedBy, profile, accounts);
      }
    },

    updateMemberships(memberships: readonly ChangedMembership[], nowMs: number): void {
      for (const stretch of stretchesOf(memberships, goesOn)) {
        const { record, sequence, expiresAtMs } = stretch[0]!;
        const keys = JSON.stringify(stretch.map((row) => row.record.key));
        updateMemberships.run(record.state, nowMs, sequence, expiresAtMs, keys);
      }
    },

    /** Returns the position of the first one; the others follow without a gap. There has to be one. */
    insertEvents(events: readonly NewEvent[], nowMs: number): number {
      let last = 0;
      for (const stretch of stretchesOf(events, isLike)) {
        const { groupKey, sequence, from, to, cause, operationId } = stretch[0]!;
        const keys = JSON.stringify(stretch.map((row) => row.membership.key));
        last = Number(insertEvents.run(groupKey, sequence, nowMs, from, to, cause, operationId, keys).lastInsertRowid);
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
