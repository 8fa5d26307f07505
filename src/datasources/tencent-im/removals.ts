import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberReads, MemberRemovals, ReadDesk, RemovalCall, RemovalOutcome } from '../datasource.ts';
import { keepingInside } from '../fault.ts';
import type { OptionalReads } from '../optional-read.ts';
import type { Quote } from '../quote.ts';
import { callRemovalFailure } from '../refusal.ts';
import { NOT_IN_GROUP, OWNER_STAYS, REMOVAL_TAKEN, REMOVED, STILL_IN_GROUP } from '../removal.ts';
import { verdictOf } from '../tencent/codes.ts';
import { takesNoInvites } from '../tencent/group-types.ts';
import type { TencentImClient } from './client.ts';
import { told } from './reads.ts';
import { NO_MEMBER_ROLE, OWNER_ROLE, parseRoles } from './wire.ts';

/** The most accounts of one removal (Tencent docs, delete_group_member). */
export const ACCOUNTS_PER_REMOVAL = 100;

/** A bad parameter; also what a group answers from which nobody can be removed (Tencent docs, delete_group_member). */
const BAD_PARAMETER_CODE = '10004';

export interface RemovalDeps {
  readonly client: TencentImClient;
  readonly reads: MemberReads;
  readonly optional: OptionalReads;
  readonly quote: Quote;
}

/** Tencent's removal, whose answer says nothing of single members: the roles before and after it do. */
export function createTencentImRemovals({ client, reads, optional, quote }: RemovalDeps): MemberRemovals {
  /** The roles by account; null when they could not be read. */
  const readRoles = (what: string, groupId: string, accounts: readonly string[], desk: ReadDesk) =>
    optional.attempt(what, desk, async () =>
      parseRoles(told(await client.getRoleInGroup(groupId, accounts, desk), quote).json),
    );

  /** What a refusal of the whole call means for each of its accounts. @throws DataSourceError on a fault */
  async function refusalOf(
    code: string,
    info: string,
    { groupId }: RemovalCall,
    desk: ReadDesk,
  ): Promise<RemovalOutcome> {
    const refused = callRemovalFailure(verdictOf(code), { code, text: quote(info) });
    if (code !== BAD_PARAMETER_CODE || refused.type !== 'failed') return refused;
    const group = await optional.attempt('type of a group', desk, () => reads.readGroup(groupId, desk));
    if (!takesNoInvites(group?.type)) return refused;
    return {
      ...refused,
      reason: InviteFailureReason.INVITES_UNSUPPORTED,
      message: 'Nobody can be taken out of this type of group: people leave it themselves.',
    };
  }

  return {
    accountsPerRemoval: ACCOUNTS_PER_REMOVAL,
    takesOperator: false,

    async removeMembers(call, desk) {
      const outcomes = new Map<string, RemovalOutcome>();
      const before = await readRoles('members before a removal', call.groupId, call.accounts, desk);
      for (const account of call.accounts) {
        if (before === null) break;
        const role = before.get(account);
        if (role === NO_MEMBER_ROLE) outcomes.set(account, NOT_IN_GROUP);
        else if (role === OWNER_ROLE) outcomes.set(account, OWNER_STAYS);
      }
      const accounts = call.accounts.filter((account) => !outcomes.has(account));
      if (accounts.length === 0) return outcomes;

      const remove = () => client.deleteGroupMember({ ...call, accounts }, desk);
      const inside = before && new Set(accounts.filter((account) => before.has(account)));
      const { code, info } = await keepingInside(inside, remove);
      if (code !== '0') {
        const refusal = await refusalOf(code, info, call, desk);
        for (const account of accounts) outcomes.set(account, refusal);
        return outcomes;
      }
      const after = await readRoles('members after a removal', call.groupId, accounts, desk);
      for (const account of accounts) {
        const stays = (after?.get(account) ?? NO_MEMBER_ROLE) !== NO_MEMBER_ROLE;
        const gone = before === null ? REMOVAL_TAKEN : REMOVED;
        outcomes.set(account, stays ? STILL_IN_GROUP : gone);
      }
      return outcomes;
    },
  };
}
