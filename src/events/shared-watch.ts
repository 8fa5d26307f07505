import type { CancelTimer } from '../kernel/clock.ts';
import type { OperationRecord } from '../store/records.ts';
import type { InvitationStatements } from '../store/store.ts';
import type { EventWire } from '../wires/wire.ts';
import { type OperationReports, OperationWatch } from './operation-watch.ts';
import type { StoreOutage } from './store-outage.ts';
import { progressTopic } from './topics.ts';

/** Operations that are read at once. */
export const WATCH_BATCH = 500;

export interface SharedWatchDeps {
  readonly store: Pick<InvitationStatements, 'operations'>;
  readonly wire: Pick<EventWire, 'listen' | 'unlisten'>;
  readonly outage: StoreOutage;
  /** Called when somebody begins or ends to wait. */
  readonly onChanged: () => void;
}

/**
 * Tells those who wait for an operation how it stands, whichever instance has changed it. Always read from the store, one
 * read after the other, so that nothing older is ever told after something newer; all that moved meanwhile is one read.
 */
export class SharedOperationWatch implements OperationReports {
  readonly #deps: SharedWatchDeps;
  readonly #watch = new OperationWatch();
  readonly #moved = new Set<string>();
  #reading = false;
  #failures = 0;
  #cancelRetry: CancelTimer | null = null;
  #closed = false;

  constructor(deps: SharedWatchDeps) {
    this.#deps = deps;
  }

  watch(operationId: string, listener: (operation: OperationRecord) => void): () => void {
    const topic = progressTopic(operationId);
    this.#deps.wire.listen(topic);
    const unwatch = this.#watch.watch(operationId, listener);
    this.#deps.onChanged();
    return () => {
      unwatch();
      if (this.#watch.isWatched(operationId)) return;
      this.#moved.delete(operationId);
      this.#deps.wire.unlisten(topic);
      this.#deps.onChanged();
    };
  }

  get watched(): number {
    return this.#watch.watched;
  }

  /** An operation may have changed. */
  move(operationId: string): void {
    if (!this.#watch.isWatched(operationId)) return;
    this.#moved.add(operationId);
    this.#readIfMoved();
  }

  moveAll(): void {
    for (const id of this.#watch.ids()) this.#moved.add(id);
    this.#readIfMoved();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRetry?.();
  }

  #readIfMoved(): void {
    if (this.#moved.size === 0 || this.#reading || this.#cancelRetry !== null || this.#closed) return;
    this.#reading = true;
    void this.#readAll();
  }

  async #readAll(): Promise<void> {
    // What moves in this turn of the event loop, such as all operations of one commit, is one read.
    await Promise.resolve();
    const ids = [...this.#moved].slice(0, WATCH_BATCH);
    for (const id of ids) this.#moved.delete(id);
    try {
      const operations = await this.#deps.store.operations(ids);
      this.#deps.outage.over();
      this.#failures = 0;
      this.#watch.publish(operations.filter((operation) => operation !== null));
    } catch (error) {
      for (const id of ids) if (this.#watch.isWatched(id)) this.#moved.add(id);
      if (!this.#closed) this.#retry(error);
    }
    this.#reading = false;
    this.#readIfMoved();
  }

  #retry(error: unknown): void {
    this.#cancelRetry = this.#deps.outage.retry(++this.#failures, error, () => {
      this.#cancelRetry = null;
      this.#readIfMoved();
    });
  }
}
