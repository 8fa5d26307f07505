import { COUNTED_AS, type InviteCounts, type InviteResult, settledAs } from '../../invitations/result.ts';
import type { MemberChangeCause, MemberState } from '../../kernel/vocabulary.ts';
import { awaitsEnd } from '../../members/member.ts';
import { canonicalProfile } from '../order.ts';
import type { MemberEvent, MembershipRecord, OperationRecord } from '../records.ts';
import { OPERATION_COLUMNS, type OperationRow, toOperation } from '../rows.ts';
import { type CommittedChanges, FIRST_ROUND_MS, JOINED_ROUND_MS } from '../store.ts';
import type { LockedGroup } from './group-lock.sql.ts';
import { stepsOnSettled } from './move-paths.ts';
import { askRound, bringIntoRounds } from './round-row.sql.ts';
import { columnsOf, rowsOf, statement } from './statement.ts';
import type { Transaction } from './transaction.ts';

/** A membership of the locked group as a step holds it while it changes it; without a key it is not stored yet. */
export interface Member {
  record: Omit<MembershipRecord, 'key'> & { readonly key: number | null };
  /** Of the newest event that the step makes of it. */
  sequence?: number;
}

/** A membership of which nothing is stored yet. */
export const newMember = (group: LockedGroup, account: string, invitedBy: string | null): Member => ({
  record: {
    key: null,
    ...group.ref,
    account,
    state: 'QUEUED',
    changedAtMs: group.nowMs,
    invitedBy,
    userId: null,
    profile: null,
  },
});

type Move = Omit<MemberEvent, 'position' | 'membership'> & {
  readonly member: Member;
  readonly after: Member['record'];
};
type CountChanges = Omit<InviteCounts, 'total'>;

// The order of a batch is that of the input, so new memberships get their keys in it.
// Who is not INVITED any more has no end of an invitation.
const STORE_MEMBERS = statement(`
  INSERT INTO memberships AS m (group_key, account, state, changed_at, invited_by, profile, sequence)
  SELECT $1, n.* FROM unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::bigint[]) n
  ON CONFLICT (group_key, account) DO UPDATE SET
    state = excluded.state, changed_at = excluded.changed_at, invited_by = excluded.invited_by, profile = excluded.profile,
    sequence = greatest(m.sequence, excluded.sequence),
    expires_at = CASE WHEN excluded.state = 'INVITED' AND m.state = 'INVITED' THEN m.expires_at END
  RETURNING m.key, m.account, (
    SELECT l.user_id FROM account_links l WHERE l.connection_id = $2 AND l.account = m.account) AS user_id`);
const STORE_SEQUENCES = statement('UPDATE groups SET sequence = $2, next_queue_no = $3 WHERE key = $1');
const ADD_COUNTS = statement(`
  UPDATE operations o SET
    queued = o.queued + c.queued, invited = o.invited + c.invited, joined = o.joined + c.joined,
    already_joined = o.already_joined + c.already_joined, failed = o.failed + c.failed, cancelled = o.cancelled + c.cancelled,
    completed_at = CASE WHEN o.queued + c.queued > 0 THEN NULL ELSE coalesce(o.completed_at, $8) END
  FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::int[], $6::int[], $7::int[])
    c (key, queued, invited, joined, already_joined, failed, cancelled), groups g
  WHERE o.key = c.key AND g.key = o.group_key
  RETURNING ${OPERATION_COLUMNS}`);
// From the update of the head on nobody else gets positions until this transaction has ended. What ends an invite that is under way or
// open belongs to the operation to which the event before it belongs.
const APPEND_EVENTS = statement(`
  WITH head AS (UPDATE event_head SET position = position + cardinality($2::bigint[]) RETURNING position)
  INSERT INTO events (position, group_key, sequence, membership_key, at, from_state, to_state, cause, operation_id)
  SELECT head.position - cardinality($2::bigint[]) + e.ordinal, $1, e.sequence, e.membership_key, $8, e.from_state, e.to_state,
    e.cause, coalesce(e.operation_id, CASE WHEN e.awaits_end THEN (
      SELECT before.operation_id FROM events before WHERE before.membership_key = e.membership_key
      ORDER BY before.position DESC LIMIT 1) END)
  FROM head, unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $9::boolean[]) WITH ORDINALITY
    e (sequence, membership_key, from_state, to_state, cause, operation_id, awaits_end, ordinal)
  RETURNING position, sequence, operation_id`);

/**
 * Gathers the changes of one transaction on one locked group: every move of a membership becomes an event with the group's
 * next sequence, every result a change of its operation's counts.
 */
export class GroupChanges {
  readonly group: LockedGroup;
  readonly #members = new Set<Member>();
  readonly #moves: Move[] = [];
  readonly #counts = new Map<number, CountChanges>();
  #nextQueueNo: number;
  #roundAtMs: number | null = null;
  #joined = false;

  constructor(group: LockedGroup) {
    this.group = group;
    this.#nextQueueNo = group.nextQueueNo;
  }

  takeQueueNo(): number {
    return this.#nextQueueNo++;
  }

