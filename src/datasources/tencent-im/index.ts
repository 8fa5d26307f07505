import { effectiveCapabilities } from '../capabilities.ts';
import type { InviteAnswer, MembershipDataSource } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { createOptionalReads } from '../optional-read.ts';
import { createQuote } from '../quote.ts';
import { reviewAccount } from '../tencent/account.ts';
import { PERMISSION_CODE, verdictOf } from '../tencent/codes.ts';
import { takesNoInvites } from '../tencent/group-types.ts';
import { createUserSigs } from '../tencent/user-sig.ts';
import { settleCall } from '../verdict.ts';
import { tencentImCapabilities } from './capabilities.ts';
import { createTencentImClient } from './client.ts';
import { createTencentImReads } from './reads.ts';
import { createTencentImRemovals } from './removals.ts';
import type { TencentImSettings } from './settings.ts';
import { createFindUnknown } from './unknown-accounts.ts';
import { createTencentImWebhooks } from './webhook.ts';
import { parseOutcomes } from './wire.ts';

/** Tencent Cloud IM's server API, which acts as the app's administrator and tells the outcome of each member. */
export function createTencentImDataSource(settings: TencentImSettings, deps: DataSourceDeps): MembershipDataSource {
  const userSigs = createUserSigs(settings, deps.clock);
  const client = createTencentImClient(settings, userSigs, deps);
  const quote = createQuote(() => [settings.secretKey, settings.webhook?.token, ...userSigs.issued()]);

  const optional = createOptionalReads(settings.id, deps.log);
  const reads = createTencentImReads(client, quote);
  const findUnknown = createFindUnknown(client, quote, optional);

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
      if (code === PERMISSION_CODE) {
        const read = () => reads.readGroup(call.groupId, desk);
        const facts = (await optional.attempt('type of a group', desk, read)) ?? undefined;
        const answer = settleCall(takesNoInvites(facts?.type) ? 'INVITES_UNSUPPORTED' : verdict, word, call);
        return answer.kind === 'outcomes' ? { ...answer, facts } : answer;
      }
      const answer = settleCall(verdict, word, call);
      if (answer.kind !== 'unknownAccount') return answer;
      const accounts = call.members.map(({ account }) => account);
      return { ...answer, unknown: await findUnknown(accounts, desk) };
    },

    reads,
    removals: createTencentImRemovals({ client, reads, optional, quote }),
    withdrawInvites: null,
    webhooks: createTencentImWebhooks(settings),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}
