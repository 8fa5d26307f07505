import { ChatProvider, InviteOption, QuotaScope } from '../kernel/vocabulary.ts';
import { hasBytes, invalidAccount } from './account.ts';
import type {
  Capabilities,
  InviteAnswer,
  InviteCall,
  MemberOutcome,
  MembershipDataSource,
  ReadDesk,
} from './datasource.ts';
import { DataSourceError } from './fault.ts';
import { createMemoryReads, createMemoryRemovals } from './memory-members.ts';
import { forEveryMember, settleMember } from './verdict.ts';

/** What a memory can do unless it is told otherwise. */
export const memoryCapabilities: Capabilities = {
  provider: ChatProvider.TENCENT_IM,
  membersPerCall: 10,
  callsPerSecond: 10,
  quotaScope: QuotaScope.CONNECTION,
  readsPerSecond: 10,
  inviteOptions: [InviteOption.REQUIRE_CONSENT],
  listsMembers: true,
  removesMembers: true,
  reportsChanges: false,
  readsBeforeInvite: false,
};

const MAX_ACCOUNT_BYTES = 32;
/** Members on one page of a list unless it is told otherwise. */
export const MEMBERS_PER_PAGE = 100;

/** The world behind a memory. */
export interface MemoryOptions {
  readonly connectionId: string;
  /** The groups that exist, each with the accounts in it; invites add to them, removals take out of them. */
  readonly groups: Map<string, Set<string>>;
  /** By group, who is invited and has not answered; invites that require consent add to it. Default: nobody. */
  readonly invitations?: Map<string, Set<string>> | undefined;
  /** By group, who cannot be removed. Default: nobody. */
  readonly owners?: ReadonlyMap<string, string> | undefined;
  /** Members on one page of a list. Default {@link MEMBERS_PER_PAGE}. */
  readonly membersPerPage?: number | undefined;
  readonly capabilities?: Capabilities | undefined;
  /** Whether the provider can be reached now. */
  readonly reachable?: (() => boolean) | undefined;
  /** Called with every call that has departed, before it takes effect; what it throws is what became of the call. */
  readonly onArrived?: ((call: InviteCall) => Promise<void>) | undefined;
  /** Called with every request that is no invite, before it takes effect; what it throws is what became of it. */
  readonly onAsked?: (() => Promise<void>) | undefined;
}

/** A data source without a provider: the reference for what the port promises, and a stand-in where the wire does not matter. */
export function createMemoryDataSource(options: MemoryOptions): MembershipDataSource {
  const { groups, invitations = new Map<string, Set<string>>(), reachable = () => true } = options;

  function assertReachable(): void {
    if (!reachable()) throw new DataSourceError('unavailable', { message: 'the provider in memory is switched off' });
  }

  function inviteesOf(groupId: string): Set<string> {
    const invitees = invitations.get(groupId) ?? new Set();
    invitations.set(groupId, invitees);
    return invitees;
  }

  async function ask(desk: ReadDesk): Promise<void> {
    await desk.readPermit();
    if (desk.signal.aborted) throw new DataSourceError('unavailable', { message: 'the request was called off' });
    assertReachable();
    await options.onAsked?.();
  }

  function take(call: InviteCall): InviteAnswer {
    const members = groups.get(call.groupId);
    if (members === undefined) return forEveryMember(call, settleMember('GROUP_NOT_FOUND', { code: '404', text: '' }));
    const outcomes = new Map<string, MemberOutcome>();
    for (const { account } of call.members) {
      if (members.has(account)) {
        outcomes.set(account, { type: 'alreadyJoined' });
      } else if (call.options.requireConsent === true) {
        inviteesOf(call.groupId).add(account);
        outcomes.set(account, { type: 'invited', awaiting: 'CONSENT' });
      } else {
        inviteesOf(call.groupId).delete(account);
        members.add(account);
        outcomes.set(account, { type: 'joined' });
      }
    }
    return { kind: 'outcomes', outcomes, facts: { memberCount: members.size } };
  }

  return {
    connectionId: options.connectionId,
    capabilities: options.capabilities ?? memoryCapabilities,
    operatorOf: () => null,
    review: (account) =>
      hasBytes(account, MAX_ACCOUNT_BYTES) ? null : invalidAccount('An account in memory has 1 to 32 bytes.'),

    async invite(call, desk) {
      await desk.departurePermit();
      assertReachable();
      desk.departed();
      await options.onArrived?.(call);
      return take(call);
    },

    reads: createMemoryReads({ groups, inviteesOf, ask, membersPerPage: options.membersPerPage ?? MEMBERS_PER_PAGE }),
    removals: createMemoryRemovals({ groups, owners: options.owners ?? new Map(), ask }),

    async withdrawInvites(groupId, accounts, desk) {
      await ask(desk);
      const members = groups.get(groupId);
      if (members === undefined) throw new DataSourceError('unavailable', { message: 'there is no such group' });
      for (const account of accounts) inviteesOf(groupId).delete(account);
      return new Set(accounts.filter((account) => !members.has(account)));
    },

    webhooks: null,
    ping: async () => assertReachable(),
    close: async () => undefined,
  };
}
