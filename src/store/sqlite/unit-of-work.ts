import type { DatabaseSync } from 'node:sqlite';
import { COUNTED_AS, type InviteCounts, type InviteResult } from '../../invitations/result.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import type { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import type { MemberEvent, MembershipRecord, OperationRecord } from '../records.ts';
import type { CommittedChanges } from '../store.ts';
import { OPERATION_COLUMNS, type OperationRow, toOperation } from '../rows.ts';

/** What the steps of this store share: statements on events, sequences and counts, prepared once. */
export function prepareChangeStatements(database: DatabaseSync) {
  return {
    setState: database.prepare('UPDATE memberships SET state = ?, changed_at = ? WHERE key = ?'),
    readSequence: database.prepare('SELECT sequence FROM groups WHERE key = ?'),
    writeSequence: database.prepare('UPDATE groups SET sequence = ? WHERE key = ?'),
    insertEvent: database.prepare(`
      INSERT INTO events (group_key, sequence, membership_key, at, from_state, to_state, cause, operation_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    addCounts: database.prepare(`
      UPDATE operations SET
        queued = queued + ?, invited = invited + ?, joined = joined + ?, already_joined = already_joined + ?,
        failed = failed + ?, cancelled = cancelled + ?,
        completed_at = CASE WHEN queued + ? > 0 THEN NULL ELSE coalesce(completed_at, ?) END
      WHERE key = ?`),
    readOperation: database.prepare(
      `SELECT ${OPERATION_COLUMNS} FROM operations o JOIN groups g ON g.key = o.group_key WHERE o.key = ?`,
    ),
  };
}

export type ChangeStatements = ReturnType<typeof prepareChangeStatements>;

/** A membership as a step holds it while it changes it. */
export interface MovingMembership {
  readonly groupKey: number;
  record: MembershipRecord;
}

type CountChanges = Omit<InviteCounts, 'total'>;

/**
 * Gathers the changes of one step: every move of a membership becomes an event with the group's next sequence, every result
 * a change of its operation's counts. `finish` writes what was gathered and returns it for the listener.
 */
export class UnitOfWork {
  readonly #statements: ChangeStatements;
  readonly #nowMs: number;
  readonly #events: MemberEvent[] = [];
  readonly #sequences = new Map<number, number>();
  readonly #counts = new Map<number, CountChanges>();

  constructor(statements: ChangeStatements, nowMs: number) {
    this.#statements = statements;
    this.#nowMs = nowMs;
  }

  /** Appends the event of a move; `from` null says that the membership was inserted in the state `to` just now. */
  move(
    membership: MovingMembership,
    from: MemberState | null,
    to: MemberState,
    cause: MemberChangeCause,
    operationId: string | null,
  ): void {
    const { groupKey, record } = membership;
    membership.record = { ...record, state: to, changedAtMs: this.#nowMs };
    if (from !== null) this.#statements.setState.run(to, this.#nowMs, record.key);
    const sequence = this.#nextSequence(groupKey);
    const inserted = this.#statements.insertEvent.run(
      groupKey,
      sequence,
      record.key,
      this.#nowMs,
      from,
      to,
      cause,
      operationId,
    );
    this.#events.push({
      position: Number(inserted.lastInsertRowid),
      sequence,
      atMs: this.#nowMs,
      from,
      to,
      cause,
      operationId,
      membership: membership.record,
    });
  }

  /** Counts a result in, or with -1 out again, of its operation. */
  count(operationKey: number, result: InviteResult, by: 1 | -1): void {
    this.#countsOf(operationKey)[COUNTED_AS[result.type]] += by;
  }

  countQueued(operationKey: number, by: number): void {
    this.#countsOf(operationKey).queued += by;
  }

  finish(): CommittedChanges {
    for (const [groupKey, sequence] of this.#sequences) this.#statements.writeSequence.run(sequence, groupKey);
    const operations: OperationRecord[] = [];
    for (const [key, by] of this.#counts) {
      this.#statements.addCounts.run(
        by.queued,
        by.invited,
        by.joined,
        by.alreadyJoined,
        by.failed,
        by.cancelled,
        by.queued,
        this.#nowMs,
        key,
      );
      operations.push(toOperation(this.#statements.readOperation.get(key) as unknown as OperationRow));
    }
    return { events: this.#events, operations };
  }

  #nextSequence(groupKey: number): number {
    const last =
      this.#sequences.get(groupKey) ?? (this.#statements.readSequence.get(groupKey) as { sequence: number }).sequence;
    this.#sequences.set(groupKey, last + 1);
    return last + 1;
  }

  #countsOf(operationKey: number): CountChanges {
    let counts = this.#counts.get(operationKey);
    if (counts === undefined) {
      counts = { queued: 0, invited: 0, joined: 0, alreadyJoined: 0, failed: 0, cancelled: 0 };
      this.#counts.set(operationKey, counts);
    }
    return counts;
  }
}

/** Finds or makes the row of a group; returns its key. */
export function prepareGroupKey(database: DatabaseSync): (ref: GroupRef) => number {
  const find = database.prepare('SELECT key FROM groups WHERE connection_id = ? AND external_id = ?');
  const insert = database.prepare('INSERT INTO groups (connection_id, external_id) VALUES (?, ?)');
  return ({ connectionId, externalId }) => {
    const found = find.get(connectionId, externalId) as { key: number } | undefined;
    return found?.key ?? Number(insert.run(connectionId, externalId).lastInsertRowid);
  };
}
