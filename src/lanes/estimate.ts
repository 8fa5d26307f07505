import type { Capabilities } from '../datasources/datasource.ts';
import { SECOND } from '../kernel/duration.ts';
import { QuotaScope } from '../kernel/vocabulary.ts';
import type { LaneTraffic, QueuePlace } from '../store/records.ts';

/**
 * When a waiting member will leave, if nothing fails: the calls before its own, one after another as the quota allows. Lanes
 * that share a connection's quota take turns, so each call of this lane costs a turn of every lane.
 */
export function estimateSendAtMs(
  place: QueuePlace,
  traffic: LaneTraffic,
  capabilities: Capabilities,
  nowMs: number,
): number {
  const callsAhead = Math.floor((place.position - 1) / capabilities.membersPerCall);
  const turns = capabilities.quotaScope === QuotaScope.CONNECTION ? Math.max(traffic.waitingLanes, 1) : 1;
  const beginsAtMs = Math.max(nowMs, place.notBeforeMs, reachable(traffic.quotaFreeAtMs, nowMs));
  return Math.round(beginsAtMs + (callsAhead * turns * SECOND) / capabilities.callsPerSecond);
}

/** A quota that waits for a call under way is free soon, not never. */
const reachable = (atMs: number, nowMs: number): number => (atMs - nowMs > 24 * 3600 * SECOND ? nowMs + SECOND : atMs);
