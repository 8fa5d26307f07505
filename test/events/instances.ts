import { onTestFinished } from 'vitest';
import type { EventStream } from '../../src/events/event-stream.ts';
import { SharedEvents } from '../../src/events/shared-events.ts';
import type { InviteResult } from '../../src/invitations/result.ts';
import type { OperationRecord } from '../../src/store/records.ts';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { EventFilter, Store } from '../../src/store/store.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type BusWire, type Fate, MemoryBus, nextTurn } from '../support/memory-bus.ts';
import { WrittenLog } from '../wires/written-log.ts';
import { settle } from './log.ts';
import { grantOne } from '../support/grant-one.ts';

export interface Instance {
  readonly events: SharedEvents;
  readonly wire: BusWire;
}

/** Changes how an instance sees the store. */
export type View = (store: Store) => Pick<Store, 'events' | 'invitations'>;

const JOINED: InviteResult = { type: 'joined', joinedAtMs: 0 };

export const groupOf = (externalId: string) => ({ connectionId: 'c', externalId });

/** Several instances on one store: commits are told to the instance that makes them, and everything else goes its way. */
export class Instances {
  readonly clock = new ManualClock();
  readonly store: Store = openSqliteStore(':memory:', this.clock);
  readonly written = new WrittenLog();
  readonly all: readonly Instance[];
  readonly #bus: MemoryBus;
  /** Answers of the store that are held up. */
  heldUp = 0;
  #committer: Instance | null = null;
  #operations = 0;

  constructor(count: number, { fate, view = (store) => store }: { fate?: Fate; view?: View } = {}) {
    const bus = (this.#bus = new MemoryBus(fate));
    const deps = { clock: this.clock, random: () => 0.5, log: this.written.log };
    this.all = Array.from({ length: count }, () => {
      const wire = bus.open();
      return { wire, events: new SharedEvents(view(this.store), wire, deps) };
    });
    this.store.onCommitted((changes) => this.#committer?.events.committed(changes));
  }

  /** The same, ended with the running test. */
  static start(count: number, options: ConstructorParameters<typeof Instances>[1] = {}): Instances {
    const instances = new Instances(count, options);
    onTestFinished(() => instances.close());
    return instances;
  }

  at(index: number): Instance {
    return this.all[index % this.all.length] as Instance;
  }

  async close(): Promise<void> {
    for (const { events } of this.all) events.close();
    await this.store.close();
  }

  /** Invites so many members. @param by the index of the instance; null: one that dies right after its commit */
  async invite(by: number | null, group: string, members: number): Promise<OperationRecord> {
    const operationId = `op${++this.#operations}`;
    const acceptance = await this.#as(by, () =>
      this.store.invitations.accept({
        operationId,
        group: groupOf(group),
        caller: '',
        idempotencyKey: null,
        inputHash: '',
        idempotentSinceMs: 0,
        options: {},
        invitedBy: null,
        members: Array.from({ length: members }, (_, index) => ({
          account: `${operationId}-${index}`,
          withoutMembership: false,
          joinedAtMs: null,
          result: null,
        })),
        nowMs: this.clock.now(),
      }),
    );
    if (acceptance.kind !== 'accepted') throw new Error(acceptance.kind);
    return acceptance.operation;
  }

  /** Has so many of those who wait longest join. */
  async join(by: number | null, members: number): Promise<void> {
    const nowMs = this.clock.now();
    const quota = { callsAtOnce: 1_000_000, scope: 'CONNECTION' } as const;
    const order = { connectionId: 'c', quota, membersPerCall: members, nowMs, aheadMs: 0 };
    const grant = await grantOne(this.store.lanes, order);
    if (grant.kind !== 'granted') return;
    const verdicts = new Map(grant.call.invites.map(({ key }) => [key, { kind: 'settled', result: JOINED } as const]));
    await this.#as(by, () =>
      this.store.lanes.settleCall({
        callId: grant.call.id,
        nowMs,
        blocksUntilMs: null,
        verdicts,
        facts: null,
        profiles: null,
        pauseUntilMs: null,
        learnedMembersPerCall: null,
      }),
    );
  }

  /** Lets time pass and everything run its course that becomes due. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.clock.now() + ms;
    await this.still();
    for (let next = this.clock.nextAtMs; next !== undefined && next <= untilMs; next = this.clock.nextAtMs) {
      this.clock.advanceTo(next);
      await this.still();
    }
    this.clock.advanceTo(untilMs);
    await this.still();
  }

  /** Resolves when nothing happens any more without time. */
  async still(): Promise<void> {
    do await settle();
    while (this.heldUp > 0 || this.#bus.underWay > 0);
  }

  /** Holds something up for so many turns of the event loop. */
  async holdUp(turns: number): Promise<void> {
    this.heldUp++;
    for (let turn = 0; turn < turns; turn++) await nextTurn();
    this.heldUp--;
  }

  /** Positions of what is in the log. */
  async logged(filter: EventFilter = {}, after = 0): Promise<number[]> {
    return (await this.store.events.after(after, filter, 1_000_000)).map(({ position }) => position);
  }

  /** Commits of one turn share a transaction, so one is made after the other. */
  async #as<Value>(by: number | null, commit: () => Promise<Value>): Promise<Value> {
    this.#committer = by === null ? null : this.at(by);
    return commit();
  }
}

/** Reads a stream to its end, and writes down what it gave. */
export class Reader {
  readonly positions: number[] = [];
  readonly sequences = new Map<string, number[]>();
  failure: unknown = null;

  constructor(stream: EventStream) {
    this.#read(stream).catch((error: unknown) => (this.failure = error));
  }

  async #read(stream: EventStream): Promise<void> {
    for await (const { position, sequence, membership } of stream) {
      this.positions.push(position);
      const of = this.sequences.get(membership.externalId) ?? [];
      this.sequences.set(membership.externalId, [...of, sequence]);
    }
  }
}
