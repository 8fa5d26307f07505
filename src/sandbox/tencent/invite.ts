import { behaviourOf, insistsOnConsent } from '../accounts.ts';
import type { Conditions } from '../front.ts';
import type { Awaited, Group } from '../world/group.ts';
import type { World } from '../world/world.ts';
import type { TencentRules } from './groups.ts';

/** What becomes of one account: failed, joined, was a member already, must consent first, is in too many groups. */
export const InviteResult = { FAILED: 0, JOINED: 1, ALREADY_MEMBER: 2, PENDING: 3, OVER_LIMIT: 4 } as const;
export type InviteResult = (typeof InviteResult)[keyof typeof InviteResult];

export interface InviteTerms {
  readonly inviterId: string;
  /** Everybody has to say yes first, or an administrator has to say it for him. */
  readonly asks: Awaited | null;
  readonly conditions: Conditions;
}

/** Either every account's result, in the order of the call, or the code that refuses the call whole, which then changes nothing. */
export type InviteVerdict = { readonly results: ReadonlyMap<string, InviteResult> } | { readonly code: 10014 | 10019 };

/** The backend behind both fronts, once permission and batch size are judged. */
export function inviteAccounts(
  world: World<TencentRules>,
  group: Group<TencentRules>,
  accounts: readonly string[],
  { inviterId, asks, conditions }: InviteTerms,
): InviteVerdict {
  const results = new Map(accounts.map((account) => [account, resultFor(group, account, asks !== null)] as const));
  const withResult = (wanted: InviteResult): string[] =>
    [...results].filter(([, result]) => result === wanted).map(([account]) => account);

  // One unknown account spoils the call for all, and the answer does not say which one it was.
  if (conditions.unknownAccountMode === 'whole' && accounts.some((account) => behaviourOf(account) === 'ghost')) {
    return { code: 10019 };
  }
  const joining = withResult(InviteResult.JOINED);
  const places = conditions.full ? 0 : world.placesLeft(group);
  if (joining.length > places) return { code: 10014 };

  world.join(
    group,
    joining.map((account) => ({ account })),
    { actorId: inviterId, via: 'added' },
  );
  world.invite(group, withResult(InviteResult.PENDING), inviterId, asks ?? 'invitee');
  return { results };
}

function resultFor(group: Group<TencentRules>, account: string, asksEverybody: boolean): InviteResult {
  const behaviour = behaviourOf(account);
  if (group.members.has(account)) return InviteResult.ALREADY_MEMBER;
  if (behaviour === 'ghost' || behaviour === 'refused') return InviteResult.FAILED;
  if (behaviour === 'crowded') return InviteResult.OVER_LIMIT;
  return asksEverybody || insistsOnConsent(behaviour) ? InviteResult.PENDING : InviteResult.JOINED;
}
