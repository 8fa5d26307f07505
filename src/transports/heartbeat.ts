import type { Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';

/** How often a client is sent a sign of life, in milliseconds; proxies and load balancers close what is silent for longer. */
export const HEARTBEAT_MS = 12 * SECOND;

export interface Heartbeat {
  /** The last sign has reached the client. */
  reached(): void;
  stop(): void;
}

export interface HeartbeatActions {
  readonly sendSign: () => void;
  /** Called instead of the next sign when the last one has not reached the client. */
  readonly giveUp: () => void;
}

/** Sends a sign of life every {@link HEARTBEAT_MS}, and gives a client up who has not taken the last one by then. */
export function startHeartbeat(clock: Clock, { sendSign, giveUp }: HeartbeatActions): Heartbeat {
  let reached = true;
  const beat = (): void => {
    if (!reached) return giveUp();
    cancel = clock.setTimer(clock.now() + HEARTBEAT_MS, beat);
    reached = false;
    sendSign();
  };
  let cancel = clock.setTimer(clock.now() + HEARTBEAT_MS, beat);
  return {
    reached: () => void (reached = true),
    stop: () => cancel(),
  };
}
