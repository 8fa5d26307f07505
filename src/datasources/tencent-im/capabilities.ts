import { ChatProvider, InviteOption, QuotaScope } from '../../kernel/vocabulary.ts';
import type { Capabilities } from '../datasource.ts';

/**
 * 500 members and 100 calls a second (Tencent Cloud IM docs, add_group_member). Other editions of that page say 20 or 300
 * members; which one holds for an app shows in code 10005.
 */
export const tencentImCapabilities: Capabilities = {
  provider: ChatProvider.TENCENT_IM,
  membersPerCall: 500,
  callsPerSecond: 100,
  quotaScope: QuotaScope.CONNECTION,
  readsPerSecond: 100,
  inviteOptions: [InviteOption.SILENT],
  listsMembers: true,
  removesMembers: true,
  reportsChanges: true,
  readsBeforeInvite: false,
};
