import type { CancelTimer, Clock } from '../kernel/clock.ts';
import type { OperationRecord } from '../store/records.ts';
import type { OperationReports } from './operation-watch.ts';

/** The least time between two reports of one operation, in milliseconds. */
export const PROGRESS_INTERVAL_MS = 250;

/**
 * How one operation stands: once at once, then after changes, at most once an interval and always the newest state; ends
 * after the operation has ended.
 */
export class ProgressStream implements AsyncIterableIterator<OperationRecord> {
  readonly #clock: Clock;
  readonly #unwatch: () => void;
  #newest: OperationRecord | null;
  #given: OperationRecord | null = null;
  #finished = false;
  #closed = false;
  #notBeforeMs = 0;
  #wake: (() => void) | null = null;
  #cancelTimer: CancelTimer | null = null;

  constructor(clock: Clock, watch: OperationReports, operationId: string) {
    this.#clock = clock;
    this.#newest = null;
    this.#unwatch = watch.watch(operationId, (operation) => this.#report(operation));
  }

  /** How the operation stood at the beginning, unless a change has come in between. */
  reportFirst(operation: OperationRecord): void {
    if (this.#newest === null) this.#report(operation);
  }

  #report(operation: OperationRecord): void {
    // Who watches a shared store is told again how an operation stands, also when nothing has changed.
    if (this.#newest === null && this.#given !== null && standEqual(this.#given, operation)) return;
    this.#newest = operation;
    this.#wake?.();
  }

  async next(): Promise<IteratorResult<OperationRecord, undefined>> {
    for (;;) {
      if (this.#closed || this.#finished) {
        await this.return();
        return { done: true, value: undefined };
      }
      const operation = this.#newest;
      const nowMs = this.#clock.now();
      const ended = operation !== null && operation.status !== 'RUNNING';
      if (operation !== null && (ended || nowMs >= this.#notBeforeMs)) {
        this.#newest = null;
        this.#given = operation;
        this.#finished = ended;
        this.#notBeforeMs = nowMs + PROGRESS_INTERVAL_MS;
        return { done: false, value: operation };
      }
      await this.#woken(operation === null ? null : this.#notBeforeMs);
    }
  }

  return(): Promise<IteratorResult<OperationRecord, undefined>> {
    this.#closed = true;
    this.#unwatch();
    this.#wake?.();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #woken(atMs: number | null): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = null;
        this.#cancelTimer?.();
        this.#cancelTimer = null;
        resolve();
      };
      if (atMs !== null) this.#cancelTimer = this.#clock.setTimer(atMs, () => this.#wake?.());
    });
  }
}

function standEqual(one: OperationRecord, other: OperationRecord): boolean {
  const counts = Object.keys(one.counts) as (keyof OperationRecord['counts'])[];
  return one.status === other.status && counts.every((name) => one.counts[name] === other.counts[name]);
}
