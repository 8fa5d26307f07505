import type { DatabaseSync } from 'node:sqlite';
import type { ProfileFacts } from '../../datasources/datasource.ts';
import type { MembershipRef } from '../../kernel/ids.ts';
import { MemberChangeCause } from '../../kernel/vocabulary.ts';
import { stateAfter } from '../../members/transitions.ts';
import { canonicalProfile, countsFrom, leavesSomething } from '../order.ts';
import type { MembershipRecord } from '../records.ts';
import { MEMBERSHIP_COLUMNS, type MembershipRow, toMembership } from '../rows.ts';
import { type CommittedChanges, MAX_SIGHTINGS, type Sighting, type SightingOrder } from '../store.ts';
import { prepareGroupKeys } from './group-keys.sql.ts';
import { type KnownMembers, prepareKnownMembers, storedText } from './known-members.sql.ts';
import { limitOf } from './limit.ts';
import { prepareShown } from './shown.sql.ts';
import { type ChangeStatements, type MovingMembership, UnitOfWork } from './unit-of-work.ts';

export interface Recorded {
  readonly memberships: readonly (MembershipRecord | null)[];
  readonly changes: CommittedChanges;
}

/** An account of one order. */
interface Seen {
  membership: MovingMembership | null;
  /** It moved after it was looked at. */
  readonly leftAlone: boolean;
}

interface SeenRow extends MembershipRow {
  m_sequence: number;
}

interface ExpiringRow extends MembershipRow {
  group_key: number;
}

/** What was seen of groups and their members at the provider. */
export function prepareSightings(database: DatabaseSync, change: ChangeStatements) {
  const groups = prepareGroupKeys(database);
  const shown = prepareShown(database);
  const readKnown = prepareKnownMembers<SeenRow>(database, 'm.sequence AS m_sequence');
  const followAll = database.prepare('UPDATE groups SET follows_all = 1 WHERE key = ? AND follows_all = 0');
  const webhookDone = database.prepare('UPDATE webhooks SET done = 1 WHERE key = ?');
  const expiring = database.prepare(`
    SELECT m.group_key, ${MEMBERSHIP_COLUMNS}
    FROM memberships m INDEXED BY memberships_expiring JOIN groups g ON g.key = m.group_key
    WHERE m.state = 'INVITED' AND m.expires_at <= ? ORDER BY m.expires_at, m.key ${limitOf()}`);

  function look(groupKey: number, known: KnownMembers<SeenRow>, account: string, asOfSequence: number | null): Seen {
    const row = known.rows.get(account);
    if (row === undefined) return { membership: null, leftAlone: false };
    return {
      membership: { groupKey, record: toMembership(row) },
      leftAlone: asOfSequence !== null && row.m_sequence > asOfSequence,
    };
  }

  function apply(
    work: UnitOfWork,
    member: MembershipRef & { readonly userId: string | null },
    groupKey: number,
    seen: Seen,
    { occurrence, cause, profile, beginsMembership, onlyFrom }: Sighting,
  ): void {
    const from = seen.membership?.record.state ?? null;
    if (seen.leftAlone || !countsFrom(from, onlyFrom)) return;
    const reason = { cause, operationId: null };
    const to = stateAfter(from, occurrence);
    if (seen.membership === null) {
      if (to === null || !beginsMembership) return;
      seen.membership = work.begin(groupKey, { ...member, invitedBy: null, profile: profile ?? null }, to, reason);
      return;
    }
    if (profile !== undefined) showProfile(work, seen.membership, profile);
    if (to !== null) work.move(seen.membership, to, reason);
  }

  function showProfile(work: UnitOfWork, membership: MovingMembership, profile: ProfileFacts): void {
    const text = canonicalProfile(profile);
    const known = membership.record.profile;
    if (known !== null && canonicalProfile(known) === text) return;
    work.showProfile(membership, JSON.parse(text) as ProfileFacts);
  }

  function showGroup(groupKey: number, { group, facts, followsAll, roundAtMs, nowMs }: SightingOrder): void {
    if (facts === 'outdated') shown.setFactsAt.run(null, groupKey);
    else if (facts !== null) {
      shown.addFacts(groupKey, facts);
      shown.setFactsAt.run(nowMs, groupKey);
    }
    if (followsAll) followAll.run(groupKey);
    if (roundAtMs !== null) change.askForRound.run(groupKey, group.connectionId, roundAtMs);
  }

  return {
    record(order: SightingOrder): Recorded {
      const { sightings, asOfSequence } = order;
      if (sightings.length > MAX_SIGHTINGS) throw new RangeError(`more than ${MAX_SIGHTINGS} sightings in one order`);
      const work = new UnitOfWork(change, order.nowMs);
      const accounts = new Map<string, Seen>();
      const groupKey = leavesSomething(order) ? groups.findOrMake(order.group) : groups.find(order.group);
      if (groupKey !== null) {
        const known = readKnown(groupKey, order.group, [...new Set(sightings.map((one) => storedText(one.account)))]);
        for (const sighting of sightings) {
          const account = storedText(sighting.account);
          // What an earlier sighting of the order moved was not moved by others meanwhile.
          const seen = accounts.get(account) ?? look(groupKey, known, account, asOfSequence);
          accounts.set(account, seen);
          const member = { ...order.group, account, userId: known.userIds.get(account) ?? null };
          apply(work, member, groupKey, seen, sighting);
        }
        showGroup(groupKey, order);
      }
      if (order.webhookKey !== null) webhookDone.run(order.webhookKey);
      return {
        changes: work.finish(),
        memberships: sightings.map(({ account }) => accounts.get(storedText(account))?.membership?.record ?? null),
      };
    },

    expire(nowMs: number, roundAtMs: number, limit: number): { count: number; changes: CommittedChanges } {
      const work = new UnitOfWork(change, nowMs);
      const connections = new Map<number, string>();
      const rows = expiring.all(nowMs, limit) as unknown as ExpiringRow[];
      for (const row of rows) {
        const to = stateAfter(row.state, 'invitationExpired');
        if (to === null) throw new TypeError(`a membership that is ${row.state} cannot expire`);
        const reason = { cause: MemberChangeCause.EXPIRY, operationId: null };
        work.move({ groupKey: row.group_key, record: toMembership(row) }, to, reason);
        connections.set(row.group_key, row.connection_id);
      }
      for (const [groupKey, connectionId] of connections) change.askForRound.run(groupKey, connectionId, roundAtMs);
      return { count: rows.length, changes: work.finish() };
    },
  };
}
