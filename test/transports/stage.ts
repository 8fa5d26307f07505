import { randomUUID } from 'node:crypto';
import { checkConfig } from '../../src/config/load.ts';
import { Connections } from '../../src/connections/connection.ts';
import { createBreaker } from '../../src/datasources/breaker.ts';
import type { GroupFacts } from '../../src/datasources/datasource.ts';
import { createDataSource } from '../../src/datasources/registry.ts';
import { Feed } from '../../src/events/feed.ts';
import { MemberSubscriptions } from '../../src/events/member-subscriptions.ts';
import { OperationWatch } from '../../src/events/operation-watch.ts';
import { createContainer } from '../../src/graphql/container.ts';
import { createContextFactory } from '../../src/graphql/context.ts';
import { createResolvers } from '../../src/graphql/resolvers.ts';
import { createReferenceResolvers } from '../../src/graphql/references.ts';
import { buildMembershipSchema } from '../../src/graphql/schema.ts';
import { OperationSubscriptions } from '../../src/invitations/progress.ts';
import { Waiting } from '../../src/kernel/waiting.ts';
import { Errands } from '../../src/lanes/errands.ts';
import { DAY } from '../../src/kernel/duration.ts';
import { type GroupRef, parseGroupId } from '../../src/kernel/ids.ts';
import type { MemberEvent } from '../../src/store/records.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type Front, type FrontOptions, recordLog, startFront } from './front.ts';
import { grantOne } from '../support/grant-one.ts';

export const GROUP = 'wechat:34757816141@chatroom';
export const OTHER_GROUP = 'wechat:other@chatroom';
/** Events and operations are kept so long on the stage. */
export const RETENTION_MS = DAY;

/** Statements of the store that were asked for, by name, e.g. `members.byRefs`. */
export type Statements = string[];

/**
 * The transports over the real schema, store and feed, but with nobody who sends invites: the test itself stores them and says
 * what becomes of them. Shows what subscribers cost.
 */
export class Stage implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly feed: Feed;
  readonly watch: OperationWatch;
  readonly statements: Statements;
  readonly front: Front;
  /** Made-up events come after all that are in the log. */
  #madeUpPosition = 1_000_000;

  private constructor(parts: Pick<Stage, 'clock' | 'store' | 'feed' | 'watch' | 'statements' | 'front'>) {
    this.clock = parts.clock;
    this.store = parts.store;
    this.feed = parts.feed;
    this.watch = parts.watch;
    this.statements = parts.statements;
    this.front = parts.front;
  }

  static async start(options: Pick<FrontOptions, 'access' | 'callbackOrigins'> = {}): Promise<Stage> {
    const clock = new ManualClock();
    const statements: Statements = [];
    const store = noteReads(openSqliteStore(':memory:', clock), statements);
    const connections = connectionsOfStage(clock);
    const feed = new Feed(store.events);
    const watch = new OperationWatch();
    store.onCommitted(({ events, operations }) => {
      feed.publish(events);
      watch.publish(operations);
    });
    const lanes = { membersComing: () => null, membersArrived: () => {} };
    const waiting = new Waiting();
    const errands = new Errands({
      clock,
      random: Math.random,
      store: store.lanes,
      waiting,
      log: recordLog().log,
    });
    const deps = { store, connections, watch, waiting, clock, lanes, errands };
    const container = createContainer(createResolvers(deps));
    const createContext = createContextFactory(store, {
      members: new MemberSubscriptions({ feed, log: store.events, connections, clock, retentionMs: RETENTION_MS }),
      operations: new OperationSubscriptions(store.invitations, watch, clock),
    });
    const schema = await buildMembershipSchema(container, createReferenceResolvers(connections), { clock });
    const front = await startFront({ schema, clock, createContext, store, ...options });
    return new Stage({ clock, store, feed, watch, statements, front });
  }

  get url(): string {
    return this.front.url;
  }

  /** Stores an invite, which makes one event for every account, and returns the operation's id. */
  async invite(accounts: readonly string[], groupId = GROUP): Promise<string> {
    const { operation } = (await this.store.invitations.accept({
      operationId: randomUUID(),
      group: parseGroupId(groupId) as GroupRef,
      caller: '',
      idempotencyKey: null,
      inputHash: '',
      idempotentSinceMs: 0,
      options: {},
      invitedBy: null,
      members: accounts.map((account) => ({ account, withoutMembership: false, joinedAtMs: null, result: null })),
      nowMs: this.clock.now(),
    })) as { operation: { id: string } };
    return operation.id;
  }

  /** Lets the provider take `members` of those who wait, oldest first, in one call, and say that they have joined. */
  async join(members = 1, facts: GroupFacts | null = null): Promise<void> {
    const nowMs = this.clock.now();
    const grant = await grantOne(this.store.lanes, {
      connectionId: 'wechat',
      quota: { callsAtOnce: 1_000_000, scope: 'CONNECTION' },
      membersPerCall: members,
      nowMs,
      aheadMs: 0,
    });
    if (grant.kind !== 'granted') throw new Error('nobody waits');
    await this.store.lanes.settleCall({
      callId: grant.call.id,
      nowMs,
      blocksUntilMs: null,
      verdicts: new Map(
        grant.call.invites.map(({ key }) => [key, { kind: 'settled', result: { type: 'joined', joinedAtMs: nowMs } }]),
      ),
      facts,
      profiles: null,
      pauseUntilMs: null,
      learnedMembersPerCall: null,
    });
  }

  /** Publishes changes that are in no log, of as many accounts. */
  publish(accounts: readonly string[], userId: string | null = null): void {
    this.feed.publish(accounts.map((account) => this.#madeUp(account, userId)));
  }

  #madeUp(account: string, userId: string | null): MemberEvent {
    const atMs = this.clock.now();
    const position = ++this.#madeUpPosition;
    const group = parseGroupId(GROUP) as GroupRef;
    const state = 'JOINED';
    return {
      position,
      sequence: position,
      atMs,
      from: null,
      to: state,
      cause: 'WEBHOOK',
      operationId: null,
      membership: {
        ...group,
        key: position,
        account,
        state,
        changedAtMs: atMs,
        invitedBy: null,
        userId,
        profile: null,
      },
    };
  }

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.front[Symbol.asyncDispose]();
  }
}

function connectionsOfStage(clock: ManualClock): Connections {
  const loaded = checkConfig(
    { connections: [{ id: 'wechat', provider: 'gewe', baseUrl: 'http://127.0.0.1:9', token: 'token', appId: 'app' }] },
    {},
  );
  if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
  const { log } = recordLog();
  return new Connections(
    loaded.config.connections.map((settings) => ({
      id: settings.id,
      dataSource: createDataSource(settings, { clock, random: () => 0.5, log }),
      breaker: createBreaker(clock),
      retry: settings.retry,
      inviteExpiresAfterMs: settings.inviteExpiresAfter,
    })),
  );
}

/** The store itself; which of its reads are asked for is written down. */
function noteReads(store: Store, statements: Statements): Store {
  const noting = <Part extends object>(name: string, part: Part): Part =>
    Object.fromEntries(
      Object.entries(part).map(([method, call]: [string, (...given: never[]) => unknown]) => [
        method,
        (...given: never[]) => {
          statements.push(`${name}.${method}`);
          return call(...given);
        },
      ]),
    ) as Part;
  return {
    ...store,
    invitations: noting('invitations', store.invitations),
    groups: noting('groups', store.groups),
    members: noting('members', store.members),
    people: noting('people', store.people),
  };
}
