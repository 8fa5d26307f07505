import type { DatabaseSync } from 'node:sqlite';
import { COUNTED_AS, type InviteCounts, type InviteResult, settledAs } from '../../invitations/result.ts';
import type { MembershipRef } from '../../kernel/ids.ts';
import { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import { awaitsEnd, statesOnSettled } from '../../members/member.ts';
import { canonicalProfile } from '../order.ts';
import type { MemberEvent, MembershipRecord, OperationRecord } from '../records.ts';
import { type CommittedChanges, FIRST_ROUND_MS, JOINED_ROUND_MS } from '../store.ts';
import { OPERATION_COLUMNS, type OperationRow, toOperation } from '../rows.ts';
import { prepareRoundRequests } from './round-requests.sql.ts';

/** What the steps of this store share: statements on events, sequences and counts, prepared once. */
export function prepareChangeStatements(database: DatabaseSync) {
  return {
    insertMembership: database.prepare(`
      INSERT INTO memberships (group_key, account, state, changed_at, sequence, invited_by, profile)
      VALUES (?, ?, ?, ?, ?, ?, ?)`),
    userOf: database.prepare('SELECT user_id FROM account_links WHERE connection_id = ? AND account = ?'),
    setState: database.prepare(
      'UPDATE memberships SET state = ?, changed_at = ?, sequence = ?, expires_at = ? WHERE key = ?',
    ),
    prolong: database.prepare('UPDATE memberships SET expires_at = max(coalesce(expires_at, 0), ?) WHERE key = ?'),
    readSequence: database.prepare('SELECT sequence FROM groups WHERE key = ?'),
    writeSequence: database.prepare('UPDATE groups SET sequence = ? WHERE key = ?'),
    insertEvent: database.prepare(`
      INSERT INTO events (group_key, sequence, membership_key, at, from_state, to_state, cause, operation_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    newestOperation: database.prepare(
      'SELECT operation_id FROM events WHERE membership_key = ? ORDER BY position DESC LIMIT 1',
    ),
    addCounts: database.prepare(`
      UPDATE operations SET
        queued = queued + ?, invited = invited + ?, joined = joined + ?, already_joined = already_joined + ?,
        failed = failed + ?, cancelled = cancelled + ?,
        completed_at = CASE WHEN queued + ? > 0 THEN NULL ELSE coalesce(completed_at, ?) END
      WHERE key = ?`),
    readOperation: database.prepare(
      `SELECT ${OPERATION_COLUMNS} FROM operations o JOIN groups g ON g.key = o.group_key WHERE o.key = ?`,
    ),
    ...prepareRoundRequests(database),
  };
}

export type ChangeStatements = ReturnType<typeof prepareChangeStatements>;

/** A membership as a step holds it while it changes it. */
export interface MovingMembership {
  readonly groupKey: number;
  record: MembershipRecord;
}

/** What the event of a move tells besides the states. */
export interface MoveReason {
  readonly cause: MemberChangeCause;
  /** Null: no operation makes it. It belongs to one all the same when it ends what one has begun. */
  readonly operationId: string | null;
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
  /** Groups into which somebody came, by their keys, and their connections. */
  readonly #withInvited = new Map<number, string>();
  readonly #withJoined = new Map<number, string>();

  constructor(statements: ChangeStatements, nowMs: number) {
    this.#statements = statements;
    this.#nowMs = nowMs;
  }

  /** A membership begins: inserts it in the state `to`, and appends its first event. */
  begin(
    groupKey: number,
    member: MembershipRef & Partial<Pick<MembershipRecord, 'invitedBy' | 'profile'>>,
    to: MemberState,
    reason: MoveReason,
  ): MovingMembership {
    const { connectionId, externalId, account, invitedBy = null, profile = null } = member;
    const sequence = this.#nextSequence(groupKey);
    const inserted = this.#statements.insertMembership.run(
      groupKey,
      account,
      to,
      this.#nowMs,
      sequence,
      invitedBy,
      profile === null ? null : canonicalProfile(profile),
    );
    const link = this.#statements.userOf.get(connectionId, account) as { user_id: string } | undefined;
    const record: MembershipRecord = {
      key: Number(inserted.lastInsertRowid),
      connectionId,
      externalId,
      account,
      state: to,
      changedAtMs: this.#nowMs,
      invitedBy,
      userId: link?.user_id ?? null,
      profile,
    };
    const membership = { groupKey, record };
    this.#append(membership, null, sequence, reason);
    return membership;
  }

  /** Moves a membership and appends the event. `expiresAtMs` says when the state ends by itself; null: never. */
  move(membership: MovingMembership, to: MemberState, reason: MoveReason, expiresAtMs: number | null = null): void {
    const { groupKey, record } = membership;
    const sequence = this.#nextSequence(groupKey);
    this.#statements.setState.run(to, this.#nowMs, sequence, expiresAtMs, record.key);
    membership.record = { ...record, state: to, changedAtMs: this.#nowMs };
    this.#append(membership, record.state, sequence, reason);
  }

  /** What one invite's result means for its membership; `othersWait` says whether further invites of it are not settled yet. */
  settle(membership: MovingMembership, result: InviteResult, othersWait: boolean, operationId: string): void {
    const { state, key } = membership.record;
    const as = settledAs(result);
    const states = statesOnSettled(state, as, othersWait);
    const expiresAtMs = result.type === 'invited' ? result.expiresAtMs : null;
    const cause = as === 'cancelled' ? MemberChangeCause.CANCELLATION : MemberChangeCause.INVITE;
    for (const to of states) {
      this.move(membership, to, { cause, operationId }, to === MemberState.INVITED ? expiresAtMs : null);
    }
    const stays = states.length === 0 && state === MemberState.INVITED;
    if (stays && expiresAtMs !== null) this.#statements.prolong.run(expiresAtMs, key);
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
    for (const [groupKey, connectionId] of this.#withInvited)
      this.#statements.askForRound.run(groupKey, connectionId, this.#nowMs + FIRST_ROUND_MS);
    for (const [groupKey, connectionId] of this.#withJoined)
      this.#statements.enterRounds.run(groupKey, connectionId, this.#nowMs + JOINED_ROUND_MS);
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

  #append(
    { groupKey, record }: MovingMembership,
    from: MemberState | null,
    sequence: number,
    { cause, operationId: makes }: MoveReason,
  ): void {
    const { state: to, connectionId } = record;
    const operationId = makes ?? (awaitsEnd(from) ? this.#operationOf(record.key) : null);
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
    const position = Number(inserted.lastInsertRowid);
    this.#events.push({ position, sequence, atMs: this.#nowMs, from, to, cause, operationId, membership: record });
    if (to === MemberState.INVITED) this.#withInvited.set(groupKey, connectionId);
    if (to === MemberState.JOINED) this.#withJoined.set(groupKey, connectionId);
  }

  /** The operation to which the newest event of a membership belongs. */
  #operationOf(membershipKey: number): string | null {
    const row = this.#statements.newestOperation.get(membershipKey) as { operation_id: string | null } | undefined;
    return row?.operation_id ?? null;
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
