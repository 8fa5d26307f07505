import type { OperationRecord } from '../store/records.ts';

type Listener = (operation: OperationRecord) => void;

/** Where those who wait for an operation hear how it stands. */
export interface OperationReports {
  /** Calls `listener` with what changes from now on. Returns a function that ends the watch; harmless afterwards. */
  watch(operationId: string, listener: Listener): () => void;
}

/** Tells those who wait for an operation how it stands after every commit that changed it. */
export class OperationWatch implements OperationReports {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** To be called with every commit's operations. */
  publish(operations: readonly OperationRecord[]): void {
    for (const operation of operations) {
      for (const listener of this.#listeners.get(operation.id) ?? []) listener(operation);
    }
  }

  watch(operationId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(operationId) ?? new Set();
    this.#listeners.set(operationId, listeners.add(listener));
    return () => {
      // Called a second time it must not take away the set of those who began to wait since.
      if (listeners.delete(listener) && listeners.size === 0) this.#listeners.delete(operationId);
    };
  }

  get watched(): number {
    return this.#listeners.size;
  }

  isWatched(operationId: string): boolean {
    return this.#listeners.has(operationId);
  }

  /** The operations for which somebody waits. */
  ids(): Iterable<string> {
    return this.#listeners.keys();
  }
}
