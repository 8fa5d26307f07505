import { SECOND } from './duration.ts';

export interface Quota {
  readonly membersPerCall: number;
  /** Below 1: one call every `1 / callsPerSecond` seconds. */
  readonly callsPerSecond: number;
}

export interface Estimate {
  readonly calls: number;
  /** Until the last call leaves, if nobody else waits and nothing has to be sent twice, in milliseconds. */
  readonly durationMs: number;
}

/** What the quota makes of so many members who go into one group: full calls, as many at once as a window of a second allows. */
export function estimate(members: number, { membersPerCall, callsPerSecond }: Quota): Estimate {
  const calls = Math.ceil(members / membersPerCall);
  const atOnce = Math.max(1, Math.floor(callsPerSecond));
  const windowMs = callsPerSecond >= 1 ? SECOND : SECOND / callsPerSecond;
  const windows = Math.max(0, Math.ceil(calls / atOnce) - 1);
  return { calls, durationMs: windows * windowMs };
}
