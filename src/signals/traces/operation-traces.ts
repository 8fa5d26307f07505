import type { InviteOrigin, SignalStatements } from '../../store/store.ts';
import type { Count } from '../metrics/tally.ts';
import { parseTraceparent, type SpanRef, traceOfOperation } from './trace-context.ts';
import type { Tracing } from './tracing.ts';

/** Operations whose place is remembered at most: events come in bursts. */
export const MAX_KNOWN_OPERATIONS = 10_000;
/** Questions to the store at a time; spans that would need another one are dropped. */
export const MAX_QUESTIONS = 64;

/** The span under which all of an operation belongs, and whether its trace is recorded. */
export interface OperationTrace extends SpanRef {
  readonly isRecorded: boolean;
}

type Told = Pick<SignalStatements, 'originsOf' | 'traceparentsOf'>;

export interface OperationTracesDeps {
  readonly tracing: Tracing;
  readonly dropped: Count;
}

/**
 * Knows where the spans of operations belong, on whichever instance they come about. The store keeps it for those that came with a trace; of
 * all others it follows from their ids. It is asked while traces are recorded, and nobody waits for its answer.
 */
export class OperationTraces {
  readonly tracing: Tracing;
  readonly #dropped: Count;
  readonly #known = new Map<string, OperationTrace>();
  readonly #questions = new Set<Promise<void>>();
  #store: Told | null = null;

  constructor({ tracing, dropped }: OperationTracesDeps) {
    this.tracing = tracing;
    this.#dropped = dropped;
  }

  /** To be called before anything is asked. */
  readFrom(store: Told): void {
    this.#store = store;
  }

  /** Hands over where the spans of these operations belong, at once when all are known. */
  find(operationIds: Iterable<string>, use: (found: ReadonlyMap<string, OperationTrace>) => void): void {
    const found = new Map<string, OperationTrace>();
    const unknown = new Set<string>();
    for (const id of operationIds) {
      const trace = this.#known.get(id);
      if (trace === undefined) unknown.add(id);
      else found.set(id, trace);
    }
    if (unknown.size === 0) return use(found);
    this.#ask(
      (store) => store.traceparentsOf([...unknown]),
      (traceparents) => {
        for (const id of unknown) found.set(id, this.#remember(id, traceparents.get(id) ?? null));
        use(found);
      },
    );
  }

  /** Hands over whose invites these are, oldest first, with where the spans of each operation belong. */
  findOrigins(
    inviteKeys: readonly number[],
    limit: number,
    use: (origins: readonly { readonly origin: InviteOrigin; readonly trace: OperationTrace }[]) => void,
  ): void {
    this.#ask(
      (store) => store.originsOf(inviteKeys, limit),
      (origins) =>
        use(origins.map((origin) => ({ origin, trace: this.#remember(origin.operationId, origin.traceparent) }))),
    );
  }

  /** Resolves when nothing is asked of the store any more. */
  async close(): Promise<void> {
    await Promise.all(this.#questions);
  }

  #ask<Answer>(ask: (store: Told) => Promise<Answer>, use: (answer: Answer) => void): void {
    if (this.#store === null || this.#questions.size >= MAX_QUESTIONS) return void this.#dropped.value++;
    const question = ask(this.#store).then(use, () => void this.#dropped.value++);
    this.#questions.add(question);
    void question.finally(() => this.#questions.delete(question));
  }

  #remember(operationId: string, traceparent: string | null): OperationTrace {
    const trace = this.#read(operationId, traceparent);
    this.#known.set(operationId, trace);
    if (this.#known.size > MAX_KNOWN_OPERATIONS) {
      for (const oldest of this.#known.keys()) {
        this.#known.delete(oldest);
        break;
      }
    }
    return trace;
  }

  #read(operationId: string, traceparent: string | null): OperationTrace {
    const { tracing } = this;
    const given = parseTraceparent(traceparent);
    if (given === null) {
      const own = traceOfOperation(operationId);
      return { ...own, isRecorded: tracing.samples(own.traceId) };
    }
    const { traceId, spanId, sampled } = given;
    return { traceId, spanId, isRecorded: tracing.followsCaller ? sampled : tracing.samples(traceId) };
  }
}
