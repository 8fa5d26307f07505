export type DisturbanceKind = 'kill' | 'terminate' | 'pause' | 'wireKilled' | 'databaseRestarted' | 'databaseCrashed';

interface Disturbance {
  readonly kind: DisturbanceKind;
  readonly fromMs: number;
  /** Infinity while it lasts. */
  toMs: number;
}

/**
 * Calls that arrived so long before a disturbance may still have been unsettled when it began: the answer's latency, and a
 * busy machine.
 */
const UNDER_WAY_MS = 1_000;
/** What a disturbance has broken is mended so long after its end. */
const AFTERMATH_MS = 2_000;

/** After these, whoever has sent a call may never learn or store its outcome. */
const LEAVE_OUTCOMES_UNKNOWN: readonly DisturbanceKind[] = ['kill', 'pause', 'databaseRestarted', 'databaseCrashed'];
/** During these, requests may be answered with an error. */
const EXCUSE_ERRORS: readonly DisturbanceKind[] = ['pause', 'databaseRestarted', 'databaseCrashed'];

/** What was done to the service, and when; times are milliseconds since 1970. */
export class Disturbances {
  readonly #all: Disturbance[] = [];
  readonly #startedMs = Date.now();

  /** Does it and notes how long it took; `describe` is told to whoever watches. */
  async during(kind: DisturbanceKind, describe: string, disturb: () => Promise<void>): Promise<void> {
    const disturbance: Disturbance = { kind, fromMs: Date.now(), toMs: Infinity };
    process.stdout.write(`${this.timeOf(disturbance.fromMs).padStart(10)}  ${describe}\n`);
    this.#all.push(disturbance);
    await disturb();
    disturbance.toMs = Date.now();
  }

  /** As the run's own output tells time. */
  timeOf(ms: number): string {
    return Number.isFinite(ms) ? `${((ms - this.#startedMs) / 1_000).toFixed(3)} s` : 'never';
  }

  get count(): number {
    return this.#all.length;
  }

  /** Whether a call that arrived at `atMs` may have to be repeated at `nextMs` because nobody knows what became of it. */
  explainRepeat(atMs: number, nextMs: number): boolean {
    return this.#all.some(
      ({ kind, fromMs, toMs }) =>
        LEAVE_OUTCOMES_UNKNOWN.includes(kind) &&
        atMs > fromMs - UNDER_WAY_MS &&
        atMs < toMs + AFTERMATH_MS &&
        nextMs > fromMs,
    );
  }

  /** Whether an attempt of which nobody knows whether it left may lie between the two instants. */
  explainLostAttempt(fromMs: number, toMs: number): boolean {
    return this.#all.some(
      (one) => LEAVE_OUTCOMES_UNKNOWN.includes(one.kind) && toMs > one.fromMs && fromMs < one.toMs + AFTERMATH_MS,
    );
  }

  /** Whether a request that was under way then may be answered with an error. */
  explainError(fromMs: number, toMs: number): boolean {
    return this.#all.some(
      (one) => EXCUSE_ERRORS.includes(one.kind) && toMs > one.fromMs && fromMs < one.toMs + AFTERMATH_MS,
    );
  }

  /** Whether an instance that was asked then may have been ending, and so have answered what is not done yet as worth another try. */
  explainHaste(fromMs: number, toMs: number): boolean {
    return this.#all.some((one) => one.kind === 'terminate' && toMs > one.fromMs && fromMs < one.toMs);
  }
}
