import { describe, expect, it } from 'vitest';
import { Pace, QUIET_MS } from '../../console/board/time-left.ts';
import { estimate } from '../../src/kernel/estimate.ts';
import { PROVIDERS } from '../../src/datasources/registry.ts';

describe('the estimate before sending', () => {
  it.each([
    ['gewe', 1_000, 50, 49_000],
    ['tencent-im', 10_000, 20, 0],
    ['tencent-im-sdk', 1_000, 50, 9_000],
    ['imkit', 10_000, 100, 6_000],
    ['zego-zim', 1_000, 10, 9_000],
  ] as const)('reckons with the quota of %s', (provider, members, calls, durationMs) => {
    expect(estimate(members, PROVIDERS[provider].capabilities)).toEqual({ calls, durationMs });
  });

  it('knows quotas below one call a second', () => {
    expect(estimate(30, { membersPerCall: 10, callsPerSecond: 0.2 })).toEqual({ calls: 3, durationMs: 10_000 });
  });

  it('takes no time for nobody', () => {
    expect(estimate(0, { membersPerCall: 10, callsPerSecond: 1 })).toEqual({ calls: 0, durationMs: 0 });
  });
});

describe('the time that is left', () => {
  const quota = { membersPerCall: 100, callsPerSecond: 1 };

  it('follows the quota until a pace is known', () => {
    const pace = new Pace();
    expect(pace.leftMs(500, null)).toBeNull();
    expect(pace.leftMs(500, quota)).toBe(4_000);
    pace.note(0, 0);
    pace.note(1_000, 100);
    expect(pace.leftMs(400, quota)).toBe(3_000);
  });

  it('follows the pace of late, whatever the quota allows', () => {
    const pace = new Pace();
    for (let second = 0; second <= 60; second++) pace.note(second * 1_000, second < 30 ? 0 : (second - 30) * 10);
    expect(pace.leftMs(100, quota)).toBe(10_000);
    expect(pace.leftMs(0, quota)).toBe(0);
  });

  it('is not told while nobody is settled, for longer than slow quotas make one wait', () => {
    const pace = new Pace();
    expect(pace.isQuiet(60_000, quota)).toBe(false);
    pace.note(0, 0);
    pace.note(4_000, 10);
    pace.note(9_000, 10);
    const quietFromMs = 4_000 + QUIET_MS + 2_000;
    expect([pace.isQuiet(quietFromMs, quota), pace.isQuiet(quietFromMs + 1, quota)]).toEqual([false, true]);
    expect(pace.isQuiet(quietFromMs + 1, { ...quota, callsPerSecond: 0.1 })).toBe(false);
    pace.note(60_000, 11);
    expect(pace.isQuiet(60_001, quota)).toBe(false);
  });

  it('begins anew when members are sent again', () => {
    const pace = new Pace();
    for (let second = 0; second <= 10; second++) pace.note(second * 1_000, second * 10);
    pace.note(11_000, 50);
    expect(pace.leftMs(50, quota)).toBe(0);
    pace.note(15_000, 90);
    expect(pace.leftMs(10, quota)).toBe(1_000);
  });
});
