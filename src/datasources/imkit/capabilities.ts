import { ChatProvider, InviteOption, QuotaScope } from '../../kernel/vocabulary.ts';
import type { Capabilities } from '../datasource.ts';

/** 16 calls a second stay below the 1000 requests a minute of an API key (IMKit docs); no member limit is published. */
export const imkitCapabilities: Capabilities = {
  provider: ChatProvider.IMKIT,
  membersPerCall: 100,
  callsPerSecond: 16,
  quotaScope: QuotaScope.CONNECTION,
  readsPerSecond: 16,
  inviteOptions: [InviteOption.REQUIRE_CONSENT, InviteOption.SYSTEM_MESSAGE],
  listsMembers: true,
  removesMembers: true,
  reportsChanges: true,
  readsBeforeInvite: true,
};
