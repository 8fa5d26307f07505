import type { Clock } from '../../kernel/clock.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import type { CommittedChanges, FollowingGrants, Store } from '../store.ts';
import { acceptances, settlements } from './batch-kinds.ts';
import { DEFAULT_SCHEMA, openDatabase } from './database.ts';
import { expireInvitations, findDueInvitations } from './expire.sql.ts';
import { forgetEvents, forgetOperations, forgetWebhooks } from './forget.sql.ts';
import { OwnGrants } from './grants.ts';
import { GroupQueue } from './group-queue.ts';
import { cancelInvites, type Changed, requeueInvites, withdrawInvites } from './invitations.sql.ts';
import { answerRepeat } from './idempotency.sql.ts';
import { LaneSql } from './lanes.sql.ts';
import { Lease } from './lease.sql.ts';
import { peopleStatements } from './people.sql.ts';
import { eventReads, groupReads, invitationReads, memberReads } from './reads.sql.ts';
import { findGrants, findOrphanedCalls, giveCallBack, takeCall } from './recover.sql.ts';
import { roundStatements } from './rounds.sql.ts';
import { type CallEnd, endOf } from './settle.sql.ts';
import { recordSightings } from './sightings.sql.ts';
import { signalStatements } from './signals.sql.ts';
import { rowsOf, statement } from './statement.ts';
import { StoreTime } from './time.ts';
import { transact } from './transaction.ts';
import { webhookStatements } from './webhooks.sql.ts';

export interface PostgresStoreOptions {
  /** Such as `postgres://user:password@host:5432/database`. */
  readonly url: string;
  readonly clock: Clock;
  /** Where the tables are. Default: {@link DEFAULT_SCHEMA}. */
  readonly schema?: string;
  /** Default: the database's; `clock` is for tests that move time. */
  readonly timeFollows?: 'database' | 'clock';
  /** Told of connections that broke. */
  readonly onError?: (error: Error) => void;
}

const PING = statement('SELECT 1');
const GROUP_OF_OPERATION = statement(`
  SELECT g.connection_id, g.external_id FROM operations o JOIN groups g ON g.key = o.group_key WHERE o.key = $1`);

/**
 * The store of many instances: PostgreSQL is the truth, and its time decides.
 *
 * Every write of a group is one transaction that holds the lock of the group's row; grants hold the connection's row instead
 * (see `grant.plpgsql.ts` for the order of locks).
 */
