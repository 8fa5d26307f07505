import { beforeEach, describe, expect, it } from 'vitest';
import {
  BreakerOpen,
  FAILURES_TO_OPEN,
  FIRST_BREAK_MS,
  MAX_BREAK_MS,
  TRIAL_RECHECK_MS,
  createBreaker,
} from '../../src/datasources/breaker.ts';
import type { Breaker } from '../../src/datasources/breaker.ts';
import { DataSourceError } from '../../src/datasources/fault.ts';
import type { Fault } from '../../src/datasources/fault.ts';
import { ManualClock } from '../support/manual-clock.ts';

describe('breaker', () => {
  let clock: ManualClock;
  let breaker: Breaker;
  beforeEach(() => {
    clock = new ManualClock();
    breaker = createBreaker(clock);
  });

  const works = () => breaker.run(async () => 'fine');
  const fails = (fault: Fault = 'unavailable') =>
    breaker.run(() => Promise.reject(new DataSourceError(fault, { message: fault }))).catch((error: unknown) => error);
  async function open(): Promise<void> {
    for (let n = 0; n < FAILURES_TO_OPEN; n++) await fails();
  }

  it('lets calls through, and hands on what they answer and throw', async () => {
    expect(await works()).toBe('fine');
    expect(await fails()).toMatchObject({ fault: 'unavailable' });
    expect(await fails('rate_limited')).toMatchObject({ fault: 'rate_limited' });
    expect(breaker.opensAtMs).toBeNull();
  });

  it.each<Fault>(['unavailable', 'unknown_outcome'])('opens after ten faults "%s" in a row', async (fault) => {
    for (let n = 1; n < FAILURES_TO_OPEN; n++) await fails(fault);
    expect(breaker.opensAtMs).toBeNull();
    await fails(fault);
    expect(breaker.opensAtMs).toBe(clock.now() + FIRST_BREAK_MS);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['an answer', () => works()],
    ['a rate limit', () => fails('rate_limited')],
    ['an expired credential', () => fails('expired_credential')],
  ])('begins to count anew after %s', async (_title, between) => {
    for (let n = 1; n < FAILURES_TO_OPEN; n++) await fails();
    await between();
    for (let n = 1; n < FAILURES_TO_OPEN; n++) await fails();
    expect(breaker.opensAtMs).toBeNull();
  });

  it('does not count what is no fault of the provider', async () => {
    for (let n = 0; n < 2 * FAILURES_TO_OPEN; n++) {
      await expect(breaker.run(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug');
    }
    expect(breaker.opensAtMs).toBeNull();
  });

  it('calls nobody while it is open, and says when it will', async () => {
    await open();
    const opensAtMs = clock.now() + FIRST_BREAK_MS;
    clock.advance(FIRST_BREAK_MS - 1);
    await expect(works()).rejects.toThrow(BreakerOpen);
    await expect(works()).rejects.toMatchObject({ opensAtMs });
    expect(breaker).toMatchObject({ opensAtMs, heldUntilMs: opensAtMs });
  });

  it('holds nothing back once the break is over, until a trial call is under way', async () => {
    expect(breaker.heldUntilMs).toBeNull();
    await open();
    clock.advance(FIRST_BREAK_MS);
    expect(breaker.heldUntilMs).toBeNull();
    const trial = Promise.withResolvers<string>();
    const pending = breaker.run(() => trial.promise);
    expect(breaker.heldUntilMs).toBe(clock.now() + TRIAL_RECHECK_MS);
    trial.resolve('back again');
    await pending;
    expect(breaker.heldUntilMs).toBeNull();
  });

  it('closes when the trial call after the break gets through', async () => {
    await open();
    clock.advance(FIRST_BREAK_MS);
    expect(breaker.opensAtMs).toBeLessThanOrEqual(clock.now());
    expect(await works()).toBe('fine');
    expect(breaker.opensAtMs).toBeNull();
    await open();
    expect(breaker.opensAtMs).toBe(clock.now() + FIRST_BREAK_MS);
  });

  it('lets one trial call through at a time', async () => {
    await open();
    clock.advance(FIRST_BREAK_MS);
    const trial = Promise.withResolvers<string>();
    const pending = breaker.run(() => trial.promise);
    expect(breaker.opensAtMs).toBe(clock.now() + TRIAL_RECHECK_MS);
    await expect(works()).rejects.toMatchObject({ opensAtMs: clock.now() + TRIAL_RECHECK_MS });
    trial.resolve('back again');
    expect(await pending).toBe('back again');
    expect(breaker.opensAtMs).toBeNull();
  });

  it('breaks longer each time the trial call fails, up to a limit', async () => {
    await open();
    const breaksMs: number[] = [];
    for (let n = 0; n < 7; n++) {
      const breakMs = (breaker.opensAtMs ?? 0) - clock.now();
      breaksMs.push(breakMs);
      clock.advance(breakMs);
      await fails('unknown_outcome');
    }
    expect(breaksMs).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, MAX_BREAK_MS, MAX_BREAK_MS]);
  });

  it('ignores calls that fail late, after it has opened', async () => {
    const late = Promise.withResolvers<string>();
    const pending = breaker.run(() => late.promise).catch((error: unknown) => error);
    await open();
    const { opensAtMs } = breaker;
    clock.advance(100);
    late.reject(new DataSourceError('unknown_outcome', { message: 'late' }));
    expect(await pending).toMatchObject({ fault: 'unknown_outcome' });
    expect(breaker.opensAtMs).toBe(opensAtMs);
  });
});
