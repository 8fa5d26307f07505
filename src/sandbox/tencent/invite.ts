import { behaviourOf, insistsOnConsent } from '../accounts.ts';
import type { Conditions } from '../front.ts';
import type { Awaited, Group } from '../world/group.ts';
import type { World } from '../world/world.ts';
import type { TencentRules } from './groups.ts';
import { NO_VETO } from './veto.ts';
import type { AskBeforeInvite, Veto } from './veto.ts';

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
export type InviteVerdict = { readonly results: ReadonlyMap<string, InviteResult> } | { readonly code: number };

/** What to say beside the code of a verdict. */
export function explain(code: number): string {
  return EXPLANATIONS[code] ?? 'refused by the callback';
}

const EXPLANATIONS: Readonly<Record<number, string>> = {
  10010: 'group not exist',
  10014: 'group is full',
  10019: 'account not exist',
};

/** The backend behind both fronts, once permission and batch size are judged: asks the app's own server where that is wanted, then invites. */
export class Inviting {
  readonly #world: World<TencentRules>;
  readonly #askBefore: AskBeforeInvite;

  constructor(world: World<TencentRules>, askBefore: AskBeforeInvite) {
    this.#world = world;
    this.#askBefore = askBefore;
  }

  /** Calls `answer` with the verdict: now, or when the app's server was asked. */
  invite<Answer>(
    group: Group<TencentRules>,
    accounts: readonly string[],
    terms: InviteTerms,
    answer: (verdict: InviteVerdict) => Answer,
  ): Answer | Promise<Answer> {
    const asking = this.#askBefore(group, accounts, terms.inviterId);
    if (asking === null) return answer(inviteAccounts(this.#world, group, accounts, terms, NO_VETO));
    return asking.then((veto) => {
      if (veto.code !== null) return answer({ code: veto.code });
      // Meanwhile the group may be gone.
      if (this.#world.peek(group.id) !== group) return answer({ code: 10010 });
      return answer(inviteAccounts(this.#world, group, accounts, terms, veto));
    });
  }
}

function inviteAccounts(
  world: World<TencentRules>,
  group: Group<TencentRules>,
  accounts: readonly string[],
  { inviterId, asks, conditions }: InviteTerms,
  { refused }: Veto,
): InviteVerdict {
  const results = new Map(
    accounts.map((account) => {
      const isOut = refused.has(account) && !group.members.has(account);
      return [account, isOut ? InviteResult.FAILED : resultFor(group, account, asks !== null)] as const;
    }),
  );
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
