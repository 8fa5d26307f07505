import type { DatabaseSync } from 'node:sqlite';
import type { ProfileFacts } from '../../datasources/datasource.ts';
import { COUNTED_AS, type InviteCounts, type InviteResult, settledAs } from '../../invitations/result.ts';
import type { MembershipRef } from '../../kernel/ids.ts';
import { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import { awaitsEnd, statesOnSettled } from '../../members/member.ts';
import { canonicalProfile } from '../order.ts';
import type { MembershipRecord, OperationRecord } from '../records.ts';
import { type CommittedChanges, FIRST_ROUND_MS, JOINED_ROUND_MS } from '../store.ts';
import { OPERATION_COLUMNS, type OperationRow, toOperation } from '../rows.ts';
import { type ChangedMembership, type NewEvent, prepareChangeRows } from './change-rows.sql.ts';
import { prepareReader } from './reader.ts';
import { prepareRoundRequests } from './round-requests.sql.ts';
import { prepareShown } from './shown.sql.ts';

/** What the steps of this store share: statements on memberships, events, sequences and counts, prepared once. */
export function prepareChangeStatements(database: DatabaseSync) {
  const readOperation = prepareReader<OperationRow>(
    database,
    `SELECT ${OPERATION_COLUMNS} FROM operations o JOIN groups g ON g.key = o.group_key WHERE o.key = ?`,
  );
  return {
    ...prepareChangeRows(database),
    setProfile: prepareShown(database).setProfile,
    prolong: database.prepare('UPDATE memberships SET expires_at = max(coalesce(expires_at, 0), ?) WHERE key = ?'),
    readSequence: database.prepare('SELECT sequence FROM groups WHERE key = ?'),
    writeSequence: database.prepare('UPDATE groups SET sequence = ? WHERE key = ?'),
    newestOperation: database.prepare(
      'SELECT operation_id FROM events WHERE membership_key = ? ORDER BY position DESC LIMIT 1',
    ),
    addCounts: database.prepare(`
      UPDATE operations SET
        queued = queued + ?, invited = invited + ?, joined = joined + ?, already_joined = already_joined + ?,
        failed = failed + ?, cancelled = cancelled + ?,
        completed_at = CASE WHEN queued + ? > 0 THEN NULL ELSE coalesce(completed_at, ?) END
      WHERE key = ?`),
    operation: (key: number): OperationRecord => toOperation(readOperation.get(key)!),
    ...prepareRoundRequests(database),
  };
}

export type ChangeStatements = ReturnType<typeof prepareChangeStatements>;

/** A membership as a step holds it while it changes it. */
export interface MovingMembership {
  readonly groupKey: number;
  record: MembershipRecord;
}

/** Who begins to be a member. */
export type BeginningMember = MembershipRef & Pick<MembershipRecord, 'invitedBy' | 'userId' | 'profile'>;

/** What the event of a move tells besides the states. */
export interface MoveReason {
  readonly cause: MemberChangeCause;
  /** Null: no operation makes it. It belongs to one all the same when it ends what one has begun. */
  readonly operationId: string | null;
}

type CountChanges = Omit<InviteCounts, 'total'>;

/**
 * Gathers the changes of one step: every move of a membership becomes an event with the group's next sequence, every result
 * a change of its operation's counts. Nothing of it is in the database before `finish` writes it, in sets, and returns it for the listener.
 */
export class UnitOfWork {
  readonly #statements: ChangeStatements;
  readonly #nowMs: number;
  readonly #events: NewEvent[] = [];
  /** By their keys, as all below. */
  readonly #begun = new Map<number, ChangedMembership>();
  readonly #moved = new Map<number, ChangedMembership>();
  /** To which operation the newest event of a membership belongs that has one here. */
  readonly #operationIds = new Map<number, string | null>();
  readonly #sequences = new Map<number, number>();
  readonly #counts = new Map<number, CountChanges>();
  /** Groups into which somebody came, by their keys, and their connections. */
  readonly #withInvited = new Map<number, string>();
  readonly #withJoined = new Map<number, string>();

  constructor(statements: ChangeStatements, nowMs: number) {
    this.#statements = statements;
    this.#nowMs = nowMs;
  }

  /** A membership begins in the state `to`, with its first event. */
  begin(groupKey: number, member: BeginningMember, to: MemberState, reason: MoveReason): MovingMembership {
    const { connectionId, externalId, account, invitedBy, userId, profile } = member;
    const key = this.#statements.nextMembershipKey();
    const changedAtMs = this.#nowMs;
    const record = { key, connectionId, externalId, account, state: to, changedAtMs, invitedBy, userId, profile };
    const sequence = this.#nextSequence(groupKey);
    this.#begun.set(key, { groupKey, record, sequence, expiresAtMs: null });
    this.#append(groupKey, record, null, sequence, reason);
    return { groupKey, record };
  }

  /** Moves a membership and appends the event. `expiresAtMs` says when the state ends by itself; null: never. */
  move(membership: MovingMembership, to: MemberState, reason: MoveReason, expiresAtMs: number | null = null): void {
    const { groupKey, record: before } = membership;
    const sequence = this.#nextSequence(groupKey);
    const record = { ...before, state: to, changedAtMs: this.#nowMs };
    membership.record = record;
    const pending = this.#pendingOf(record.key);
    if (pending === undefined) this.#moved.set(record.key, { groupKey, record, sequence, expiresAtMs });
    else Object.assign(pending, { record, sequence, expiresAtMs });
    this.#append(groupKey, record, before.state, sequence, reason);
  }

  /** What was shown of the account; makes no event. */
  showProfile(membership: MovingMembership, profile: ProfileFacts): void {
    membership.record = { ...membership.record, profile };
    const { key } = membership.record;
    const begun = this.#begun.get(key);
    if (begun === undefined) this.#statements.setProfile.run(canonicalProfile(profile), key);
    else begun.record = { ...begun.record, profile };
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
    if (stays && expiresAtMs !== null) this.#prolong(key, expiresAtMs);
  }

  /** Counts a result in, or with -1 out again, of its operation. */
  count(operationKey: number, result: InviteResult, by: 1 | -1): void {
    this.#countsOf(operationKey)[COUNTED_AS[result.type]] += by;
  }

  countQueued(operationKey: number, by: number): void {
    this.#countsOf(operationKey).queued += by;
  }

  finish(): CommittedChanges {
    const statements = this.#statements;
    const nowMs = this.#nowMs;
    if (this.#begun.size > 0) statements.insertMemberships([...this.#begun.values()], nowMs);
    if (this.#moved.size > 0) statements.updateMemberships([...this.#moved.values()], nowMs);
    const first = this.#events.length === 0 ? 0 : statements.insertEvents(this.#events, nowMs);
    for (const [groupKey, sequence] of this.#sequences) statements.writeSequence.run(sequence, groupKey);
    for (const [groupKey, connectionId] of this.#withInvited)
      statements.askForRound.run(groupKey, connectionId, nowMs + FIRST_ROUND_MS);
    for (const [groupKey, connectionId] of this.#withJoined)
      statements.enterRounds.run(groupKey, connectionId, nowMs + JOINED_ROUND_MS);
    return {
      events: this.#events.map(({ sequence, from, to, cause, operationId, membership }, at) => ({
        position: first + at,
        sequence,
        atMs: nowMs,
        from,
        to,
        cause,
        operationId,
        membership,
      })),
      operations: [...this.#counts].map(([key, by]) => this.#addCounts(key, by)),
    };
  }

  #addCounts(key: number, by: CountChanges): OperationRecord {
    const { queued, invited, joined, alreadyJoined, failed, cancelled } = by;
    const { addCounts, operation } = this.#statements;
    addCounts.run(queued, invited, joined, alreadyJoined, failed, cancelled, queued, this.#nowMs, key);
    return operation(key);
  }

  #append(
    groupKey: number,
    membership: MembershipRecord,
    from: MemberState | null,
    sequence: number,
    { cause, operationId: makes }: MoveReason,
  ): void {
    const { key, state: to, connectionId } = membership;
    const operationId = makes ?? (awaitsEnd(from) ? this.#operationOf(key) : null);
    this.#operationIds.set(key, operationId);
    this.#events.push({ groupKey, sequence, from, to, cause, operationId, membership });
    if (to === MemberState.INVITED) this.#withInvited.set(groupKey, connectionId);
    if (to === MemberState.JOINED) this.#withJoined.set(groupKey, connectionId);
  }

  #prolong(key: number, expiresAtMs: number): void {
    const pending = this.#pendingOf(key);
    if (pending === undefined) this.#statements.prolong.run(expiresAtMs, key);
    else pending.expiresAtMs = Math.max(pending.expiresAtMs ?? 0, expiresAtMs);
  }

  #pendingOf(key: number): ChangedMembership | undefined {
    return this.#begun.get(key) ?? this.#moved.get(key);
  }

  /** The operation to which the newest event of a membership belongs. */
  #operationOf(membershipKey: number): string | null {
    const here = this.#operationIds.get(membershipKey);
    if (here !== undefined) return here;
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
