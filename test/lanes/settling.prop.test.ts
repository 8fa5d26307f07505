import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InviteAnswer, InviteCall, InviteOptions, MemberOutcome } from '../../src/datasources/datasource.ts';
import { DataSourceError, type Fault } from '../../src/datasources/fault.ts';
import { canMove } from '../../src/members/transitions.ts';
import type { Random } from '../../src/kernel/clock.ts';
import { CONNECTION, type Fate, LaneWorld } from './lane-world.ts';
import { seeded } from '../support/seeded.ts';

const SEED = 20_261_121;
const MAX_MEMBERS = 6;
const RETRY = { attempts: 4, firstDelayMs: 200, maxDelayMs: 2_000 };
const OPTIONS: readonly InviteOptions[] = [{}, { silent: true }, { reason: 'because', requireConsent: true }];

/** How often the provider of a run does what, each a share of its calls. */
const habits = fc.record({
  seed: fc.nat(),
  faults: fc.constantFrom(0, 0.1, 0.4),
  setbacks: fc.constantFrom(0, 0.3),
  ghosts: fc.constantFrom(0, 0.1),
  /** More members than this are too many; from now on, or just for now. */
  limit: fc.constantFrom(1, 2, 3, 5, MAX_MEMBERS),
  remembers: fc.boolean(),
  scope: fc.constantFrom('CONNECTION' as const, 'GROUP' as const),
  rate: fc.constantFrom(2, 20),
  readsBeforeInvite: fc.boolean(),
});
interface Habits {
  readonly seed: number;
  readonly faults: number;
  readonly setbacks: number;
  readonly ghosts: number;
  readonly limit: number;
  readonly remembers: boolean;
}

