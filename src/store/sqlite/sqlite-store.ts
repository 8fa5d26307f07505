import type { Clock } from '../../kernel/clock.ts';
import type { CommittedChanges, Store } from '../store.ts';
import { prepareAccept } from './accept.sql.ts';
import { openDatabase } from './database.ts';
import { prepareGrant } from './grant.sql.ts';
import { GroupCommit } from './group-commit.ts';
import { prepareInvitationChanges, prepareInvitationReads } from './invitations.sql.ts';
import { prepareLaneStatements } from './lanes.sql.ts';
import { prepareEventReads, prepareGroupReads, prepareMemberReads } from './reads.sql.ts';
import { prepareSettle } from './settle.sql.ts';
import { prepareChangeStatements } from './unit-of-work.ts';

/**
 * The embedded store: one SQLite file that this process holds alone.
 *
 * SQLite works in this thread, so a statement is over before anything else can run: reads answer at once and see the newest
 * commit, writes gather into one transaction a turn of the event loop.
 */
export function openSqliteStore(dataDir: string, clock: Clock): Store {
  const database = openDatabase(dataDir);
  const commits = new GroupCommit(database);
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
  let listener: (changes: CommittedChanges) => void = () => {};

  const write = <Value>(work: () => Value): Promise<Value> => commits.run(work, () => {});
  const changing = <Value extends { readonly changes: CommittedChanges }>(work: () => Value): Promise<Value> =>
    commits.run(work, ({ changes }) => listener(changes));
  const read = async <Value>(work: () => Value): Promise<Value> => work();

  const comes = undefined as never;
  return {
    shared: false,
    sightings: comes,
    rounds: comes,
    webhooks: comes,
    people: comes,
    invitations: {
      withdraw: comes,
      accept: async (order) => (await changing(() => accept(order))).acceptance,
      cancel: async (order) => (await changing(() => invitationChanges.cancel(order))).operation,
      requeue: async (order) => (await changing(() => invitationChanges.requeue(order))).operation,
      operation: (id) => read(() => invitationReads.operation(id)),
      operations: (ids) => read(() => invitationReads.operations(ids)),
      invites: (operationKey, page) => read(() => invitationReads.invites(operationKey, page)),
      invitesOf: (operationKey, accounts) => read(() => invitationReads.invitesOf(operationKey, accounts)),
      forget: (beforeMs, limit) => write(() => invitationChanges.forget(beforeMs, limit)),
    },
    lanes: {
      anyWaiting: comes,
      grantCall: (request) => write(() => grant(request)),
      departureOf: (callId, quota) => read(() => lanes.departureOf(callId, quota, clock.now())),
      mayDepart: () => true,
      markDeparted: (callId, blocksUntilMs) => write(() => lanes.markDeparted(callId, blocksUntilMs)),
      settleCall: async (settlement) => void (await changing(() => ({ changes: settle(settlement) }))),
      grantRead: (request) => write(() => lanes.grantRead(request)),
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
    events: {
      after: (position, filter, limit) => read(() => events.after(position, filter, limit)),
      marksAfter: (position, limit) => read(() => events.marksAfter(position, limit)),
      lastPosition: () => read(() => events.lastPosition()),
      ofMember: (membershipKey, page) => read(() => events.ofMember(membershipKey, page)),
      forget: (beforeMs, limit) => write(() => events.forget(beforeMs, limit)),
    },
    onCommitted(listen) {
      listener = listen;
    },
    ping: () => read(() => void database.prepare('SELECT 1').get()),
    close: () =>
      read(() => {
        commits.flush();
        database.close();
      }),
  };
}
