import { ChatProvider, InviteOption, QuotaScope } from '../../kernel/vocabulary.ts';
import type { Capabilities } from '../datasource.ts';

/**
 * GeWe publishes no limits for invites. Twenty members once a second stays far below what gets a WeChat account
 * restricted for a single invite, and says nothing about many (GeWe docs, group module).
 */
export const geweCapabilities: Capabilities = {
  provider: ChatProvider.GEWE,
  membersPerCall: 20,
  callsPerSecond: 1,
  quotaScope: QuotaScope.CONNECTION,
  readsPerSecond: 2,
  inviteOptions: [InviteOption.REASON],
  listsMembers: true,
  removesMembers: true,
  reportsChanges: true,
  readsBeforeInvite: true,
};
