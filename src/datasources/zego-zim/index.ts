import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import { hasBytes, invalidAccount } from '../account.ts';
import { effectiveCapabilities } from '../capabilities.ts';
import type { InviteOptions, MembershipDataSource } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { createQuote } from '../quote.ts';
import { zegoZimCapabilities } from './capabilities.ts';
import { createZegoZimClient } from './client.ts';
import type { ZegoZimSettings } from './settings.ts';
import { createZegoZimWebhooks } from './webhook.ts';
import { outcomesOf } from './wire.ts';

/** The longest UserId, in bytes, and all that it may consist of (ZIM docs, Add group members). */
const MAX_USER_ID_BYTES = 32;
const USER_ID = /^[A-Za-z0-9!#$%&()+\-,:;<=.>?@[\]^_{}|~]+$/;

/** ZEGOCLOUD ZIM's server API, which names only those whom it did not take. */
export function createZegoZimDataSource(settings: ZegoZimSettings, { clock }: DataSourceDeps): MembershipDataSource {
  const client = createZegoZimClient(settings, clock);
  const quote = createQuote(() => [settings.serverSecret, ...(settings.webhook?.secrets ?? [])]);
  const operatorOf = (options: InviteOptions): string => options.operator ?? settings.operator;

  return {
    connectionId: settings.id,
    capabilities: effectiveCapabilities(zegoZimCapabilities, settings),
    operatorOf,

    review(account, options) {
      if (!hasBytes(account, MAX_USER_ID_BYTES) || !USER_ID.test(account)) {
        return invalidAccount('A ZIM user id has 1 to 32 letters, digits and the marks that its docs list.');
      }
      if (account !== operatorOf(options)) return null;
      return {
        type: 'failed',
        reason: InviteFailureReason.OPERATOR_IS_INVITEE,
        // ZIM would drop the operator from the list in silence.
        message: 'The operator of an invite cannot be invited by it.',
      };
    },

    async invite(call, desk) {
      await desk.departurePermit();
      const answer = await client.inviteUsersIntoGroup(operatorOf(call.options), call, desk);
      return outcomesOf(answer, quote(answer.message), call);
    },

    reads: null,
    removals: null,
    withdrawInvites: null,
    webhooks: createZegoZimWebhooks(settings),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}
