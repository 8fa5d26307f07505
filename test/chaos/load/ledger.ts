import type { Told } from './operations.ts';

const QUEUED = 'MemberQueued';
const CANCELLED = 'MemberCancelled';

/** One operation of which a client was told, and what. */
export interface ToldOperation {
  readonly id: string;
  readonly groupId: string;
  readonly key: string;
  readonly accounts: readonly string[];
  /** What was told last of each account that was told as settled. */
  readonly settled: Map<string, string>;
  /** Since when a client knows that they are cancelled. */
  readonly cancelledAtMs: Map<string, number>;
  /** Who was ordered to be sent again. */
  readonly retried: Set<string>;
}

export interface AnsweredError {
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
}

/** Everything that mutations were told. */
export class Ledger {
  readonly operations = new Map<string, ToldOperation>();
  /** Answers that contradict earlier ones or the request. */
  readonly contradictions: string[] = [];
  /** An idempotency key that named two operations. */
  readonly keysTwice: string[] = [];
  readonly errors: AnsweredError[] = [];
  answers = 0;
  /** Requests that nobody answered: repeated elsewhere. */
  unanswered = 0;
  readonly #idOfKey = new Map<string, string>();

  tellInvite(key: string, groupId: string, accounts: readonly string[], told: Told): ToldOperation {
    const { id } = told.operation;
    const earlier = this.#idOfKey.get(key);
    if (earlier !== undefined && earlier !== id) this.keysTwice.push(`${key}: ${earlier} and ${id}`);
    this.#idOfKey.set(key, id);
    const operation = this.operations.get(id) ?? {
      id,
      groupId,
      key,
      accounts,
      settled: new Map(),
      cancelledAtMs: new Map(),
      retried: new Set(),
    };
    this.operations.set(id, operation);
    this.tell(operation, told);
    return operation;
  }

  /** Notes what a mutation of an operation answered, and compares it with what was told before. */
  tell(operation: ToldOperation, { results }: Told): void {
    this.answers++;
    const accounts = results.map(({ account }) => account);
    if (accounts.join() !== operation.accounts.join()) {
      this.contradictions.push(`${operation.id} has ${accounts.join()} instead of ${operation.accounts.join()}`);
    }
    for (const { account, __typename: outcome } of results) {
      const before = operation.settled.get(account);
      if (before !== undefined && before !== outcome && !operation.retried.has(account)) {
        this.contradictions.push(`${account} of ${operation.id} was ${before}, then ${outcome}`);
      }
      if (outcome === QUEUED) operation.settled.delete(account);
      else operation.settled.set(account, outcome);
      if (outcome === CANCELLED && !operation.cancelledAtMs.has(account)) {
        operation.cancelledAtMs.set(account, Date.now());
      }
    }
  }

  /** Must be called before the request leaves: from then on they may be sent again. */
  expectRetry(operation: ToldOperation, accounts: readonly string[]): void {
    for (const account of accounts) operation.retried.add(account);
  }
}
