import type { GroupRef } from '../../kernel/ids.ts';

/** Transactions that are under way at once; the other connections are for grants and reads. */
export const MAX_WRITERS = 8;

/** Work on one group. Works that can share a transaction have the same `batch`, and are handed over together. */
interface Work {
  readonly batch: BatchRunner<never, never> | null;
  readonly input: unknown;
  readonly run: () => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

export interface BatchRunner<Input, Output> {
  /** Whether the input may come into a batch that holds the others already. */
  fits(batch: readonly Input[], input: Input): boolean;
  run(batch: readonly Input[]): Promise<readonly Output[]>;
}

/**
 * Has the writes of one group of this process follow one another: they would wait for the group's lock in the database anyway,
 * each with a connection of its own. While one is under way the others gather, and orders then share one transaction.
 */
export class GroupQueue {
  readonly #waiting = new Map<string, Work[]>();
  /** Groups that have work and wait for a writer, first come first served. */
  readonly #ready: string[] = [];
  #writers = 0;

  /** Runs `work` alone. */
  run<Value>(group: GroupRef, work: () => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#add(group, { batch: null, input: null, run: work, resolve, reject });
    });
  }

  /** Runs `input` together with others that wait for the same group. */
  runInBatch<Input, Output>(group: GroupRef, input: Input, batch: BatchRunner<Input, Output>): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      const run = async (): Promise<unknown> => (await batch.run([input]))[0];
      this.#add(group, { batch: batch as BatchRunner<never, never>, input, run, resolve, reject });
    });
  }

  #add(group: GroupRef, work: Work): void {
    const key = JSON.stringify([group.connectionId, group.externalId]);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.push(work);
      return;
    }
    this.#waiting.set(key, [work]);
    this.#ready.push(key);
    this.#startWriters();
  }

  #startWriters(): void {
    while (this.#writers < MAX_WRITERS) {
      const key = this.#ready.shift();
      if (key === undefined) break;
      this.#writers++;
      void this.#write(key);
    }
  }

  async #write(key: string): Promise<void> {
    // Orders that come in the same turn of the event loop come into the same transaction.
    await new Promise((resolve) => setImmediate(resolve));
    const waiting = this.#waiting.get(key) ?? [];
    await this.#carryOut(takeBatch(waiting));
    if (waiting.length > 0) this.#ready.push(key);
    else this.#waiting.delete(key);
    this.#writers--;
    this.#startWriters();
  }

  async #carryOut(works: readonly Work[]): Promise<void> {
    const [first] = works;
    if (first === undefined) return;
    if (works.length > 1 && first.batch !== null) {
      const outputs = await first.batch.run(works.map((work) => work.input as never)).catch(() => null);
      if (outputs !== null) {
        works.forEach((work, index) => work.resolve(outputs[index] as never));
        return;
      }
    }
    // Alone, or the batch failed: then each is tried by itself, so that only what is wrong fails.
    for (const work of works) await work.run().then(work.resolve as (value: unknown) => void, work.reject);
  }
}

/** Takes the first work, and with it all later ones that fit into its batch. */
function takeBatch(waiting: Work[]): Work[] {
  const first = waiting.shift();
  if (first === undefined) return [];
  const taken = [first];
  const { batch } = first;
  if (batch === null) return taken;
  for (let index = 0; index < waiting.length;) {
    const work = waiting[index];
    const inputs = taken.map(({ input }) => input as never);
    if (work?.batch === batch && batch.fits(inputs, work.input as never)) taken.push(...waiting.splice(index, 1));
    else index++;
  }
  return taken;
}