  /** Appends the event of a move; `from` null says that the membership begins with it. */
  move(
    member: Member,
    from: MemberState | null,
    to: MemberState,
    cause: MemberChangeCause,
    operationId: string | null,
  ): void {
    member.record = { ...member.record, state: to, changedAtMs: this.group.nowMs };
    this.#members.add(member);
    const sequence = this.group.sequence + this.#moves.length + 1;
    member.sequence = sequence;
    if (to === 'INVITED') this.askRound(this.group.nowMs + FIRST_ROUND_MS);
    if (to === 'JOINED') this.#joined = true;
    this.#moves.push({ sequence, atMs: this.group.nowMs, from, to, cause, operationId, member, after: member.record });
  }

  /** What the provider showed of an account. */
  learn(member: Member, profile: MembershipRecord['profile']): void {
    member.record = { ...member.record, profile };
    this.#members.add(member);
  }

  /** What one invite's result means for its membership; `othersWait` says whether further invites of it are not settled yet. */
  settle(member: Member, result: InviteResult, othersWait: boolean, operationId: string): void {
    for (const [from, to, cause] of stepsOnSettled(member.record.state, settledAs(result), othersWait))
      this.move(member, from, to, cause, operationId);
  }

  /** The group's next round is due then at the latest, in the time of the store, and the first of a new row. */
  askRound(atMs: number): void {
    this.#roundAtMs = Math.min(atMs, this.#roundAtMs ?? atMs);
  }

  /** Counts a result in, or with -1 out again, of its operation. */
  count(operationKey: number, result: InviteResult, by: 1 | -1): void {
    this.#countsOf(operationKey)[COUNTED_AS[result.type]] += by;
  }

  countQueued(operationKey: number, by: number): void {
    this.#countsOf(operationKey).queued += by;
  }

  /** Writes the memberships, and gives new ones their keys and all their users; to be awaited before anything that refers to a new one. */
  async storeMembers(transaction: Transaction): Promise<void> {
    const members = [...this.#members];
    if (members.length === 0) return;
    const byAccount = new Map(members.map((member) => [member.record.account, member]));
    const columns = columnsOf(
      members,
      ({ record }) => record.account,
      ({ record }) => record.state,
      ({ record }) => record.changedAtMs,
      ({ record }) => record.invitedBy,
      ({ record }) => (record.profile === null ? null : canonicalProfile(record.profile)),
      ({ sequence }) => sequence ?? 0,
    );
    const rows = await rowsOf<{ key: number; account: string; user_id: string | null }>(transaction, STORE_MEMBERS, [
      this.group.key,
      this.group.ref.connectionId,
      ...columns,
    ]);
    for (const { key, account, user_id: userId } of rows) {
      const member = byAccount.get(account);
      if (member !== undefined) member.record = { ...member.record, key, userId };
    }
  }

  /** Writes everything else and commits; the writes of the step itself that are under way are `others`. */
  async commit(transaction: Transaction, ...others: readonly Promise<unknown>[]): Promise<CommittedChanges> {
    const counted = this.#storeCounts(transaction);
    const last: Promise<unknown>[] = [...others, counted];
    if (this.#moves.length > 0 || this.#nextQueueNo !== this.group.nextQueueNo) {
      const sequence = this.group.sequence + this.#moves.length;
      last.push(rowsOf(transaction, STORE_SEQUENCES, [this.group.key, sequence, this.#nextQueueNo]));
    }
    if (this.#roundAtMs !== null) last.push(askRound(transaction, this.group, this.#roundAtMs));
    else if (this.#joined) last.push(bringIntoRounds(transaction, this.group, this.group.nowMs + JOINED_ROUND_MS));
    const appended = this.#appendEvents(transaction);
    await transaction.commit(...last, appended);
    return { events: await appended, operations: await counted };
  }

  async #storeCounts(transaction: Transaction): Promise<OperationRecord[]> {
    const counts = [...this.#counts];
    if (counts.length === 0) return [];
    const columns = columnsOf(
      counts,
      ([key]) => key,
      ([, by]) => by.queued,
      ([, by]) => by.invited,
      ([, by]) => by.joined,
      ([, by]) => by.alreadyJoined,
      ([, by]) => by.failed,
      ([, by]) => by.cancelled,
    );
    const rows = await rowsOf<OperationRow>(transaction, ADD_COUNTS, [...columns, this.group.nowMs]);
    return rows.map(toOperation);
  }

  async #appendEvents(transaction: Transaction): Promise<MemberEvent[]> {
    if (this.#moves.length === 0) return [];
    const columns = columnsOf(
      this.#moves,
      (move) => move.sequence,
      (move) => move.member.record.key,
      (move) => move.from,
      (move) => move.to,
      (move) => move.cause,
      (move) => move.operationId,
    );
    const rows = await rowsOf<{ position: number; sequence: number; operation_id: string | null }>(
      transaction,
      APPEND_EVENTS,
      [this.group.key, ...columns, this.group.nowMs, this.#moves.map(({ from }) => awaitsEnd(from))],
    );
    const appended = new Map(rows.map((row) => [row.sequence, row]));
    return this.#moves.map(({ member, after, ...event }) => ({
      ...event,
      position: appended.get(event.sequence)?.position ?? 0,
      operationId: appended.get(event.sequence)?.operation_id ?? null,
      membership: { ...after, key: member.record.key ?? 0, userId: member.record.userId },
    }));
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
