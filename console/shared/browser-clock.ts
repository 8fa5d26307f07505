import type { Clock, Random } from '../../src/kernel/clock.ts';

/** The longest delay that a browser's timer can hold, in milliseconds; nothing here waits for so long. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** Real time, as pages have it. */
export const browserClock: Clock = {
  now: () => Date.now(),
  setTimer(atMs, fire) {
    const handle = setTimeout(fire, Math.min(Math.max(atMs - Date.now(), 0), MAX_DELAY_MS));
    return () => clearTimeout(handle);
  },
};

export const browserRandom: Random = () => Math.random();
