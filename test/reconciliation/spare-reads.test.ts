import { expect, it } from 'vitest';
import type { Capabilities } from '../../src/datasources/datasource.ts';
import { memoryCapabilities } from '../../src/datasources/memory.ts';
import { spareReads } from '../../src/reconciliation/spare-reads.ts';

const capabilities = (over: Partial<Capabilities>): Capabilities => ({ ...memoryCapabilities, ...over });

it('is the whole budget while no invite waits, and where invites are not preceded by reads', () => {
  const reading = capabilities({ readsPerSecond: 16, callsPerSecond: 16, readsBeforeInvite: true });
  expect(spareReads(reading, false)).toBe(16);
  expect(spareReads(capabilities({ readsPerSecond: 16, callsPerSecond: 16, readsBeforeInvite: false }), true)).toBe(16);
});

it('is what the reads before invites leave over while some wait, which may be nothing', () => {
  const reading = capabilities({ readsBeforeInvite: true, readsPerSecond: 2, callsPerSecond: 1 });
  expect(spareReads(reading, true)).toBe(1);
  expect(spareReads({ ...reading, callsPerSecond: 2 }, true)).toBe(0);
});
