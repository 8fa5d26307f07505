import { GroupType, InviteFailureReason } from '../kernel/vocabulary.ts';
import type { MemberReads, MemberRemovals, ReadDesk, RemovalOutcome } from './datasource.ts';
import { ReadRefused } from './fault.ts';
import { removalFailure } from './refusal.ts';
import { NOT_IN_GROUP, REMOVED } from './removal.ts';

/** The most accounts of one probe and of one removal. */
const ACCOUNTS_PER_REQUEST = 10;

interface MemoryGroups {
  readonly groups: ReadonlyMap<string, Set<string>>;
  /** Waits for the permit and throws what is to go wrong; once before every request. */
  readonly ask: (desk: ReadDesk) => Promise<void>;
}

/** Reads of groups in memory. Each page is cut from the list as it is then, as at a provider: whoever goes has those behind him move up. */
export function createMemoryReads({
  groups,
  inviteesOf,
  ask,
  membersPerPage,
}: MemoryGroups & {
  readonly inviteesOf: (groupId: string) => ReadonlySet<string>;
  readonly membersPerPage: number;
}): MemberReads {
  async function askFor(groupId: string, desk: ReadDesk): Promise<ReadonlySet<string>> {
    await ask(desk);
    const members = groups.get(groupId);
    if (members === undefined) throw new ReadRefused('groupMissing', 'The group does not exist.', '404');
    return members;
  }

  return {
    accountsPerProbe: ACCOUNTS_PER_REQUEST,
    async probeMembers(groupId, accounts, desk) {
      const members = await askFor(groupId, desk);
      return new Map(accounts.map((account) => [account, members.has(account)]));
    },
    async *listMembers(groupId, desk) {
      for (let offset = 0; ; offset += membersPerPage) {
        const members = [...(await askFor(groupId, desk))];
        const page = members.slice(offset, offset + membersPerPage);
        yield { members: page.map((account) => ({ account })), total: members.length };
        if (offset + membersPerPage >= members.length) return;
      }
    },
    async listInvitees(groupId, desk) {
      await askFor(groupId, desk);
      return new Set(inviteesOf(groupId));
    },
    async readGroup(groupId, desk) {
      return { type: GroupType.GROUP, memberCount: (await askFor(groupId, desk)).size };
    },
  };
}

/** Removals from groups in memory. */
export function createMemoryRemovals({
  groups,
  owners,
  ask,
}: MemoryGroups & { readonly owners: ReadonlyMap<string, string> }): MemberRemovals {
  function outcomeOf(groupId: string, account: string): RemovalOutcome {
    const members = groups.get(groupId);
    if (members === undefined) return removalFailure(InviteFailureReason.GROUP_NOT_FOUND, { code: '404', text: '' });
    if (owners.get(groupId) === account)
      return removalFailure(InviteFailureReason.PERMISSION_DENIED, { code: '403', text: '' });
    return members.delete(account) ? REMOVED : NOT_IN_GROUP;
  }

  return {
    accountsPerRemoval: ACCOUNTS_PER_REQUEST,
    takesOperator: false,
    async removeMembers({ groupId, accounts }, desk) {
      await ask(desk);
      return new Map(accounts.map((account) => [account, outcomeOf(groupId, account)]));
    },
  };
}
