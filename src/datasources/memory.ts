import { ChatProvider, InviteOption, QuotaScope } from '../kernel/vocabulary.ts';
import { hasBytes, invalidAccount } from './account.ts';
import type { Capabilities, InviteAnswer, InviteCall, MemberOutcome, MembershipDataSource } from './datasource.ts';
import { DataSourceError } from './fault.ts';
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

/** The world behind a memory. */
export interface MemoryOptions {
  readonly connectionId: string;
  /** The groups that exist, each with the accounts in it; invites add to them. */
  readonly groups: Map<string, Set<string>>;
  readonly capabilities?: Capabilities | undefined;
  /** Whether the provider can be reached now. */
  readonly reachable?: (() => boolean) | undefined;
  /** Called with every call that has departed, before it takes effect; what it throws is what became of the call. */
  readonly onArrived?: ((call: InviteCall) => Promise<void>) | undefined;
}

/** A data source without a provider: the reference for what the port promises, and a stand-in where the wire does not matter. */
export function createMemoryDataSource(options: MemoryOptions): MembershipDataSource {
  const { groups, reachable = () => true } = options;

  function assertReachable(): void {
    if (!reachable()) throw new DataSourceError('unavailable', { message: 'the provider in memory is switched off' });
  }

  function take(call: InviteCall): InviteAnswer {
    const members = groups.get(call.groupId);
    if (members === undefined) return forEveryMember(call, settleMember('GROUP_NOT_FOUND', { code: '404', text: '' }));
    const outcomes = new Map<string, MemberOutcome>();
    for (const { account } of call.members) {
      if (members.has(account)) {
        outcomes.set(account, { type: 'alreadyJoined' });
      } else if (call.options.requireConsent === true) {
        outcomes.set(account, { type: 'invited', awaiting: 'CONSENT' });
      } else {
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

    reads: null,
    removals: null,
    withdrawInvites: null,
    webhooks: null,
    ping: async () => assertReachable(),
    close: async () => undefined,
  };
}
