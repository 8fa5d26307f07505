import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventStream } from '../../src/events/event-stream.ts';
import { RESYNC_MS } from '../../src/events/resync.ts';
import type { OperationRecord } from '../../src/store/records.ts';
import type { EventFilter, Store } from '../../src/store/store.ts';
import { seeded } from '../support/seeded.ts';
import { groupOf, Instances, Reader } from './instances.ts';

const SEED = 20_261_121;
/** After so long every reader that has failed has tried again, and every lost hint is made good. */
const AT_LAST_MS = 12 * RESYNC_MS;

const FILTERS: readonly EventFilter[] = [{}, { group: groupOf('g') }, { group: groupOf('h') }, { operationId: 'op2' }];

type Step =
  | { readonly kind: 'invite'; readonly by: number | null; readonly group: string; readonly members: number }
  | { readonly kind: 'join'; readonly by: number | null; readonly members: number }
  | { readonly kind: 'subscribe'; readonly at: number; readonly filter: number; readonly after: number | null }
  | { readonly kind: 'leave'; readonly reader: number }
  | { readonly kind: 'watch'; readonly at: number; readonly operation: number }
  | { readonly kind: 'gap'; readonly at: number }
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'turns'; readonly count: number };

const by = fc.option(fc.nat(1), { freq: 4 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('invite'),
      by,
      group: fc.constantFrom('g', 'g', 'h'),
      members: fc.integer({ min: 1, max: 4 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('join'), by, members: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('subscribe'),
      at: fc.nat(1),
      filter: fc.nat(FILTERS.length - 1),
      after: fc.option(fc.nat(10)),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave'), reader: fc.nat(5) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('watch'), at: fc.nat(1), operation: fc.integer({ min: 1, max: 4 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap'), at: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.nat(1_500) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('turns'), count: fc.nat(10) }) },
);

interface Subscription {
  readonly filter: EventFilter;
  /** Null: live; then it may begin anywhere between the two ends. */
  readonly after: number | null;
  readonly asked: number;
  readonly answered: number;
  readonly stream: EventStream;
  readonly reader: Reader;
}

interface Watch {
  readonly id: string;
  readonly before: OperationRecord | null;
  last: OperationRecord | null;
}

/** One run: several instances, and whoever subscribes and waits at them. */
class Run {
  readonly #random: () => number;
  readonly #subscriptions: Subscription[] = [];
  readonly #watches: Watch[] = [];
  readonly #opening: Promise<void>[] = [];
  readonly instances: Instances;
  #failing: boolean;

  readonly #inTime: boolean;

  /** @param inTime no hint is lost and no read fails: then nobody has to wait for time to pass */
  constructor(seed: number, inTime: boolean) {
    this.#inTime = inTime;
    this.#failing = !inTime;
    const random = (this.#random = seeded(seed + 1));
    this.instances = new Instances(2, {
      // A third of the hints is lost, some come twice, most come late and so out of order.
      fate: () => Array.from({ length: Math.floor(random() * 3) + (inTime ? 1 : 0) }, () => Math.floor(random() * 12)),
      view: (store) => this.#disturb(store),
    });
  }

  async do(next: Step): Promise<void> {
    const { instances } = this;
    switch (next.kind) {
      case 'invite':
        return void (await instances.invite(next.by, next.group, next.members));
      case 'join':
        return instances.join(next.by, next.members);
      case 'subscribe':
        // Not waited for: the world goes on while somebody subscribes.
        return void this.#opening.push(this.#subscribe(next.at, FILTERS[next.filter] ?? {}, next.after));
      case 'leave':
        return void (await this.#subscriptions.splice(next.reader, 1)[0]?.stream.return());
      case 'watch':
        return this.#watch(next.at, `op${next.operation}`);
      case 'gap':
        return instances.at(next.at).wire.lose();
      case 'pass':
        return instances.clock.advance(next.ms);
      case 'turns':
        return instances.holdUp(next.count);
    }
  }

  async check(): Promise<void> {
    this.#failing = false;
    await Promise.all(this.#opening);
    await (this.#inTime ? this.instances.still() : this.instances.pass(AT_LAST_MS));
    for (const { filter, after, asked, answered, reader } of this.#subscriptions) {
      expect(reader.failure).toBeNull();
      const from = after ?? Math.min(answered, Math.max(asked, (reader.positions[0] ?? answered + 1) - 1));
      expect(reader.positions).toEqual(await this.instances.logged(filter, from));
      if (filter.operationId !== undefined) continue;
      for (const sequences of reader.sequences.values()) {
        expect(sequences).toEqual(sequences.map((_, index) => (sequences[0] ?? 0) + index));
      }
    }
    for (const { id, before, last } of this.#watches) {
      const now = await this.instances.store.invitations.operation(id);
      if (before?.counts.queued !== now?.counts.queued) expect(last).toEqual(now);
    }
  }

  async #subscribe(at: number, filter: EventFilter, wanted: number | null): Promise<void> {
    const { store } = this.instances;
    const asked = await store.events.lastPosition();
    const after = wanted === null ? null : Math.min(wanted, asked);
    const stream = await this.instances.at(at).events.feed.subscribe(filter, after);
    const answered = await store.events.lastPosition();
    this.#subscriptions.push({ filter, after, asked, answered, stream, reader: new Reader(stream) });
  }

  async #watch(at: number, id: string): Promise<void> {
    const watch: Watch = { id, before: await this.instances.store.invitations.operation(id), last: null };
    this.instances.at(at).events.watch.watch(id, (operation) => (watch.last = operation));
    this.#watches.push(watch);
  }

  /** Answers come late, show the store as it was or as it is, and what can be asked again fails at times. */
  #disturb(store: Store): Pick<Store, 'events' | 'invitations'> {
    const late = async <Value>(read: () => Promise<Value>): Promise<Value> => {
      const early = await read();
      await this.instances.holdUp(Math.floor(this.#random() * 8));
      return this.#random() < 0.5 ? early : read();
    };
    const flaky = <Value>(read: () => Promise<Value>): Promise<Value> =>
      this.#failing && this.#random() < 0.2 ? Promise.reject(new Error('the store is away')) : late(read);
    const { events, invitations } = store;
    return {
      events: {
        ...events,
        after: (...args) => late(() => events.after(...args)),
        lastPosition: () => late(() => events.lastPosition()),
        marksAfter: (...args) => flaky(() => events.marksAfter(...args)),
      },
      invitations: { ...invitations, operations: (ids) => flaky(() => invitations.operations(ids)) },
    };
  }
}

describe('events over many instances', () => {
  it('reach every subscriber exactly once and in order, whatever becomes of the hints, the reads and those who publish', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(step, { minLength: 20, maxLength: 60 }), async (seed, steps) => {
        const run = new Run(seed, false);
        for (const next of steps) await run.do(next);
        await run.check();
        await run.instances.close();
      }),
      { seed: SEED, numRuns: 200 },
    );
  });

  it('reach them without any time passing when no hint is lost', async () => {
    const sound = step.filter((next) => !('by' in next && next.by === null) && next.kind !== 'pass');
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.array(sound, { minLength: 20, maxLength: 60 }), async (seed, steps) => {
        const run = new Run(seed, true);
        for (const next of steps) await run.do(next);
        await run.check();
        await run.instances.close();
      }),
      { seed: SEED, numRuns: 200 },
    );
  });
});