export async function openPostgresStore({
  url,
  clock,
  schema = DEFAULT_SCHEMA,
  timeFollows = 'database',
  onError = () => {},
}: PostgresStoreOptions): Promise<Store> {
  const database = await openDatabase(url, schema, onError);
  const time = new StoreTime(clock, timeFollows);
  const lease = await Lease.begin(database, clock, time).catch(async (error: unknown) => {
    await database.end();
    throw error;
  });
  const lanes = new LaneSql(database, time);
  const grants = new OwnGrants(lanes, lease, clock);
  const pending = new Set<Promise<unknown>>();
  let listener: (changes: CommittedChanges) => void = () => {};

  const track = <Value>(work: Promise<Value>): Promise<Value> => {
    pending.add(work);
    const done = (): void => void pending.delete(work);
    work.then(done, done);
    return work;
  };
  const tell = (changes: CommittedChanges): void => {
    if (changes.events.length > 0 || changes.operations.length > 0) listener(changes);
  };
  const queue = new GroupQueue({ database, grants, onCommitted: tell });
  const accepting = acceptances(time);
  const settling = settlements(time);
  const endCall = (input: CallEnd, following?: FollowingGrants): Promise<void> =>
    track(queue.runInBatch(settling, { input, following }));
  const changing = (group: GroupRef, work: () => Promise<Changed>) =>
    queue.run(group, async () => {
      const { operation, changes } = await work();
      listener(changes);
      return operation;
    });
  const groupOf = async (operationKey: number): Promise<GroupRef> => {
    const [row] = await rowsOf<{ connection_id: string; external_id: string }>(database, GROUP_OF_OPERATION, [
      operationKey,
    ]);
    if (row === undefined) throw new Error(`there is no operation with key ${operationKey}`);
    return { connectionId: row.connection_id, externalId: row.external_id };
  };

  return {
    shared: true,
    invitations: {
      ...invitationReads(database),
      async accept(order, following) {
        const acceptance = await track(queue.runInBatch(accepting, { input: order, following }));
        return acceptance ?? answerRepeat(database, order);
      },
      cancel: async (order) => {
        const group = await groupOf(order.operationKey);
        const cancel = () => transact(database, (transaction) => cancelInvites(transaction, group, order, time));
        return track(changing(group, cancel));
      },
      requeue: async (order) => {
        const group = await groupOf(order.operationKey);
        const requeue = () => transact(database, (transaction) => requeueInvites(transaction, group, order, time));
        return track(changing(group, requeue));
      },
      withdraw: async (order) => {
        const group = await groupOf(order.operationKey);
        const withdraw = () => transact(database, (transaction) => withdrawInvites(transaction, group, order, time));
        return track(changing(group, withdraw));
      },
      forget: (beforeMs, limit) => track(forgetOperations(database, time, beforeMs, limit)),
    },
    lanes: {
      anyWaiting: (connectionId) => lanes.anyWaiting(connectionId),
      grantCalls: (request, limit) => track(grants.grant(database, request, limit)),
      mayDepart: (callId) => grants.mayDepart(callId),
      markDeparted: (callId, blocksUntilMs) => track(lanes.markDeparted(callId, blocksUntilMs)),
      departureOf: (callId, quota) => lanes.departureOf(callId, quota),
      async settleCall(settlement, following) {
        await endCall(endOf(settlement, grants.call(settlement.callId)), following);
        grants.settled(settlement.callId);
      },
      grantRead: (request) => track(lanes.grantRead(request)),
      learnedMembersPerCall: (connectionId) => lanes.learnedMembersPerCall(connectionId),
      places: (group, inviteKeys) => lanes.places(group, inviteKeys),
      traffic: (group, quota) => lanes.traffic(group, quota),
      async recover(blocksUntilMs) {
        const lost = grants.lostIds;
        for (const call of lost.length === 0 ? [] : await findGrants(database, lost))
          await endCall(await giveCallBack(database, call));
        for (const call of await findOrphanedCalls(database, time))
          await endCall(await takeCall(database, call, blocksUntilMs));
      },
    },
    sightings: {
      record: (order) =>
        track(
          queue.run(order.group, async () => {
            const { memberships, changes } = await recordSightings(database, order, time);
            tell(changes);
            return [...memberships];
          }),
        ),
      async expire(nowMs, roundAtMs, limit) {
        let count = 0;
        for (const due of await findDueInvitations(database, nowMs, limit, time)) {
          const expire = () =>
            transact(database, (transaction) => expireInvitations(transaction, due, nowMs, roundAtMs, time));
          const changes = await track(queue.run(due.group, expire));
          tell(changes);
          count += changes.events.length;
        }
        return count;
      },
    },
    rounds: roundStatements(database, time),
    webhooks: {
      ...webhookStatements(database, time),
      forget: (beforeMs, limit) => track(forgetWebhooks(database, time, beforeMs, limit)),
    },
    people: peopleStatements(database),
    groups: groupReads(database),
    members: memberReads(database),
    events: {
      ...eventReads(database),
      forget: (beforeMs, limit) => track(forgetEvents(database, time, beforeMs, limit)),
    },
    signals: signalStatements(database, time),
    onCommitted(listen) {
      listener = listen;
    },
    ping: async () => void (await rowsOf(database, PING, [])),
    async close() {
      await Promise.allSettled(pending);
      await lease.end();
      await database.end();
    },
  };
}
