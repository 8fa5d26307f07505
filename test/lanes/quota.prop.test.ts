import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windowOf } from '../../src/connections/connection.ts';
import type { InviteCall } from '../../src/datasources/datasource.ts';
import { DataSourceError } from '../../src/datasources/fault.ts';
import type { Random } from '../../src/kernel/clock.ts';
import type { QuotaScope } from '../../src/kernel/vocabulary.ts';
import { MAX_JITTER_MS } from '../../src/lanes/arrival.ts';
import { everybodyJoins, type Fate, LaneWorld, tightestWindowMs } from './lane-world.ts';
import { seeded } from '../support/seeded.ts';

const SEED = 20_261_121;
const RATES = [0.5, 1, 5, 16, 100];
const SCOPES: QuotaScope[] = ['CONNECTION', 'GROUP'];
const EVERY_QUOTA = RATES.flatMap((rate) => SCOPES.map((scope) => ({ rate, scope })));

/** How a network holds calls up, as a share of its jitter. */
const NETWORKS: Record<string, (random: Random) => number> = {
  even: (random) => random(),
  'mostly quick': (random) => random() ** 6,
  'with spikes': (random) => (random() < 0.1 ? random() : random() * 0.05),
};

const weather = fc.record({
  seed: fc.nat(),
  network: fc.constantFrom(...Object.keys(NETWORKS)),
  baseMs: fc.integer({ min: 0, max: 300 }),
  jitterMs: fc.integer({ min: 0, max: MAX_JITTER_MS }),
  workMs: fc.integer({ min: 0, max: 600 }),
  backMs: fc.integer({ min: 0, max: 60 }),
  lostShare: fc.constantFrom(0, 0.1),
  readsBeforeInvite: fc.boolean(),
});
interface Weather {
  readonly seed: number;
  readonly network: string;
  readonly baseMs: number;
  /** How much longer than the base the way there may take. */
  readonly jitterMs: number;
  readonly workMs: number;
  readonly backMs: number;
  /** Of the calls, so many get no answer, and as many never leave. */
  readonly lostShare: number;
  readonly readsBeforeInvite: boolean;
}

/** Calls that are held up, lost, refused or never leave; those that arrive do so within the jitter of each other. */
function fatesIn({ seed, network, baseMs, jitterMs, workMs, backMs, lostShare }: Weather): (call: InviteCall) => Fate {
  const random = seeded(seed);
  return (call) => {
    const luck = random();
    const thereMs = baseMs + Math.floor((NETWORKS[network]?.(random) ?? 0) * (jitterMs + 1));
    if (luck < lostShare) {
      return { thereMs, backMs: 10_000, answer: new DataSourceError('unknown_outcome', { message: 'no answer' }) };
    }
    const neverLeaves = luck > 1 - lostShare ? new DataSourceError('unavailable', { message: 'no way' }) : undefined;
    return { neverLeaves, thereMs, backMs: workMs + Math.floor(random() * (backMs + 1)), answer: everybodyJoins(call) };
  };
}

/** The tightest window over all that share one quota. */
function tightest(world: LaneWorld, rate: number, scope: QuotaScope): number {
  const byScope = Map.groupBy(world.arrivals, ({ call }) => (scope === 'GROUP' ? call.groupId : ''));
  const { callsAtOnce } = windowOf(rate);
  return Math.min(
    ...[...byScope.values()].map((arrivals) =>
      tightestWindowMs(
        arrivals.map(({ atMs }) => atMs),
        callsAtOnce,
      ),
    ),
  );
}

