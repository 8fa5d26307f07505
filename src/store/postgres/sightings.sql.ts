import { leavesSomething } from '../order.ts';
import type { MembershipRecord } from '../records.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, toMembership } from '../rows.ts';
import { type CommittedChanges, MAX_SIGHTINGS, type SightingOrder } from '../store.ts';
import type { Database } from './database.ts';
import { MEMBERS_BY_ACCOUNT } from './members-by-account.ts';
import { GroupChanges, type Member, newMember } from './group-changes.ts';
import { lockGroup, lockKnownGroup, type LockedGroup } from './group-lock.sql.ts';
import { followAll, outdateGroup, showGroup } from './group-row.sql.ts';
import { type KnownMember, planSightings, type SightingPlan } from './sighting-plan.ts';
import { type Queryable, rowsOf, statement } from './statement.ts';
import type { StoreTime } from './time.ts';
import { transact, type Transaction } from './transaction.ts';
import { WEBHOOKS_DONE } from './webhooks.sql.ts';

export interface Recorded {
  /** In the order of the sightings. */
  readonly memberships: readonly (MembershipRecord | null)[];
  readonly changes: CommittedChanges;
}

const NO_CHANGES: CommittedChanges = { events: [], operations: [] };

const KNOWN = statement(`SELECT ${MEMBERSHIP_COLUMNS}, m.sequence AS m_sequence FROM ${MEMBERS_BY_ACCOUNT}`);

/**
 * Records what was seen of one group. Members who are as they were are the rule when a list is read: an order that only tells of
 * members is weighed without a lock first, and when it changes nothing, nothing is written.
 */
export async function recordSightings(database: Database, order: SightingOrder, time: StoreTime): Promise<Recorded> {
  if (order.sightings.length > MAX_SIGHTINGS) throw new RangeError(`more than ${MAX_SIGHTINGS} sightings in one order`);
  if (tellsOfMembersOnly(order)) {
    const known = await readKnown(database, order);
    const plan = planSightings(order, known);
    if (plan.moves.length === 0 && plan.profiles.size === 0)
      return { memberships: recordsOf(order, known), changes: NO_CHANGES };
  }
  return transact(database, (transaction) => writeSightings(transaction, order, time));
}

const tellsOfMembersOnly = ({ facts, followsAll, webhookKey, roundAtMs }: SightingOrder): boolean =>
  facts === null && !followsAll && webhookKey === null && roundAtMs === null;

async function readKnown(on: Queryable, { group, sightings }: SightingOrder): Promise<Map<string, KnownMember>> {
  const accounts = [...new Set(sightings.map(({ account }) => account))];
  if (accounts.length === 0) return new Map();
  const values = [group.connectionId, group.externalId, accounts];
  const rows = await rowsOf<MembershipRow & { m_sequence: number }>(on, KNOWN, values);
  return new Map(rows.map((row) => [row.m_account, { record: toMembership(row), sequence: row.m_sequence }]));
}

async function writeSightings(transaction: Transaction, order: SightingOrder, time: StoreTime): Promise<Recorded> {
  const lock = leavesSomething(order) ? lockGroup : lockKnownGroup;
  const [group, known] = await Promise.all([lock(transaction, order.group, time), readKnown(transaction, order)]);
  if (group === null) {
    await transaction.commit(finishWebhook(transaction, order));
    return { memberships: recordsOf(order, known), changes: NO_CHANGES };
  }
  const changes = new GroupChanges(group);
  const members = applyPlan(changes, planSightings(order, known), known);
  if (order.roundAtMs !== null) changes.askRound(group.storeTimeOf(order.roundAtMs));
  // The events name the keys of memberships that begin.
  const begins = [...members.values()].some(({ record }) => record.key === null);
  const stored = changes.storeMembers(transaction);
  if (begins) await stored;
  const committed = await changes.commit(
    transaction,
    stored,
    ...showWhatWasSeen(transaction, group, order),
    finishWebhook(transaction, order),
  );
  return {
    memberships: recordsOf(order, new Map<string, Pick<Member, 'record'>>([...known, ...members])),
    changes: committed,
  };
}

/** Carries the plan out on the members that it concerns; those are returned. */
function applyPlan(
  changes: GroupChanges,
  { moves, profiles }: SightingPlan,
  known: ReadonlyMap<string, KnownMember>,
): ReadonlyMap<string, Member> {
  const members = new Map<string, Member>();
  const hold = (account: string): Member => {
    const record = known.get(account)?.record;
    const member = members.get(account) ?? (record ? { record } : newMember(changes.group, account, null));
    members.set(account, member);
    return member;
  };
  // First, so that the events show it.
  for (const [account, profile] of profiles) changes.learn(hold(account), profile);
  for (const { account, from, to, cause } of moves) changes.move(hold(account), from, to, cause, null);
  return members;
}

function showWhatWasSeen(
  transaction: Transaction,
  group: LockedGroup,
  { facts, followsAll }: SightingOrder,
): Promise<unknown>[] {
  const writes: Promise<unknown>[] = [];
  if (facts === 'outdated') writes.push(outdateGroup(transaction, group));
  else if (facts !== null) writes.push(showGroup(transaction, group, facts, group.nowMs));
  if (followsAll) writes.push(followAll(transaction, group));
  return writes;
}

const finishWebhook = (transaction: Transaction, { webhookKey }: SightingOrder): Promise<unknown> =>
  webhookKey === null ? Promise.resolve() : rowsOf(transaction, WEBHOOKS_DONE, [[webhookKey]]);

function recordsOf(
  { sightings }: SightingOrder,
  members: ReadonlyMap<string, Pick<Member, 'record'>>,
): (MembershipRecord | null)[] {
  return sightings.map(({ account }) => {
    const record = members.get(account)?.record;
    return record === undefined ? null : { ...record, key: record.key ?? 0 };
  });
}
