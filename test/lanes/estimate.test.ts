import { describe, expect, it } from 'vitest';
import { FAR_FUTURE_MS } from '../../src/kernel/far-future.ts';
import { memoryCapabilities } from '../../src/datasources/memory.ts';
import { estimateSendAtMs } from '../../src/lanes/estimate.ts';

const NOW_MS = 100_000;

/** In how many milliseconds a member will be sent: 10 members a call, 2 calls a second. */
function estimateMs({
  position = 1,
  notBeforeMs = 0,
  waitingLanes = 1,
  quotaFreeAtMs = 0,
  quotaScope = 'CONNECTION' as 'CONNECTION' | 'GROUP',
  callsPerSecond = 2,
}): number {
  const capabilities = { ...memoryCapabilities, membersPerCall: 10, callsPerSecond, quotaScope };
  return estimateSendAtMs({ position, notBeforeMs }, { waitingLanes, quotaFreeAtMs }, capabilities, NOW_MS) - NOW_MS;
}

describe('the estimate of when a member is sent', () => {
  it('is now for the first call when the quota is free', () => {
    expect(estimateMs({ position: 1 })).toBe(0);
    expect(estimateMs({ position: 10 })).toBe(0);
  });

  it('adds an interval for every call before', () => {
    expect(estimateMs({ position: 11 })).toBe(500);
    expect(estimateMs({ position: 95 })).toBe(4_500);
    expect(estimateMs({ position: 21, callsPerSecond: 0.5 })).toBe(4_000);
  });

  it('counts a turn of every lane for each call where they share the quota', () => {
    expect(estimateMs({ position: 11, waitingLanes: 3 })).toBe(1_500);
    expect(estimateMs({ position: 11, waitingLanes: 3, quotaScope: 'GROUP' })).toBe(500);
    expect(estimateMs({ position: 11, waitingLanes: 0 })).toBe(500);
  });

  it('begins when the quota is free, or the backoff of the member is over', () => {
    expect(estimateMs({ quotaFreeAtMs: NOW_MS + 700 })).toBe(700);
    expect(estimateMs({ notBeforeMs: NOW_MS + 900, quotaFreeAtMs: NOW_MS + 700 })).toBe(900);
    expect(estimateMs({ position: 11, quotaFreeAtMs: NOW_MS + 700 })).toBe(1_200);
    expect(estimateMs({ quotaFreeAtMs: NOW_MS - 700, notBeforeMs: NOW_MS - 900 })).toBe(0);
  });

  it('takes a quota for free soon that waits for a call under way', () => {
    expect(estimateMs({ quotaFreeAtMs: FAR_FUTURE_MS })).toBe(1_000);
  });
});
