import { collectDefaultMetrics, Registry } from 'prom-client';

/** How finely the event loop is watched, in milliseconds. */
export const LOOP_RESOLUTION_MS = 20;

let registry: Registry | null = null;

/**
 * What prom-client tells of a process, by its own names: CPU, memory, garbage, handles. Made once, however many services run in this
 * process, for its watchers of garbage collection cannot be taken back.
 */
export function processMetrics(): Registry {
  if (registry === null) {
    registry = new Registry();
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_RESOLUTION_MS });
  }
  return registry;
}
