import type { Clock } from '../../kernel/clock.ts';
import type { CommittedChanges, Store } from '../store.ts';
import { prepareAccept } from './accept.sql.ts';
import { openDatabase, type OpenedDatabase } from './database.ts';
import { GrantsOfCommit } from './grants-of-commit.ts';
import { prepareGrant } from './grant.sql.ts';
import { GroupCommit } from './group-commit.ts';
import { prepareInvitationChanges, prepareInvitationReads } from './invitations.sql.ts';
import { prepareLaneStatements } from './lanes.sql.ts';
import { preparePeople } from './people.sql.ts';
import { prepareEventReads, prepareGroupReads, prepareMemberReads } from './reads.sql.ts';
import { prepareRounds } from './rounds.sql.ts';
import { prepareSettle } from './settle.sql.ts';
import { prepareSightings } from './sightings.sql.ts';
import { prepareSignals } from './signals.sql.ts';
import { prepareChangeStatements } from './unit-of-work.ts';
import { prepareWebhooks } from './webhooks.sql.ts';

/**
 * The embedded store: one SQLite file that this process holds alone.
 *
 * SQLite works in this thread, so a statement is over before anything else can run: reads answer at once and see the newest
 * commit, writes gather into one transaction a turn of the event loop, and whoever wrote goes on once that is on the disk.
 */
export const openSqliteStore = (dataDir: string, clock: Clock): Store => storeOn(openDatabase(dataDir), clock);

