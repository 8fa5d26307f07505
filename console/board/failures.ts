import type { BoardMemberFragment, InviteFailureReason } from '../graphql/generated/graphql.ts';
import type { Tile } from './tile.ts';

type KnownReason = Exclude<InviteFailureReason, '%future added value'>;

/** Why a member could not be invited, of all outcomes that mean so. */
export type FailureKind = KnownReason | 'NOT_FOUND' | 'OVER_GROUP_LIMIT' | 'OTHER';

const KINDS: ReadonlySet<string> = new Set<KnownReason>([
  ...(['INVALID_ACCOUNT', 'OPERATOR_NOT_FOUND', 'OPERATOR_IS_INVITEE', 'GROUP_NOT_FOUND', 'INVALID_GROUP'] as const),
  ...(['GROUP_FULL', 'INVITES_UNSUPPORTED', 'PERMISSION_DENIED', 'REFUSED_BY_PROVIDER', 'RATE_LIMITED'] as const),
  ...(['PROVIDER_UNAVAILABLE', 'PROVIDER_ERROR'] as const),
]);

/** One saying of the provider, and of how many it was said. */
export interface Saying {
  readonly message: string;
  readonly code: string | null;
  readonly count: number;
}

export interface FailureGroup {
  readonly kind: FailureKind;
  readonly accounts: readonly string[];
  /** What was said of them, most often first. */
  readonly said: readonly Saying[];
  /** Whether sending them again may help although nothing is changed. */
  readonly retryable: boolean;
}

interface Collected {
  readonly accounts: string[];
  readonly said: Map<string, Saying>;
  retryable: boolean;
}

/** Those who failed, by reason, the largest group first. Who failed and has no reason yet is in none. */
export function groupFailures(tiles: readonly Tile[]): FailureGroup[] {
  const groups = new Map<FailureKind, Collected>();
  for (const { state, outcome, account } of tiles) {
    if (state !== 'failed' || outcome === null) continue;
    const kind = kindOf(outcome);
    const group = groups.get(kind) ?? { accounts: [], said: new Map<string, Saying>(), retryable: false };
    groups.set(kind, group);
    group.accounts.push(account);
    group.retryable ||= outcome.__typename === 'MemberFailed' && outcome.retryable;
    const message = messageOf(outcome, account);
    const code = outcome.__typename === 'MemberFailed' ? outcome.providerCode : null;
    const key = `${code} ${message}`;
    group.said.set(key, { message, code, count: (group.said.get(key)?.count ?? 0) + 1 });
  }
  return [...groups]
    .map(([kind, { accounts, said, retryable }]) => ({
      kind,
      accounts,
      said: [...said.values()]
        .filter(({ message, code }) => message !== '' || code !== null)
        .toSorted((one, other) => other.count - one.count),
      retryable,
    }))
    .toSorted((one, other) => other.accounts.length - one.accounts.length);
}

/** Reasons may be added: they are told as the provider told them. */
function kindOf(outcome: BoardMemberFragment): FailureKind {
  switch (outcome.__typename) {
    case 'MemberNotFound':
      return 'NOT_FOUND';
    case 'MemberOverGroupLimit':
      return 'OVER_GROUP_LIMIT';
    case 'MemberFailed':
      return KINDS.has(outcome.reason) ? (outcome.reason as KnownReason) : 'OTHER';
    default:
      return 'OTHER';
  }
}

/** Some messages name the account; without its name they are the same for everybody. */
const messageOf = (outcome: BoardMemberFragment, account: string): string =>
  'message' in outcome ? outcome.message.replaceAll(wordOf(account), '…') : '';

/** Where a text stands by itself: a short account is also part of other words. */
const wordOf = (text: string): RegExp =>
  new RegExp(`(?<![\\p{L}\\p{N}_])${text.replaceAll(/[$()*+.?[\\\]^{|}/]/g, '\\$&')}(?![\\p{L}\\p{N}_])`, 'gu');
