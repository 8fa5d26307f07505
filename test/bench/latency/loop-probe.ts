import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into the measured service beside its own code (`--import`). On SIGUSR2 it prints how long the event loop was blocked at most
 * since the last time, in milliseconds.
 */
const RESOLUTION_MS = 1;
const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
delay.enable();
process.on('SIGUSR2', () => {
  const blockedMs = Math.max(0, delay.max / 1e6 - RESOLUTION_MS);
  delay.reset();
  process.stdout.write(`blocked ${blockedMs.toFixed(3)} ms\n`);
});
