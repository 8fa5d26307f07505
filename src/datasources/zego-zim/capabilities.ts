import { ChatProvider, InviteOption, QuotaScope } from '../../kernel/vocabulary.ts';
import type { Capabilities } from '../datasource.ts';

/** 100 members a call and one call a second for each group (ZIM docs, Add group members). */
export const zegoZimCapabilities: Capabilities = {
  provider: ChatProvider.ZEGO_ZIM,
  membersPerCall: 100,
  callsPerSecond: 1,
  quotaScope: QuotaScope.GROUP,
  readsPerSecond: 20,
  inviteOptions: [InviteOption.OPERATOR, InviteOption.REQUIRE_CONSENT, InviteOption.JOINED_AT],
  listsMembers: true,
  removesMembers: true,
  reportsChanges: true,
  readsBeforeInvite: false,
};
