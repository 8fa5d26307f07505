import { SECOND } from '../../src/kernel/duration.ts';
import { estimate, type Quota } from '../../src/kernel/estimate.ts';

/** For how long back the pace is measured, and from when on it is believed, in milliseconds. */
const MEASURED_MS = 20_000;
const BELIEVED_MS = 3_000;
/** When nobody was settled for so long, and for two windows of the quota, nobody can say how long the rest will take. In milliseconds. */
export const QUIET_MS = 15_000;
/** Progress is told at most four times a second. */
const MAX_SAMPLES = 100;

/** Says how long an operation will probably take: from the pace of late, and from the quota until there is one. */
export class Pace {
  readonly #samples: { readonly atMs: number; readonly settled: number }[] = [];
  /** When somebody was settled last, or the first look was taken. */
  #movedAtMs: number | null = null;

  note(atMs: number, settled: number): void {
    const last = this.#samples.at(-1);
    // Members who are sent again are not settled any more: what came before says nothing of them.
    if (last !== undefined && settled < last.settled) this.#samples.length = 0;
    if (last === undefined || settled !== last.settled) this.#movedAtMs = atMs;
    this.#samples.push({ atMs, settled });
    while (this.#samples.length > MAX_SAMPLES || (this.#samples[0]?.atMs ?? atMs) < atMs - MEASURED_MS) {
      this.#samples.shift();
    }
  }

  /** Whether nobody was settled for a while: the provider does not answer, or other groups have their turns. */
  isQuiet(nowMs: number, quota: Quota | null): boolean {
    const windowMs = SECOND / Math.min(1, quota?.callsPerSecond ?? 1);
    return this.#movedAtMs !== null && nowMs - this.#movedAtMs > QUIET_MS + 2 * windowMs;
  }

  /** In milliseconds; 0 when nobody waits, null when there is nothing to tell it from. */
  leftMs(queued: number, quota: Quota | null): number | null {
    if (queued === 0) return 0;
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first !== undefined && last !== undefined && last.atMs - first.atMs >= BELIEVED_MS) {
      const settled = last.settled - first.settled;
      if (settled > 0) return (queued * (last.atMs - first.atMs)) / settled;
    }
    return quota === null ? null : estimate(queued, quota).durationMs;
  }
}
