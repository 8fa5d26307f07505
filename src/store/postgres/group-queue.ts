import type { GroupRef } from '../../kernel/ids.ts';
import { StoreUnavailableError } from '../unavailable.ts';
import { groupKey } from './sorted-groups.ts';
import { type BatchDeps, type BatchKind, storeBatch } from './write-batch.ts';

/** Transactions that are under way at once; the other connections are for grants and reads. */
export const MAX_WRITERS = 8;
/** Batches of one kind that are under way at once: what comes meanwhile gathers for the next one. */
export const MAX_BATCHES_OF_A_KIND = 2;

type AnyKind = BatchKind<never, unknown>;

/** Work on one group; with a kind it can share a transaction with others of that kind, whatever their groups are. */
interface Work {
  readonly kind: AnyKind | null;
  readonly input: unknown;
  /** Carries it out alone. */
  readonly run: () => Promise<unknown>;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Has the writes of one group of this process follow one another: they would wait for the group's lock in the database anyway,
 * each with a connection of its own. While a batch is under way the next one gathers.
 */
export class GroupQueue {
  readonly #deps: BatchDeps;
  readonly #waiting = new Map<string, Work[]>();
  /** Groups that have work and wait for a writer, first come first served. */
  #ready: string[] = [];
  readonly #underWay = new Map<AnyKind | null, number>();
  #writers = 0;
  #starting = false;

  constructor(deps: BatchDeps) {
    this.#deps = deps;
  }

  /** Runs `work` alone. */
  run<Value>(group: GroupRef, work: () => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#add(group, { kind: null, input: null, run: work, resolve, reject });
    });
  }

  /** Stores `input` together with others of its kind. */
  runInBatch<Input, Output>(kind: BatchKind<Input, Output>, input: Input): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      const run = async (): Promise<unknown> => (await storeBatch(this.#deps, kind, [input]))[0];
      this.#add(kind.groupOf(input), { kind, input, run, resolve, reject });
    });
  }

  #add(group: GroupRef, work: Work): void {
    const key = groupKey(group);
    const waiting = this.#waiting.get(key);
    if (waiting !== undefined) {
      waiting.push(work);
      return;
    }
    this.#waiting.set(key, [work]);
    this.#ready.push(key);
    if (this.#starting) return;
    this.#starting = true;
    // Orders that come in the same turn of the event loop come into the same transaction.
    setImmediate(() => {
      this.#starting = false;
      this.#startWriters();
    });
  }

  #startWriters(): void {
    while (this.#writers < MAX_WRITERS) {
      const first = this.#ready.find((key) => this.#mayStart(this.#firstOf(key)));
      if (first === undefined) break;
      void this.#write(this.#firstOf(first), first);
    }
  }

  #firstOf(key: string): Work | undefined {
    return this.#waiting.get(key)?.[0];
  }

  #mayStart(work: Work | undefined): boolean {
    const kind = work?.kind ?? null;
    return kind === null || (this.#underWay.get(kind) ?? 0) < MAX_BATCHES_OF_A_KIND;
  }

  async #write(first: Work | undefined, firstKey: string): Promise<void> {
    const kind = first?.kind ?? null;
    this.#writers++;
    this.#underWay.set(kind, (this.#underWay.get(kind) ?? 0) + 1);
    const { works, keys } = kind === null ? this.#takeOne(firstKey) : this.#takeBatch(kind);
    await this.#carryOut(works);
    for (const key of keys) {
      if (this.#firstOf(key) === undefined) this.#waiting.delete(key);
      else this.#ready.push(key);
    }
    this.#underWay.set(kind, (this.#underWay.get(kind) ?? 0) - 1);
    this.#writers--;
    this.#startWriters();
  }

  #takeOne(key: string): { works: Work[]; keys: string[] } {
    this.#ready.splice(this.#ready.indexOf(key), 1);
    return { works: this.#waiting.get(key)?.splice(0, 1) ?? [], keys: [key] };
  }

  /** Takes what fits of this kind from every group that is ready and whose next work is of it. */
  #takeBatch(kind: AnyKind): { works: Work[]; keys: string[] } {
    const fits = kind.open() as (input: unknown) => boolean;
    const works: Work[] = [];
    const keys: string[] = [];
    const ready: string[] = [];
    for (const key of this.#ready) {
      const waiting = this.#waiting.get(key) ?? [];
      const taken = waiting[0]?.kind === kind ? waiting.filter((work) => work.kind === kind && fits(work.input)) : [];
      if (taken.length === 0) {
        ready.push(key);
        continue;
      }
      keys.push(key);
      works.push(...taken);
      this.#waiting.set(
        key,
        waiting.filter((work) => !taken.includes(work)),
      );
    }
    this.#ready = ready;
    return { works, keys };
  }

  async #carryOut(works: readonly Work[]): Promise<void> {
    const [first] = works;
    if (first === undefined) return;
    if (works.length > 1 && first.kind !== null) {
      const inputs = works.map((work) => work.input as never);
      const failure = await storeBatch(this.#deps, first.kind, inputs).then(
        (outputs) => {
          works.forEach((work, index) => work.resolve(outputs[index] as never));
          return null;
        },
        (error: unknown) => ({ error }),
      );
      if (failure === null) return;
      if (failure.error instanceof StoreUnavailableError) {
        for (const work of works) work.reject(failure.error);
        return;
      }
    }
    // Alone, or the batch failed: then each is tried by itself, so that only what is wrong fails.
    for (const work of works) await work.run().then(work.resolve as (value: unknown) => void, work.reject);
  }
}