describe('the quota at the provider', () => {
  it.each(EVERY_QUOTA)(
    'lets no more than $rate calls a second arrive in any window, by $scope',
    async ({ rate, scope }) => {
      const bursts = fc.array(
        fc.record({
          inMs: fc.oneof(fc.nat(50), fc.nat(4_000)),
          group: fc.constantFrom('g', 'h', 'i'),
          members: fc.integer({ min: 1, max: rate >= 16 ? 60 : 12 }),
        }),
        { minLength: 1, maxLength: 8 },
      );
      await fc.assert(
        fc.asyncProperty(
          weather,
          bursts,
          fc.integer({ min: 1, max: 3 }),
          async (conditions, arrivals, membersPerCall) => {
            const world = new LaneWorld({
              capabilities: {
                callsPerSecond: rate,
                quotaScope: scope,
                membersPerCall,
                readsBeforeInvite: conditions.readsBeforeInvite,
              },
              readMs: () => 40,
              fate: fatesIn(conditions),
              random: seeded(conditions.seed),
            });
            await world.lanes.start();
            let stored = 0;
            for (const { inMs, group, members } of arrivals) {
              await world.pass(inMs);
              await world.invite(
                group,
                Array.from({ length: members }, () => `m${stored++}`),
              );
            }
            await world.runUntilSettled();
            expect(tightest(world, rate, scope)).toBeGreaterThanOrEqual(windowOf(rate).windowMs);
          },
        ),
        { seed: SEED, numRuns: 12 },
      );
    },
  );

  it('keeps its windows over hundreds of calls through an uneven network', async () => {
    for (const network of Object.keys(NETWORKS)) {
      const conditions = { seed: 7, baseMs: 20, jitterMs: 120, workMs: 15, backMs: 20, lostShare: 0 };
      const world = new LaneWorld({
        capabilities: { callsPerSecond: 1, membersPerCall: 1 },
        fate: fatesIn({ ...conditions, network, readsBeforeInvite: false }),
      });
      await world.invite(
        'g',
        Array.from({ length: 600 }, (_, index) => `m${index}`),
      );
      await world.runUntilSettled();
      expect(tightest(world, 1, 'CONNECTION')).toBeGreaterThanOrEqual(1_000);
    }
  });

  /** Enough of them for the share to show. */
  const WINDOWS: Readonly<Record<number, number>> = { 0.5: 40, 1: 40, 5: 24, 16: 14, 100: 11 };
  const BY_GROUP = [1, 16];
  const steady = EVERY_QUOTA.filter(({ rate, scope }) => scope === 'CONNECTION' || BY_GROUP.includes(rate)).flatMap(
    (quota) => [5, 400, 1_500].map((latencyMs) => ({ ...quota, latencyMs })),
  );
  it.each(steady)(
    'spends at least 97 % of $rate calls a second by $scope while members wait, at a steady latency of $latencyMs ms',
    async ({ rate, scope, latencyMs }) => {
      const { callsAtOnce, windowMs } = windowOf(rate);
      // While no answer has come at all, nobody knows that the latency is steady.
      const unknown = latencyMs > windowMs ? 6 : 0;
      const windows = unknown + (WINDOWS[rate] ?? 0);
      for (const readsBeforeInvite of [false, true]) {
        const world = new LaneWorld({
          capabilities: { callsPerSecond: rate, quotaScope: scope, membersPerCall: 1, readsBeforeInvite },
          readMs: () => Math.min(latencyMs, 100),
          fate: (call) => ({
            thereMs: Math.floor(latencyMs / 3),
            backMs: Math.ceil((latencyMs * 2) / 3),
            answer: everybodyJoins(call),
          }),
        });
        await world.invite(
          'g',
          Array.from({ length: windows * callsAtOnce }, (_, index) => `m${index}`),
        );
        await world.runUntilSettled();
        const arrivals = world.arrivals.slice(unknown * callsAtOnce);
        const spentMs = (arrivals.at(-1)?.atMs ?? 0) - (arrivals[0]?.atMs ?? 0);
        expect(((windows - unknown - 1) * windowMs) / spentMs).toBeGreaterThanOrEqual(0.97);
        expect(tightest(world, rate, scope)).toBeGreaterThanOrEqual(windowMs);
      }
    },
  );
});
