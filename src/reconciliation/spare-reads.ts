import { windowOf } from '../connections/connection.ts';
import type { Capabilities } from '../datasources/datasource.ts';

/**
 * How many reads that can wait may leave in one window: all of the budget while no invite waits; while some do, what their own
 * reads leave over. 0 means none for now.
 */
export function spareReads(capabilities: Capabilities, invitesWait: boolean): number {
  const { callsAtOnce: reads } = windowOf(capabilities.readsPerSecond);
  if (!invitesWait || !capabilities.readsBeforeInvite) return reads;
  return Math.max(reads - windowOf(capabilities.callsPerSecond).callsAtOnce, 0);
}
