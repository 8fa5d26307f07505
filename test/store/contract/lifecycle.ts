import fc from 'fast-check';
import { expect, it } from 'vitest';
import { COUNTED_AS, mayRetry } from '../../../src/invitations/result.ts';
import type { MemberState } from '../../../src/kernel/vocabulary.ts';
import { type Occurrence, stateAfter, TRANSITIONS } from '../../../src/members/transitions.ts';
import type { GrantedCall, InviteRecord, MemberEvent, OperationRecord } from '../../../src/store/records.ts';
import {
  failed,
  groupOf,
  invitedUntil,
  joined,
  saw,
  type StartStore,
  type StoreSubject,
  settled,
  waits,
} from './subject.ts';

const ACCOUNTS = ['ann', 'bob', 'cid'] as const;
const VERDICTS = ['joined', 'alreadyJoined', 'invited', 'invited', 'failed', 'failed', 'waits'] as const;
const SEEN = ['seenIn', 'seenOut', 'seenInvited', 'left', 'removed', 'groupGone', 'invitationGone'] as const;
const RUNS = 40;
/** Every run of the suite does the same, so that it can be expected to come everywhere. */
const SEED = 20_261_121;
const GROUP = 'g';

const accounts = fc.uniqueArray(fc.constantFrom(...ACCOUNTS), { minLength: 1, maxLength: ACCOUNTS.length });
const happening = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('invite' as const), accounts, silent: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('grant' as const), membersPerCall: fc.integer({ min: 1, max: 3 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      verdicts: fc.array(fc.constantFrom(...VERDICTS), { minLength: 1, maxLength: 3 }),
      inMs: fc.nat(60),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('see' as const),
      sightings: fc.array(fc.tuple(fc.constantFrom(...ACCOUNTS), fc.constantFrom<Occurrence>(...SEEN)), {
        maxLength: 3,
      }),
      /** Looked at when so many of the group's events were still to come; null: counts whatever happened. */
      eventsAgo: fc.option(fc.nat(4)),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel' as const, 'requeue' as const, 'withdraw' as const),
      which: fc.nat(20),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('expire' as const),
      inMs: fc.nat(30),
      limit: fc.integer({ min: 1, max: 3 }),
    }),
  },
);
type Step = typeof happening extends fc.Arbitrary<infer One> ? One : never;
const steps = fc.array(happening, { minLength: 40, maxLength: 60 });

/** One group at a connection of its own, to which things happen in any order. */
class Life {
  readonly operations: OperationRecord[] = [];
  readonly #subject: StoreSubject;
  readonly #connection: string;
  readonly #calls: GrantedCall[] = [];

  constructor(subject: StoreSubject, connection: string) {
    this.#subject = subject;
    this.#connection = connection;
  }

  get group() {
    return groupOf(GROUP, this.#connection);
  }

  events(): Promise<MemberEvent[]> {
    return this.#subject.events({ group: this.group });
  }

  invites(operation: OperationRecord): Promise<readonly InviteRecord[]> {
    return this.#subject.invites(operation);
  }

  async take(step: Step): Promise<void> {
    const subject = this.#subject;
    switch (step.do) {
      case 'invite': {
        const options = step.silent ? { silent: true } : {};
        const where = { group: GROUP, connection: this.#connection, options };
        this.operations.push(await subject.accept(step.accounts, where));
        return;
      }
      case 'grant': {
        const grant = await subject.grant({ connectionId: this.#connection, membersPerCall: step.membersPerCall });
        if (grant.kind === 'granted') this.#calls.push(grant.call);
        return;
      }
      case 'settle': {
        const call = this.#calls.shift();
        if (call !== undefined) await this.#settle(call, step.verdicts, step.inMs);
        return;
      }
      case 'see':
        return this.#see(step.sightings, step.eventsAgo);
      case 'cancel':
      case 'requeue':
      case 'withdraw': {
        const operation = this.operations[step.which % this.operations.length];
        if (operation !== undefined) await this.#change(step.do, operation);
        return;
      }
      case 'expire':
        subject.clock.advance(step.inMs);
        await subject.store.sightings.expire(subject.clock.now(), subject.clock.now() + 10, step.limit);
        return;
    }
  }

  #settle(call: GrantedCall, verdicts: readonly (typeof VERDICTS)[number][], inMs: number): Promise<void> {
    return this.#subject.settle(call, (invite) => {
      const verdict = verdicts[call.invites.indexOf(invite) % verdicts.length];
      if (verdict === 'joined') return joined();
      if (verdict === 'alreadyJoined') return settled({ type: 'alreadyJoined' });
      if (verdict === 'invited') return invitedUntil(this.#subject.clock.now() + inMs);
      return verdict === 'failed' ? settled(failed) : waits();
    });
  }

  /** Applies the table by hand, and expects the store to have done the same. */
  async #see(sightings: readonly (readonly [string, Occurrence])[], eventsAgo: number | null): Promise<void> {
    const before = await this.events();
    const asOfSequence = eventsAgo === null ? null : Math.max(0, before.length - eventsAgo);
    const states = new Map<string, MemberState>();
    const newer = new Set<string>();
    for (const { membership, to, sequence } of before) {
      states.set(membership.account, to);
      if (asOfSequence !== null && sequence > asOfSequence) newer.add(membership.account);
    }
    for (const [account, occurrence] of sightings) {
      const to = newer.has(account) ? null : stateAfter(states.get(account) ?? null, occurrence);
      if (to !== null) states.set(account, to);
    }
    const recorded = await this.#subject.see(
      sightings.map(([account, occurrence]) => saw(account, occurrence, { cause: CAUSES[occurrence] ?? 'WEBHOOK' })),
      { group: GROUP, connection: this.#connection, asOfSequence },
    );
    expect(recorded.map((membership) => membership?.state)).toEqual(sightings.map(([account]) => states.get(account)));
  }

  async #change(what: 'cancel' | 'requeue' | 'withdraw', operation: OperationRecord): Promise<void> {
    if (what === 'cancel') return void (await this.#subject.cancel(operation));
    const invites = await this.invites(operation);
    if (what === 'withdraw') {
      await this.#subject.withdraw(
        operation,
        invites.map(({ key }) => key),
      );
      return;
    }
    const retried = invites.filter(({ result }) => result !== null && mayRetry(result));
    await this.#subject.requeue(
      operation,
      retried.map(({ key }) => key),
    );
  }
}