const orders = fc.array(
  fc.record({
    inMs: fc.nat(2_000),
    group: fc.constantFrom('g', 'h'),
    options: fc.constantFrom(...OPTIONS),
    /** Members of the operation alone, and members that every operation may have. */
    own: fc.integer({ min: 0, max: 9 }),
    shared: fc.uniqueArray(fc.constantFrom('ann', 'bob', 'cid'), { maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 8 },
);

const FAULTS: readonly Fault[] = ['rate_limited', 'unavailable', 'unknown_outcome', 'expired_credential'];
const OUTCOMES: readonly MemberOutcome[] = [
  { type: 'joined' },
  { type: 'alreadyJoined' },
  { type: 'invited', awaiting: 'CONSENT' },
  { type: 'overGroupLimit', message: 'too many groups' },
  { type: 'notFound', message: 'who?' },
  { type: 'failed', reason: 'REFUSED_BY_PROVIDER', message: 'no' },
];

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;

function fatesOf({ seed, faults, setbacks, ghosts, limit, remembers }: Habits): (call: InviteCall) => Fate {
  const random = seeded(seed);
  const isGhost = (account: string): boolean => seeded(account.length * 31 + (account.codePointAt(2) ?? 0))() < ghosts;
  const answer = (call: InviteCall): InviteAnswer | Error => {
    if (random() < faults) {
      const fault = pick(random, [...FAULTS, null]);
      if (fault === null) return new TypeError('a bug of the data source');
      return new DataSourceError(fault, { message: fault, retryAfterMs: random() < 0.3 ? 700 : undefined });
    }
    const refusal = { message: 'refused', providerCode: '1' };
    if (call.members.length > limit) return { kind: 'tooMany', remember: remembers, ...refusal };
    if (call.members.some(({ account }) => isGhost(account))) return { kind: 'unknownAccount', ...refusal };
    const outcomes = new Map<string, MemberOutcome>();
    for (const { account } of call.members) {
      const luck = random();
      if (luck < setbacks / 2) outcomes.set(account, { type: 'tryAgain', message: 'later' });
      else if (luck >= setbacks) outcomes.set(account, pick(random, OUTCOMES));
    }
    return { kind: 'outcomes', outcomes };
  };
  return (call) => {
    const answered = answer(call);
    const early = answered instanceof Error && random() < 0.3;
    return {
      neverLeaves: early ? answered : undefined,
      thereMs: Math.floor(random() * 60),
      backMs: Math.floor(random() * 200),
      answer: answered,
    };
  };
}

describe('members in the lanes', () => {
  it('are each settled exactly once, whatever mix of outcomes and faults comes back', async () => {
    await fc.assert(
      fc.asyncProperty(habits, orders, async (provider, arrivals) => {
        const world = new LaneWorld({
          capabilities: {
            membersPerCall: MAX_MEMBERS,
            callsPerSecond: provider.rate,
            quotaScope: provider.scope,
            readsBeforeInvite: provider.readsBeforeInvite,
          },
          retry: RETRY,
          fate: fatesOf(provider),
          random: seeded(provider.seed),
        });
        await world.lanes.start();
        const allowed = new Map<string, Set<string>>();
        const operations = [];
        for (const [index, { inMs, group, options, own, shared }] of arrivals.entries()) {
          await world.pass(inMs);
          const accounts = [...Array.from({ length: own }, (_, member) => `${index}-${member}`), ...shared];
          if (accounts.length === 0) continue;
          for (const account of accounts) {
            const key = `${group} ${account}`;
            allowed.set(key, (allowed.get(key) ?? new Set()).add(JSON.stringify(options)));
          }
          operations.push(await world.invite(group, accounts, options));
        }
        await world.runUntilSettled();

        // (c) every invite has one result, and its operation knows.
        const settledKeys = world.settlements.flatMap(({ verdicts }) =>
          [...verdicts].filter(([, verdict]) => verdict.kind === 'settled').map(([key]) => key),
        );
        expect(new Set(settledKeys).size).toBe(settledKeys.length);
        const stored = [];
        for (const { key, id, counts } of operations) {
          const page = await world.store.invitations.invites(key, { first: 100, afterKey: null });
          expect(page.rows).toHaveLength(counts.total);
          expect(page.rows.every(({ result }) => result !== null)).toBe(true);
          stored.push(...page.rows.map((invite) => invite.key));
          const ended = await world.store.invitations.operation(id);
          expect(ended).toMatchObject({ status: 'COMPLETED', counts: { queued: 0, total: counts.total } });
          const { total, ...others } = ended!.counts;
          expect(Object.values(others).reduce((sum, count) => sum + count)).toBe(total);
        }
        expect(settledKeys.toSorted((a, b) => a - b)).toEqual(stored.toSorted((a, b) => a - b));

        // (e) each call is one that the provider takes, as far as we know it.
        const learned = Math.min(
          ...world.settlements.map((settlement) => settlement.learnedMembersPerCall ?? Infinity),
        );
        expect(await world.store.lanes.learnedMembersPerCall(CONNECTION)).toBe(learned === Infinity ? null : learned);
        for (const { groupId, members, options } of world.calls) {
          const accounts = members.map(({ account }) => account);
          expect(new Set(accounts).size).toBe(accounts.length);
          expect(accounts.length).toBeGreaterThan(0);
          expect(accounts.length).toBeLessThanOrEqual(MAX_MEMBERS);
          for (const account of accounts)
            expect(allowed.get(`${groupId} ${account}`)).toContain(JSON.stringify(options));
        }

        // Every change is a legal move and follows the one before it.
        const states = new Map<number, string>();
        const sequences = new Map<string, number>();
        for (const event of await world.store.events.after(0, {}, 10_000)) {
          const { membership, from, to, sequence } = event;
          expect(from).toBe(states.get(membership.key) ?? null);
          expect(canMove(from, to) || (from !== null && to === 'QUEUED')).toBe(true);
          states.set(membership.key, to);
          expect(sequence).toBe((sequences.get(membership.externalId) ?? 0) + 1);
          sequences.set(membership.externalId, sequence);
        }
        expect([...states.values()]).not.toContain('QUEUED');
      }),
      { seed: SEED, numRuns: 60 },
    );
  });

  it('are never sent again once their outcome is known', async () => {
    await fc.assert(
      fc.asyncProperty(habits, fc.integer({ min: 1, max: 25 }), async (provider, members) => {
        const world = new LaneWorld({
          capabilities: { membersPerCall: MAX_MEMBERS, callsPerSecond: 20 },
          retry: RETRY,
          fate: fatesOf(provider),
        });
        const accounts = Array.from({ length: members }, (_, index) => `0-${index}`);
        const { key } = await world.invite('g', accounts);
        await world.runUntilSettled();
        const { rows } = await world.store.invitations.invites(key, { first: 100, afterKey: null });
        const keys = new Map(rows.map((invite) => [invite.account, invite.key]));
        for (const account of accounts) {
          const calls = world.calls.filter((call) => call.members.some((member) => member.account === account)).length;
          const verdicts = world.settlements.map(({ verdicts: of }) => of.get(keys.get(account) ?? 0)).filter(Boolean);
          // A call for each verdict, and only the last one settles.
          expect(calls).toBe(verdicts.length);
          expect(verdicts.map((verdict) => verdict?.kind)).toEqual([
            ...Array.from({ length: verdicts.length - 1 }, () => 'waiting'),
            'settled',
          ]);
        }
      }),
      { seed: SEED, numRuns: 30 },
    );
  });

  it('wait for no more than two calls of any other lane while their own may send', async () => {
    const trickle = fc.array(
      fc.record({ inMs: fc.nat(900), lane: fc.constantFrom('b', 'c', 'd'), members: fc.integer({ min: 1, max: 3 }) }),
      { minLength: 1, maxLength: 15 },
    );
    await fc.assert(
      fc.asyncProperty(trickle, fc.constantFrom(1, 5, 16), fc.nat(300), async (arrivals, rate, latencyMs) => {
        const log: { kind: 'enter' | 'call'; lane: string; members: number }[] = [];
        const world = new LaneWorld({
          capabilities: { membersPerCall: 1, callsPerSecond: rate },
          fate: (call) => {
            log.push({ kind: 'call', lane: call.groupId, members: 1 });
            const outcomes = new Map(call.members.map(({ account }) => [account, { type: 'joined' as const }]));
            return { thereMs: 0, backMs: latencyMs, answer: { kind: 'outcomes', outcomes } };
          },
        });
        let stored = 0;
        const enter = async (lane: string, members: number): Promise<void> => {
          await world.invite(
            lane,
            Array.from({ length: members }, () => `m${stored++}`),
          );
          log.push({ kind: 'enter', lane, members });
        };
        await enter('busy', rate * 12);
        for (const { inMs, lane, members } of arrivals) {
          await world.pass(inMs);
          await enter(lane, members);
        }
        await world.runUntilSettled();

        const waiting = new Map<string, number>();
        const passedBy = new Map<string, Map<string, number>>();
        for (const { kind, lane, members } of log) {
          const before = waiting.get(lane) ?? 0;
          waiting.set(lane, before + (kind === 'enter' ? members : -1));
          if (kind === 'call' || before === 0) passedBy.set(lane, new Map());
          if (kind === 'enter') continue;
          for (const [other, by] of passedBy) {
            if (other === lane || (waiting.get(other) ?? 0) === 0) continue;
            by.set(lane, (by.get(lane) ?? 0) + 1);
            expect(by.get(lane)).toBeLessThanOrEqual(2);
          }
        }
      }),
      { seed: SEED, numRuns: 25 },
    );
  });
});
