import { ChatProvider, InviteOption, QuotaScope } from '../../kernel/vocabulary.ts';
import type { Capabilities } from '../datasource.ts';

/** 20 invitees a call and about 5 calls a second, beyond which the SDK itself refuses with 9506 (Tencent Chat SDK docs). */
export const tencentImSdkCapabilities: Capabilities = {
  provider: ChatProvider.TENCENT_IM_SDK,
  membersPerCall: 20,
  callsPerSecond: 5,
  quotaScope: QuotaScope.CONNECTION,
  readsPerSecond: 5,
  inviteOptions: [InviteOption.OPERATOR],
  listsMembers: false,
  removesMembers: false,
  reportsChanges: false,
  readsBeforeInvite: false,
};
