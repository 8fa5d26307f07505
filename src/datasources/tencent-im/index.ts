import { effectiveCapabilities } from '../capabilities.ts';
import type { CallDesk, GroupFacts, InviteAnswer, MembershipDataSource } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { DataSourceError } from '../fault.ts';
import { createQuote } from '../quote.ts';
import { reviewAccount } from '../tencent/account.ts';
import { PERMISSION_CODE, verdictOf } from '../tencent/codes.ts';
import { takesNoInvites } from '../tencent/group-types.ts';
import { createUserSigs } from '../tencent/user-sig.ts';
import { settleCall } from '../verdict.ts';
import { tencentImCapabilities } from './capabilities.ts';
import { createTencentImClient } from './client.ts';
import type { TencentImSettings } from './settings.ts';
import { createTencentImWebhooks } from './webhook.ts';
import { parseOutcomes } from './wire.ts';

/** Tencent Cloud IM's server API, which acts as the app's administrator and tells the outcome of each member. */
export function createTencentImDataSource(settings: TencentImSettings, deps: DataSourceDeps): MembershipDataSource {
  const userSigs = createUserSigs(settings, deps.clock);
  const client = createTencentImClient(settings, userSigs, deps);
  const quote = createQuote(() => [settings.secretKey, settings.webhook?.token, ...userSigs.issued()]);

  /** Undefined also when it could not be read, which takes nothing from the outcome but its precision. */
  async function readGroup(groupId: string, desk: CallDesk): Promise<GroupFacts | undefined> {
    await desk.readPermit();
    try {
      return await client.getGroupInfo(groupId, desk);
    } catch (error) {
      if (!(error instanceof DataSourceError)) throw error;
      deps.log?.warn({ connection: settings.id, fault: error.fault }, `type of a group not read: ${error.message}`);
      return undefined;
    }
  }

  return {
    connectionId: settings.id,
    capabilities: effectiveCapabilities(tencentImCapabilities, settings),
    operatorOf: () => null,
    review: (account) => reviewAccount(account),

    async invite(call, desk): Promise<InviteAnswer> {
      await desk.departurePermit();
      const { code, info, json } = await client.addGroupMember(call, desk);
      if (code === '0') return { kind: 'outcomes', outcomes: parseOutcomes(json, call) };
      const word = { code, text: quote(info) };
      const verdict = verdictOf(code);
      if (verdict === 'expired_credential') userSigs.drop(settings.administrator);
      if (code !== PERMISSION_CODE) return settleCall(verdict, word, call);
      const facts = await readGroup(call.groupId, desk);
      const answer = settleCall(takesNoInvites(facts?.type) ? 'INVITES_UNSUPPORTED' : verdict, word, call);
      return answer.kind === 'outcomes' ? { ...answer, facts } : answer;
    },

    reads: null,
    removals: null,
    withdrawInvites: null,
    webhooks: createTencentImWebhooks(settings),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}
