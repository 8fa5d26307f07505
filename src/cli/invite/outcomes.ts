import type { MemberOutcomeFragment } from '../service/__generated__/graphql.ts';

/** Accounts of one kind of failure that are named; the others are counted. */
export const MAX_NAMED_ACCOUNTS = 5;
/** Kinds of failures that are told apart; providers' messages may quote accounts, and then there is one for each. */
export const MAX_FAILURE_KINDS = 50;

const KINDS = {
  MemberJoined: 'joined',
  MemberAlreadyJoined: 'alreadyJoined',
  MemberInvited: 'invited',
  MemberQueued: 'queued',
  MemberCancelled: 'cancelled',
  MemberOverGroupLimit: 'failed',
  MemberNotFound: 'failed',
  MemberFailed: 'failed',
} as const satisfies Record<MemberOutcomeFragment['__typename'], string>;

export type OutcomeKind = (typeof KINDS)[keyof typeof KINDS] | 'other';
export const OUTCOME_KINDS: readonly OutcomeKind[] = [
  'joined',
  'alreadyJoined',
  'invited',
  'queued',
  'cancelled',
  'failed',
  'other',
];

/** An outcome that only a later service has is none of ours. */
export const kindOf = ({ __typename }: MemberOutcomeFragment): OutcomeKind =>
  (KINDS as Partial<Record<string, OutcomeKind>>)[__typename] ?? 'other';

/** Members who failed for the same reason. */
export interface FailureGroup {
  /** The provider's or Rollcall's reason, such as `GROUP_FULL`; for failures with a type of their own its name. */
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** The first {@link MAX_NAMED_ACCOUNTS}. */
  readonly accounts: readonly string[];
  readonly retryable: boolean;
}

/** What became of all members, counted as they come, whatever their number. */
export class Outcomes {
  readonly counts: Record<OutcomeKind, number> = {
    joined: 0,
    alreadyJoined: 0,
    invited: 0,
    queued: 0,
    cancelled: 0,
    failed: 0,
    other: 0,
  };
  readonly #failures = new Map<string, FailureGroup & { count: number; accounts: string[] }>();

  add(outcome: MemberOutcomeFragment): void {
    const kind = kindOf(outcome);
    this.counts[kind]++;
    if (kind === 'failed') this.#addFailure(outcome);
  }

  /** The largest first. */
  get failures(): readonly FailureGroup[] {
    return [...this.#failures.values()].toSorted((one, other) => other.count - one.count);
  }

  /** Whether everybody is in or invited. */
  get allWell(): boolean {
    const { failed, cancelled, queued, other } = this.counts;
    return failed + cancelled + queued + other === 0;
  }

  #addFailure(outcome: MemberOutcomeFragment): void {
    const { reason, message, retryable } = describeFailure(outcome);
    const told = this.#failures.size < MAX_FAILURE_KINDS ? message : '(other messages)';
    const key = `${reason}\n${this.#failures.has(`${reason}\n${message}`) ? message : told}`;
    const known = this.#failures.get(key);
    if (known === undefined) {
      this.#failures.set(key, { reason, message: told, retryable, count: 1, accounts: [outcome.account] });
      return;
    }
    known.count++;
    if (known.accounts.length < MAX_NAMED_ACCOUNTS) known.accounts.push(outcome.account);
  }
}

/** Why a member is not in. */
export function describeFailure(
  outcome: MemberOutcomeFragment,
): Pick<FailureGroup, 'reason' | 'message' | 'retryable'> {
  switch (outcome.__typename) {
    case 'MemberFailed':
      return { reason: outcome.reason, message: outcome.message, retryable: outcome.retryable };
    case 'MemberNotFound':
      return { reason: 'NOT_FOUND', message: outcome.message, retryable: false };
    case 'MemberOverGroupLimit':
      return { reason: 'OVER_GROUP_LIMIT', message: outcome.message, retryable: false };
    default:
      return { reason: outcome.__typename, message: '', retryable: false };
  }
}
