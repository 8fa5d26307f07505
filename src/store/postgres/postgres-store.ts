import { randomUUID } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import type { CommittedChanges, InviteAcceptance, InviteOrder, Store } from '../store.ts';
import { acceptBatch } from './accept.sql.ts';
import { DEFAULT_SCHEMA, openDatabase } from './database.ts';
import { expireInvitations, findDueInvitations } from './expire.sql.ts';
import { forgetEvents, forgetOperations, forgetWebhooks } from './forget.sql.ts';
import { type BatchRunner, GroupQueue } from './group-queue.ts';
import { cancelInvites, type Changed, requeueInvites, withdrawInvites } from './invitations.sql.ts';
import { LaneSql } from './lanes.sql.ts';
import { Lease } from './lease.sql.ts';
import { LostGrants } from './lost-grants.ts';
import { peopleStatements } from './people.sql.ts';
import { eventReads, groupReads, invitationReads, memberReads } from './reads.sql.ts';
import { findGrants, findOrphanedCalls, giveCallBack, takeCall } from './recover.sql.ts';
import { roundStatements } from './rounds.sql.ts';
import { settleCall } from './settle.sql.ts';
import { recordSightings } from './sightings.sql.ts';
import { rowsOf, statement } from './statement.ts';
import { StoreTime } from './time.ts';
import { transact } from './transaction.ts';
import { webhookStatements } from './webhooks.sql.ts';

/** Members whose orders share one transaction at most. */
export const MAX_MEMBERS_PER_BATCH = 10_000;
/** Orders that share one transaction at most. */
export const MAX_ORDERS_PER_BATCH = 256;

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
  const queue = new GroupQueue();
  const lostGrants = new LostGrants(clock);
  const lanes = new LaneSql(database, time);
  /** The groups of the calls that this instance was granted, and under which name, until they are settled. */
  const granted = new Map<number, { readonly group: GroupRef; readonly instanceId: string }>();
  const pending = new Set<Promise<unknown>>();
  let listener: (changes: CommittedChanges) => void = () => {};

  const track = <Value>(work: Promise<Value>): Promise<Value> => {
    pending.add(work);
    const done = (): void => void pending.delete(work);
    work.then(done, done);
    return work;
  };
  const accepting: BatchRunner<InviteOrder, InviteAcceptance> = {
    fits: (batch, order) => fitsBatch(batch, order),
    run: async (batch) => {
      const { acceptances, changes } = await transact(database, (transaction) => acceptBatch(transaction, batch, time));
      listener(changes);
      return acceptances;
    },
  };
  const tell = (changes: CommittedChanges): void => {
    if (changes.events.length > 0 || changes.operations.length > 0) listener(changes);
  };
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
        const acceptance = await track(queue.runInBatch(order.group, order, accepting));
        following?.granted(null);
        return acceptance;
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
      async grantCalls(request, limit) {
        const instanceId = await lease.instanceId();
        const grantId = randomUUID();
        const grants = await track(lanes.grantCalls(request, limit, { instanceId, grantId })).catch(
          (error: unknown) => {
            lostGrants.add(grantId);
            throw error;
          },
        );
        for (const { id, groupId } of grants.calls) {
          granted.set(id, { group: { connectionId: request.connectionId, externalId: groupId }, instanceId });
        }
        return grants;
      },
      mayDepart: (callId) => lease.holds(granted.get(callId)?.instanceId ?? ''),
      markDeparted: (callId, blocksUntilMs) => track(lanes.markDeparted(callId, blocksUntilMs)),
      departureOf: (callId, quota) => lanes.departureOf(callId, quota),
      async settleCall(settlement, following) {
        const call = granted.get(settlement.callId);
        if (call === undefined) throw new Error(`call ${settlement.callId} was not granted to this instance`);
        const settle = () => transact(database, (transaction) => settleCall(transaction, call.group, settlement, time));
        listener(await track(queue.run(call.group, settle)));
        granted.delete(settlement.callId);
        following?.granted(null);
      },
      grantRead: (request) => track(lanes.grantRead(request)),
      learnedMembersPerCall: (connectionId) => lanes.learnedMembersPerCall(connectionId),
      places: (group, inviteKeys) => lanes.places(group, inviteKeys),
      traffic: (group, quota) => lanes.traffic(group, quota),
      async recover(blocksUntilMs) {
        const lost = lostGrants.ids;
        for (const call of lost.length === 0 ? [] : await findGrants(database, lost)) {
          listener(await track(queue.run(call.group, () => giveCallBack(database, call, time))));
        }
        for (const call of await findOrphanedCalls(database, time)) {
          listener(await track(queue.run(call.group, () => takeCall(database, call, blocksUntilMs, time))));
        }
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

function fitsBatch(batch: readonly InviteOrder[], order: InviteOrder): boolean {
  if (batch.length >= MAX_ORDERS_PER_BATCH) return false;
  const members = batch.reduce((sum, { members: { length } }) => sum + length, order.members.length);
  if (members > MAX_MEMBERS_PER_BATCH) return false;
  // Of two orders with one key the second has to find what the first one stored.
  const repeats = (other: InviteOrder): boolean =>
    other.idempotencyKey === order.idempotencyKey && other.caller === order.caller;
  return order.idempotencyKey === null || !batch.some(repeats);
}
