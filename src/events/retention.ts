import type { Logger } from 'pino';
import type { CancelTimer, Clock } from '../kernel/clock.ts';
import { DAY, HOUR, SECOND } from '../kernel/duration.ts';
import type { Store } from '../store/store.ts';

/** How often old events and operations are looked for. */
export const SWEEP_INTERVAL_MS = HOUR;
/** Rows that one sweep removes at once; while there are more it goes on after a pause. */
export const SWEEP_BATCH = 1_000;
/**
 * Events are kept so much longer than cursors are taken: clocks of instances differ, and a replay takes its time. Whoever's cursor
 * was taken finds every event after it.
 */
export const REPLAY_GRACE_MS = HOUR;
/** How long it is remembered that a webhook came: no provider's signature is taken for so long, and no provider repeats one later. */
export const WEBHOOKS_KEPT_MS = DAY;
const SWEEP_PAUSE_MS = SECOND;

/** Removes events and ended operations that are older than the retention, and webhooks that came over a day ago, a batch at a time. Returns a function that stops it. */
export function startRetention(store: Store, clock: Clock, retentionMs: number, log: Logger): CancelTimer {
  let cancel: CancelTimer = () => {};
  let stopped = false;

  const sweep = async (): Promise<void> => {
    const beforeMs = clock.now() - retentionMs;
    let full = false;
    try {
      const events = await store.events.forget(beforeMs - REPLAY_GRACE_MS, SWEEP_BATCH);
      const operations = await store.invitations.forget(beforeMs, SWEEP_BATCH);
      const webhooks = await store.webhooks.forget(clock.now() - WEBHOOKS_KEPT_MS, SWEEP_BATCH);
      full = [events, operations, webhooks].includes(SWEEP_BATCH);
    } catch (error) {
      log.error({ err: error }, 'old events could not be removed');
    }
    if (!stopped) schedule(full ? SWEEP_PAUSE_MS : SWEEP_INTERVAL_MS);
  };
  const schedule = (inMs: number): void => {
    cancel = clock.setTimer(clock.now() + inMs, () => void sweep());
  };

  schedule(SWEEP_PAUSE_MS);
  return () => {
    stopped = true;
    cancel();
  };
}