/** What only a list of members shows. */
const CAUSES: Partial<Record<Occurrence, 'RECONCILIATION'>> = {
  seenInvited: 'RECONCILIATION',
  invitationGone: 'RECONCILIATION',
};

/** A store in another process needs some milliseconds for each of some thousand statements. */
const TIMEOUT_MS = 120_000;

const nameOf = ({ from, to }: Pick<MemberEvent, 'from' | 'to'>): string => `${from ?? 'nothing'} > ${to}`;
const MOVES = [...new Set(TRANSITIONS.map(nameOf))].toSorted();

/** Whatever happens in whatever order. */
export function describeLifecycle(start: StartStore): void {
  it(
    'moves members by the table alone, without a gap, and counts truly, in any order of what happens',
    async () => {
      const subject = await start();
      let runs = 0;
      const reached = new Set<string>();
      await fc.assert(
        fc.asyncProperty(steps, async (taken) => {
          const life = new Life(subject, `run-${++runs}`);
          // Invitations that the run before left open are none of this run's.
          subject.clock.advance(1_000);
          await subject.store.sightings.expire(subject.clock.now(), subject.clock.now(), 1_000);
          subject.commits.length = 0;
          for (const step of taken) await life.take(step);
          const events = await life.events();
          expectOneChain(events);
          for (const event of events) reached.add(nameOf(event));
          await expectAsTold(subject, life, events);
          for (const { id } of life.operations) await expectTrueCounts(subject, life, await subject.operation(id));
        }),
        { numRuns: RUNS, seed: SEED },
      );
      expect([...reached].toSorted()).toEqual(MOVES);
    },
    TIMEOUT_MS,
  );
}

/** Sequences without a gap, and each member's moves one after the other, each by a row of the table. */
function expectOneChain(events: readonly MemberEvent[]): void {
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, at) => at + 1));
  const states = new Map<string, MemberState>();
  for (const { membership, from, to, cause } of events) {
    expect(from).toBe(states.get(membership.account) ?? null);
    expect(TRANSITIONS).toContainEqual(
      expect.objectContaining({ from, to, causes: expect.arrayContaining([cause]) as unknown }),
    );
    states.set(membership.account, to);
  }
}

/** The memberships, what is known of the group, and what the listener heard are what the events say. */
async function expectAsTold(subject: StoreSubject, life: Life, events: readonly MemberEvent[]): Promise<void> {
  const newest = new Map(events.map((event) => [event.membership.account, event]));
  const refs = ACCOUNTS.map((account) => ({ ...life.group, account }));
  const memberships = await subject.store.members.byRefs(refs);
  expect(memberships.map((membership) => membership && [membership.state, membership.changedAtMs])).toEqual(
    ACCOUNTS.map((account) => newest.get(account)).map((event) => (event ? [event.to, event.atMs] : null)),
  );
  const states = [...newest.values()].map(({ to }) => to);
  const standing = await subject.store.rounds.standing(life.group);
  if (standing === null) expect(events).toEqual([]);
  else {
    expect(standing).toMatchObject({
      sequence: events.length,
      known: states.length,
      joined: states.filter((state) => state === 'JOINED').length,
      invited: states.filter((state) => state === 'INVITED').length,
    });
  }
  const told = subject.commits.flatMap((commit) => commit.events);
  expect(told.map(({ position, to, cause }) => ({ position, to, cause }))).toEqual(
    events.map(({ position, to, cause }) => ({ position, to, cause })),
  );
  const waiting = new Set<string>();
  for (const operation of life.operations)
    for (const { account, result } of await life.invites(operation)) if (result === null) waiting.add(account);
  for (const [account, { to }] of newest) if (to === 'QUEUED') expect([...waiting]).toContain(account);
}

/** The counts of an operation are those of its members' results, and it runs as long as one waits. */
async function expectTrueCounts(subject: StoreSubject, life: Life, operation: OperationRecord): Promise<void> {
  const counts = { total: 0, queued: 0, invited: 0, joined: 0, alreadyJoined: 0, failed: 0, cancelled: 0 };
  for (const { result } of await life.invites(operation)) {
    counts.total++;
    counts[result === null ? 'queued' : COUNTED_AS[result.type]]++;
  }
  expect(operation.counts).toEqual(counts);
  expect(operation.status === 'RUNNING').toBe(counts.queued > 0);
  expect(operation.completedAtMs === null).toBe(counts.queued > 0);
  const told = subject.commits.flatMap(({ operations }) => operations).findLast(({ id }) => id === operation.id);
  expect(told?.counts).toEqual(counts);
}
