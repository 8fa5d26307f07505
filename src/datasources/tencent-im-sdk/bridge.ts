import { effectiveCapabilities } from '../capabilities.ts';
import type { InviteOptions, MembershipDataSource } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { createQuote } from '../quote.ts';
import { reviewAccount } from '../tencent/account.ts';
import { verdictOf } from '../tencent/codes.ts';
import { settleCall } from '../verdict.ts';
import { tencentImSdkCapabilities } from './capabilities.ts';
import { createBridgeClient } from './client.ts';
import { BRIDGE_CODES } from './codes.ts';
import type { BridgeSettings } from './settings.ts';
import { isAboutLiveGroup, parseOutcomes } from './wire.ts';

/** V2TIM `inviteUserToGroup` through a sidecar that runs the SDK and is logged in as the operators. */
export function createBridgeDataSource(settings: BridgeSettings, { clock }: DataSourceDeps): MembershipDataSource {
  const client = createBridgeClient(settings, clock);
  // The sidecar keeps the credentials; those that its answers may quote are known by their names only.
  const quote = createQuote(() => []);
  const operatorOf = (options: InviteOptions): string => options.operator ?? settings.operator;

  return {
    connectionId: settings.id,
    capabilities: effectiveCapabilities(tencentImSdkCapabilities, settings),
    operatorOf,
    review: (account) => reviewAccount(account),

    async invite(call, desk) {
      await desk.departurePermit();
      const answer = await client.inviteUserToGroup(operatorOf(call.options), call, desk);
      if (answer.code === '0') return { kind: 'outcomes', outcomes: parseOutcomes(answer.json, call) };
      const verdict = isAboutLiveGroup(answer) ? 'INVITES_UNSUPPORTED' : verdictOf(answer.code, BRIDGE_CODES);
      return settleCall(verdict, { code: answer.code, text: quote(answer.desc) }, call);
    },

    reads: null,
    removals: null,
    withdrawInvites: null,
    webhooks: null,
    ping: () => client.ping(),
    close: () => client.close(),
  };
}
