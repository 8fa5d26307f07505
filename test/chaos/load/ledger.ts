import type { Person, Removed, Told } from './operations.ts';

const QUEUED = 'MemberQueued';
const INVITED = 'MemberInvited';
const CANCELLED = 'MemberCancelled';

/** One operation of which a client was told, and what. */
export interface ToldOperation {
  readonly id: string;
  readonly groupId: string;
  readonly key: string;
  readonly accounts: readonly string[];
  /** Right before it was asked for. */
  readonly askedAtMs: number;
  /** When each account was told as settled first. */
  readonly settledAtMs: Map<string, number>;
  /** What was told last of each account that was told as settled. */
  readonly settled: Map<string, string>;
  /** Since when a client knows that they are cancelled. */
  readonly cancelledAtMs: Map<string, number>;
  /** Who was ordered to be sent again. */
  readonly retried: Set<string>;
  /** Whose open invitations were ordered to be taken back: then who was told as invited may be told as cancelled. */
  readonly withdrawn: Set<string>;
}

/** One removal, from when it was asked for first until it was answered. */
export interface ToldRemoval {
  readonly groupId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly results: Removed['results'];
}

/** What was asked for, and when first. */
export type AskedInvite = Pick<ToldOperation, 'key' | 'groupId' | 'accounts' | 'askedAtMs'>;

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
  readonly removals: ToldRemoval[] = [];
  /** By user: the accounts that are linked to him by what was told last, as `connection:account`, first linked first. */
  readonly people = new Map<string, readonly string[]>();
  answers = 0;
  /** Requests that nobody answered: repeated elsewhere. */
  unanswered = 0;
  readonly #idOfKey = new Map<string, string>();

  tellInvite(asked: AskedInvite, told: Told): ToldOperation {
    const { key } = asked;
    const { id } = told.operation;
    const earlier = this.#idOfKey.get(key);
    if (earlier !== undefined && earlier !== id) this.keysTwice.push(`${key}: ${earlier} and ${id}`);
    this.#idOfKey.set(key, id);
    const operation = this.operations.get(id) ?? {
      id,
      ...asked,
      settledAtMs: new Map(),
      settled: new Map(),
      cancelledAtMs: new Map(),
      retried: new Set(),
      withdrawn: new Set(),
    };
    this.operations.set(id, operation);
    this.tell(operation, told);
    return operation;
  }

  /** Notes what a mutation of an operation answered, and compares it with what was told before. */
  tell(operation: ToldOperation, { results }: Told): void {
    const accounts = results.map(({ account }) => account);
    if (accounts.join() !== operation.accounts.join()) {
      this.contradictions.push(`${operation.id} has ${accounts.join()} instead of ${operation.accounts.join()}`);
    }
    for (const { account, __typename: outcome } of results) {
      const before = operation.settled.get(account);
      const takenBack = operation.withdrawn.has(account) && before === INVITED && outcome === CANCELLED;
      if (before !== undefined && before !== outcome && !operation.retried.has(account) && !takenBack) {
        this.contradictions.push(`${account} of ${operation.id} was ${before}, then ${outcome}`);
      }
      if (outcome === QUEUED) operation.settled.delete(account);
      else operation.settled.set(account, outcome);
      if (outcome !== QUEUED && !operation.settledAtMs.has(account)) operation.settledAtMs.set(account, Date.now());
      if (outcome === CANCELLED && !operation.cancelledAtMs.has(account)) {
        operation.cancelledAtMs.set(account, Date.now());
      }
    }
  }

  /** Must be called before the request leaves: from then on they may be sent again. */
  expectRetry(operation: ToldOperation, accounts: readonly string[]): void {
    for (const account of accounts) operation.retried.add(account);
  }

  /** Must be called before the request leaves: from then on they may become cancelled. */
  expectWithdrawal(operation: ToldOperation, accounts: readonly string[]): void {
    for (const account of accounts) operation.withdrawn.add(account);
  }

  /** Notes what a link or an unlink answered, and compares it with what was told before. */
  tellPerson(userId: string, what: 'link' | 'unlink', account: string, told: Person): void {
    const others = (this.people.get(userId) ?? []).filter((one) => one !== account);
    const expected = what === 'link' ? [...others, account] : others;
    const accounts = told.accounts.map((one) => `${one.connection.id}:${one.account}`);
    if (accounts.join() !== expected.join()) {
      this.contradictions.push(
        `${userId} has ${accounts.join()} after ${what} of ${account}, expected ${expected.join()}`,
      );
    }
    this.people.set(userId, expected);
  }

  /** Whether the account, as `connection:account`, is linked to anybody. */
  isLinked(account: string): boolean {
    return [...this.people.values()].some((accounts) => accounts.includes(account));
  }
}
