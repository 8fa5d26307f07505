import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import { hasBytes, invalidAccount } from '../account.ts';
import { effectiveCapabilities } from '../capabilities.ts';
import type { InviteOptions, MembershipDataSource } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { createOptionalReads } from '../optional-read.ts';
import { createQuote } from '../quote.ts';
import { zegoZimCapabilities } from './capabilities.ts';
import { createZegoZimClient } from './client.ts';
import { withHindsight } from './hindsight.ts';
import { createLimitInfo } from './limit-info.ts';
import { outcomesOf } from './outcomes.ts';
import { createZimQueries, createZimReads } from './reads.ts';
import { createZimRemovals } from './removals.ts';
import type { ZegoZimSettings } from './settings.ts';
import { createZegoZimWebhooks } from './webhook.ts';

/** The longest UserId, in bytes, and all that it may consist of (ZIM docs, Add group members). */
const MAX_USER_ID_BYTES = 32;
const USER_ID = /^[A-Za-z0-9!#$%&()+\-,:;<=.>?@[\]^_{}|~]+$/;

/** ZEGOCLOUD ZIM's server API, which names only those whom it did not take. */
export function createZegoZimDataSource(
  settings: ZegoZimSettings,
  { clock, log }: DataSourceDeps,
): MembershipDataSource {
  const client = createZegoZimClient(settings, clock);
  const quote = createQuote(() => [settings.serverSecret, ...(settings.webhook?.secrets ?? [])]);
  const operatorOf = (options: Pick<InviteOptions, 'operator'>): string => options.operator ?? settings.operator;
  const queries = createZimQueries(client, settings.operator, quote);
  const optional = createOptionalReads(settings.id, log);
  const limitInfo = createLimitInfo(clock, (groupId, desk) =>
    optional.attempt('limits of a group', desk, () => queries.group(groupId, desk)),
  );

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
      const operator = operatorOf(call.options);
      // Not waited for: the invite leaves as if nothing were read.
      const lookedUp = limitInfo.lookUp(call.groupId, desk);
      await desk.departurePermit();
      const said = await client.inviteUsersIntoGroup(operator, call, desk);
      const answer = outcomesOf(said, quote(said.message), call);
      if (answer.kind !== 'outcomes') return answer;
      const firstMembers = () =>
        optional.attempt('members of a group', desk, () => queries.memberPage(call.groupId, 0, desk));
      return withHindsight(answer, { operator, lookedUp, firstMembers }, clock);
    },

    reads: createZimReads(queries, (groupId, group) => limitInfo.note(groupId, group)),
    removals: createZimRemovals({ client, operatorOf, quote }),
    withdrawInvites: null,
    webhooks: createZegoZimWebhooks(settings),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}
