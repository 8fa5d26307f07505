import type { Results } from './results.ts';

/** Who is told what a subscription gives: a transport. */
export interface ResultSink {
  /**
   * Takes the next results, all of them. Returns null when it would take more at once, or a promise that resolves when it would, also
   * when it never will; the promise never rejects.
   */
  take(results: Results): Promise<void> | null;
  /** Nothing more will come; called once, unless the subscription was closed. */
  end(): void;
}

/** What was subscribed to. It passes nothing on before {@link passTo}, and has to be closed if that is never called. */
export interface Subscription {
  /** To be called once. */
  passTo(sink: ResultSink): void;
  /** Frees what is behind it, also while it waits; nothing is passed on any more. Harmless afterwards. */
  close(): void;
}
