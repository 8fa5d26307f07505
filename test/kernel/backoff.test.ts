import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs } from '../../src/kernel/backoff.ts';

fc.configureGlobal({ seed: 20_261_121 });

const policies = fc.record({
  attempts: fc.integer({ min: 1, max: 100 }),
  firstDelayMs: fc.nat(10_000),
  maxDelayMs: fc.nat(600_000),
});
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const attempts = fc.integer({ min: 1, max: 10_000 });

describe('the backoff', () => {
  it('doubles from the first delay up to the longest', () => {
    const policy = { attempts: 8, firstDelayMs: 500, maxDelayMs: 3_000 };
    expect([1, 2, 3, 4, 5, 50].map((attempt) => backoffMs(policy, attempt, () => 1))).toEqual([
      500, 1_000, 2_000, 3_000, 3_000, 3_000,
    ]);
    expect([1, 2, 3, 4].map((attempt) => backoffMs(policy, attempt, () => 0))).toEqual([250, 500, 1_000, 1_500]);
  });

  it('lies between half of the full delay and the full delay, in whole milliseconds', () => {
    fc.assert(
      fc.property(policies, attempts, random, (policy, attempt, luck) => {
        const delayMs = backoffMs(policy, attempt, () => luck);
        const fullMs = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
        expect(delayMs).toBeGreaterThanOrEqual(Math.floor((Number.isNaN(fullMs) ? 0 : fullMs) / 2));
        expect(delayMs).toBeLessThanOrEqual(policy.maxDelayMs);
        expect(Number.isInteger(delayMs)).toBe(true);
      }),
    );
  });

  it('never gets shorter with more attempts and equal luck', () => {
    fc.assert(
      fc.property(policies, attempts, random, (policy, attempt, luck) => {
        const [one, next] = [attempt, attempt + 1].map((each) => backoffMs(policy, each, () => luck));
        expect(next).toBeGreaterThanOrEqual(one ?? 0);
      }),
    );
  });
});