/** The same on a database that is open already. Every statement is compiled here, and none while it runs. */
export function storeOn({ database, disk, close }: OpenedDatabase, clock: Clock): Store {
  const commits = new GroupCommit(database, disk);
  const change = prepareChangeStatements(database);
  const accept = prepareAccept(database, change);
  const invitationReads = prepareInvitationReads(database);
  const invitationChanges = prepareInvitationChanges(database, change);
  const grant = prepareGrant(database);
  const settle = prepareSettle(database, change);
  const lanes = prepareLaneStatements(database);
  const groups = prepareGroupReads(database);
  const members = prepareMemberReads(database);
  const events = prepareEventReads(database);
  const sightings = prepareSightings(database, change);
  const rounds = prepareRounds(database);
  const webhooks = prepareWebhooks(database);
  const people = preparePeople(database);
  const signals = prepareSignals(database);
  const grantsOfCommit = new GrantsOfCommit(commits, grant, lanes.anyWaiting);
  const ping = database.prepare('SELECT 1');
  let listener: (changes: CommittedChanges) => void = () => {};

  const write = <Value>(work: () => Value): Promise<Value> => commits.run(work, () => {});
  const changing = <Value extends { readonly changes: CommittedChanges }>(
    work: () => Value,
    memberCount = 1,
  ): Promise<Value> => commits.run(work, ({ changes }) => listener(changes), memberCount);
  const read = async <Value>(work: () => Value): Promise<Value> => work();

  return {
    shared: false,
    invitations: {
      async accept(order, following) {
        const accepted = changing(() => accept(order), order.members.length);
        if (following !== undefined) grantsOfCommit.follow(following);
        return (await accepted).acceptance;
      },
      cancel: async (order) => (await changing(() => invitationChanges.cancel(order))).operation,
      requeue: async (order) => (await changing(() => invitationChanges.requeue(order))).operation,
      withdraw: async (order) => (await changing(() => invitationChanges.withdraw(order))).operation,
      operation: (id) => read(() => invitationReads.operation(id)),
      operations: (ids) => read(() => invitationReads.operations(ids)),
      invites: (operationKey, page) => read(() => invitationReads.invites(operationKey, page)),
      invitesOf: (operationKey, accounts) => read(() => invitationReads.invitesOf(operationKey, accounts)),
      forget: (beforeMs, limit) => write(() => invitationChanges.forget(beforeMs, limit)),
    },
    lanes: {
      async grantCalls(request, limit) {
        // Asked for after every departure and settlement; mostly nobody waits, and nothing has to be written.
        if (!lanes.anyWaiting(request.connectionId)) return { calls: [], againAtMs: null };
        return write(() => grant(request, limit));
      },
      departureOf: (callId, quota) => read(() => lanes.departureOf(callId, quota, clock.now())),
      mayDepart: () => true,
      markDeparted: (callId, blocksUntilMs) => write(() => lanes.markDeparted(callId, blocksUntilMs)),
      async settleCall(settlement, following) {
        const settled = changing(() => ({ changes: settle(settlement) }), settlement.verdicts.size);
        if (following !== undefined) grantsOfCommit.follow(following);
        await settled;
      },
      grantRead: (request) => write(() => lanes.grantRead(request)),
      anyWaiting: (connectionId) => read(() => lanes.anyWaiting(connectionId)),
      learnedMembersPerCall: (connectionId) => read(() => lanes.learnedMembersPerCall(connectionId)),
      places: (group, inviteKeys) => read(() => lanes.places(group, inviteKeys)),
      traffic: (group, quota, nowMs) => read(() => lanes.traffic(group, quota, nowMs)),
      recover: async (blocksUntilMs) =>
        void (await changing(() => {
          lanes.recover(blocksUntilMs);
          return { changes: invitationChanges.cancelAsAsked(clock.now()) };
        })),
    },
    groups: { byRefs: (refs) => read(() => groups.byRefs(refs)) },
    members: {
      byRefs: (refs) => read(() => members.byRefs(refs)),
      ofGroup: (group, states, page) => read(() => members.ofGroup(group, states, page)),
      countOfGroup: (group, states) => read(() => members.countOfGroup(group, states)),
      ofUser: (userId, states, page) => read(() => members.ofUser(userId, states, page)),
      countOfUser: (userId, states) => read(() => members.countOfUser(userId, states)),
    },
    sightings: {
      record: async (order) => [...(await changing(() => sightings.record(order), order.sightings.length)).memberships],
      expire: async (nowMs, roundAtMs, limit) =>
        (await changing(() => sightings.expire(nowMs, roundAtMs, limit))).count,
    },
    rounds: {
      take: (connectionIds, limit, nowMs, leaseUntilMs) =>
        write(() => rounds.take(connectionIds, limit, nowMs, leaseUntilMs)),
      finish: (taken, next, nowMs) => write(() => rounds.finish(taken, next, nowMs)),
      standing: (group) => read(() => rounds.standing(group)),
    },
    webhooks: {
      keep: (webhook) => write(() => webhooks.keep(webhook)),
      take: (connectionIds, limit, nowMs, leaseUntilMs) =>
        write(() => webhooks.take(connectionIds, limit, nowMs, leaseUntilMs)),
      putOff: (keys, atMs) => write(() => webhooks.putOff(keys, atMs)),
      done: (keys) => write(() => webhooks.done(keys)),
      forget: (beforeMs, limit) => write(() => webhooks.forget(beforeMs, limit)),
    },
    people: {
      link: (link) => write(() => people.link(link)),
      unlink: (link) => write(() => people.unlink(link)),
      accountsOf: (userIds) => read(() => people.accountsOf(userIds)),
    },
    events: {
      after: (position, filter, limit) => read(() => events.after(position, filter, limit)),
      marksAfter: (position, limit) => read(() => events.marksAfter(position, limit)),
      lastPosition: () => read(() => events.lastPosition()),
      ofMember: (membershipKey, page) => read(() => events.ofMember(membershipKey, page)),
      forget: (beforeMs, limit) => write(() => events.forget(beforeMs, limit)),
    },
    signals: {
      backlog: (connectionIds, nowMs) => read(() => signals.backlog(connectionIds, nowMs)),
      originsOf: (inviteKeys, limit) => read(() => signals.originsOf(inviteKeys, limit)),
      traceparentsOf: (operationIds) => read(() => signals.traceparentsOf(operationIds)),
    },
    onCommitted(listen) {
      listener = listen;
    },
    ping: () =>
      read(() => {
        commits.check();
        ping.get();
      }),
    close: () =>
      read(() => {
        commits.flush();
        close();
      }),
  };
}
