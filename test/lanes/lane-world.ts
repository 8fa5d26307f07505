import { pino } from 'pino';
import { Connections } from '../../src/connections/connection.ts';
import { createBreaker } from '../../src/datasources/breaker.ts';
import type {
  CallDesk,
  Capabilities,
  InviteAnswer,
  InviteCall,
  InviteOptions,
  MembershipDataSource,
} from '../../src/datasources/datasource.ts';
import type { RetryPolicy } from '../../src/kernel/backoff.ts';
import { type Random, sleep } from '../../src/kernel/clock.ts';
import { Lanes } from '../../src/lanes/lanes.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { OperationRecord } from '../../src/store/records.ts';
import type { CallSettlement, CommittedChanges, InviteOrder, LaneStatements, Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';

export const CONNECTION = 'p';
/** Turns of the event loop without any movement after which only time can move anything. */
const QUIET_TURNS = 6;

/** How one call fares: its way there, the way back, and what the provider makes of it. */
export interface Fate {
  /** What happens before anything is written: nothing leaves. */
  readonly neverLeaves?: Error | undefined;
  readonly thereMs: number;
  readonly backMs: number;
  /** What comes back; an error is thrown. */
  readonly answer: InviteAnswer | Error;
}

/** A call as the provider saw it. */
export interface Arrival {
  readonly atMs: number;
  readonly departedAtMs: number;
  readonly call: InviteCall;
}

export interface LaneWorldOptions {
  readonly capabilities?: Partial<Capabilities>;
  readonly retry?: RetryPolicy;
  /** What becomes of the n-th call, counted from 0. Default: everybody joins, at once. */
  readonly fate?: (call: InviteCall, index: number, nowMs: number) => Fate;
  /** How long the read before a call takes, where the provider is read. */
  readonly readMs?: () => number;
  /** Asked before every statement of the lanes: what it returns is thrown instead. */
  readonly storeFails?: (statement: keyof LaneStatements, nowMs: number) => Error | null;
  readonly random?: Random;
}

export const everybodyJoins = (call: InviteCall): InviteAnswer => ({
  kind: 'outcomes',
  outcomes: new Map(call.members.map(({ account }) => [account, { type: 'joined' }])),
});

const prompt = (call: InviteCall): Fate => ({ thereMs: 0, backMs: 0, answer: everybodyJoins(call) });

/** The real lanes and the real store of one connection, and a provider that does as it is told, in time that only the test moves. */
export class LaneWorld {
  readonly clock = new ManualClock();
  readonly store: Store;
  readonly lanes: Lanes;
  readonly capabilities: Capabilities;
  /** In the order in which they came in. */
  readonly arrivals: Arrival[] = [];
  /** Every call for which the data source was asked, whether it left or not. */
  readonly calls: InviteCall[] = [];
  readonly commits: CommittedChanges[] = [];
  readonly settlements: CallSettlement[] = [];
  readonly #options: LaneWorldOptions;
  #operations = 0;
  #moves = 0;

  constructor(options: LaneWorldOptions = {}) {
    this.#options = options;
    this.capabilities = {
      provider: 'TENCENT_IM',
      membersPerCall: 10,
      callsPerSecond: 1,
      quotaScope: 'CONNECTION',
      readsPerSecond: 10_000,
      inviteOptions: ['REASON', 'REQUIRE_CONSENT', 'SILENT'],
      listsMembers: true,
      removesMembers: true,
      reportsChanges: false,
      readsBeforeInvite: false,
      ...options.capabilities,
    };
    this.store = openSqliteStore(':memory:', this.clock);
    this.store.onCommitted((changes) => void this.commits.push(changes));
    const connection = {
      id: CONNECTION,
      dataSource: this.#dataSource(),
      breaker: createBreaker(this.clock),
      retry: options.retry ?? { attempts: 8, firstDelayMs: 500, maxDelayMs: 60_000 },
      inviteExpiresAfterMs: 7 * 24 * 3_600_000,
    };
    this.lanes = new Lanes(new Connections([connection]), {
      clock: this.clock,
      random: options.random ?? (() => 0.5),
      store: this.#watched(this.store.lanes),
      shared: this.store.shared,
      log: pino({ level: 'silent' }),
    });
  }

  /** Stores an operation and tells the lanes. */
  async invite(groupId: string, accounts: readonly string[], options: InviteOptions = {}): Promise<OperationRecord> {
    const coming = this.lanes.membersComing(CONNECTION);
    const order: InviteOrder = {
      operationId: `o${this.#operations++}`,
      group: { connectionId: CONNECTION, externalId: groupId },
      caller: 'caller',
      idempotencyKey: null,
      inputHash: '',
      idempotentSinceMs: 0,
      options,
      invitedBy: null,
      members: accounts.map((account) => ({ account, withoutMembership: false, joinedAtMs: null, result: null })),
      nowMs: this.clock.now(),
    };
    const acceptance = await this.store.invitations.accept(order, coming?.following);
    if (acceptance.kind !== 'accepted') throw new Error(`the operation was ${acceptance.kind}`);
    this.#moves++;
    coming?.stored();
    coming?.end();
    return acceptance.operation;
  }

  /** Has members invited in `inMs` from now. */
  inviteLater(inMs: number, groupId: string, accounts: readonly string[], options: InviteOptions = {}): void {
    this.clock.setTimer(this.clock.now() + inMs, () => void this.invite(groupId, accounts, options));
  }

  /** Members that are not settled yet, over all operations that were stored so far. */
  async queued(): Promise<number> {
    const ids = Array.from({ length: this.#operations }, (_, index) => `o${index}`);
    const operations = await this.store.invitations.operations(ids);
    return operations.reduce((sum, operation) => sum + (operation?.counts.queued ?? 0), 0);
  }

  /** Moves time from timer to timer until `done`; throws when that takes longer than `limitMs`, or nothing can move any more. */
  async runUntil(done: () => boolean | Promise<boolean>, limitMs = 3_600_000): Promise<void> {
    const untilMs = this.clock.now() + limitMs;
    for (;;) {
      await this.still();
      if (await done()) return;
      const nextMs = this.clock.nextAtMs;
      if (nextMs === undefined) throw new Error('nothing moves any more');
      if (nextMs > untilMs) throw new Error(`it did not come true within ${limitMs} ms`);
      this.clock.advanceTo(nextMs);
    }
  }

  /** Until every stored member is settled and nothing is under way. */
  async runUntilSettled(limitMs?: number): Promise<void> {
    await this.runUntil(async () => this.lanes.callsInFlight === 0 && (await this.queued()) === 0, limitMs);
  }

  /** Moves time by `ms`, letting everything run its course. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.now() + ms;
    await this.still();
    for (let nextMs = this.clock.nextAtMs; nextMs !== undefined && nextMs <= untilMs; nextMs = this.clock.nextAtMs) {
      this.clock.advanceTo(nextMs);
      await this.still();
    }
    this.clock.advanceTo(untilMs);
    await this.still();
  }

  /** Resolves when nothing moves any more without time. */
  async still(): Promise<void> {
    let last = '';
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      await new Promise((resolve) => setImmediate(resolve));
      const now = `${this.#moves} ${this.clock.pending} ${this.clock.nextAtMs}`;
      quiet = now === last ? quiet + 1 : 0;
      last = now;
    }
  }

  #dataSource(): MembershipDataSource {
    const { fate = prompt, readMs = () => 0 } = this.#options;
    return {
      connectionId: CONNECTION,
      capabilities: this.capabilities,
      operatorOf: () => null,
      review: () => null,
      invite: async (call: InviteCall, desk: CallDesk) => {
        this.#moves++;
        const { neverLeaves, thereMs, backMs, answer } = fate(call, this.calls.length, this.clock.now());
        this.calls.push(call);
        if (this.capabilities.readsBeforeInvite) {
          await desk.readPermit();
          await sleep(this.clock, readMs());
        }
        await desk.departurePermit();
        if (neverLeaves !== undefined) throw neverLeaves;
        const departedAtMs = this.clock.now();
        desk.departed();
        if (thereMs > 0) await sleep(this.clock, thereMs);
        this.arrivals.push({ atMs: this.clock.now(), departedAtMs, call });
        if (backMs > 0) await sleep(this.clock, backMs);
        this.#moves++;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      reads: null,
      removals: null,
      withdrawInvites: null,
      webhooks: null,
      ping: async () => {},
      close: async () => {},
    };
  }

  /** The same statements, but every step shows that something moves, and may be told to fail. */
  #watched(statements: LaneStatements): LaneStatements {
    const watched = Object.entries(statements).map(([name, statement]) => [
      name,
      async (...args: unknown[]) => {
        this.#moves++;
        const failure = this.#options.storeFails?.(name as keyof LaneStatements, this.clock.now()) ?? null;
        if (failure !== null) throw failure;
        const value: unknown = await (statement as (...args: unknown[]) => Promise<unknown>)(...args);
        if (name === 'settleCall') this.settlements.push(args[0] as CallSettlement);
        this.#moves++;
        return value;
      },
    ]);
    return {
      ...(Object.fromEntries(watched) as LaneStatements),
      mayDepart: (callId) => statements.mayDepart(callId),
    };
  }
}

/** The least time between a call and the one `callsAtOnce` calls later, over the arrivals of one scope; Infinity when there are too few. */
export function tightestWindowMs(atMs: readonly number[], callsAtOnce: number): number {
  const sorted = atMs.toSorted((a, b) => a - b);
  return Math.min(Infinity, ...sorted.slice(callsAtOnce).map((at, index) => at - (sorted[index] ?? 0)));
}
