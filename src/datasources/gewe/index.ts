import { invalidAccount } from '../account.ts';
import { effectiveCapabilities } from '../capabilities.ts';
import type {
  CallDesk,
  InviteAnswer,
  InviteCall,
  Invitee,
  MemberOutcome,
  MembershipDataSource,
  ProfileFacts,
} from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { DataSourceError, keepingSettled } from '../fault.ts';
import { createOptionalReads } from '../optional-read.ts';
import { createQuote } from '../quote.ts';
import { geweCapabilities } from './capabilities.ts';
import { createGeweClient } from './client.ts';
import { createGeweReads, profileOf } from './reads.ts';
import { createGeweRemovals } from './removals.ts';
import type { GeweSettings } from './settings.ts';
import { createGeweWebhooks } from './webhook.ts';
import { isWxid, outcomeOf } from './wire.ts';
import type { GeweMember } from './wire.ts';

/**
 * GeWe, which drives one WeChat account. Its answer to an invite says only that the order was taken, and a repeated order
 * may send a second invitation card: so the member list is read before every call, and who is on it is not sent.
 */
export function createGeweDataSource(settings: GeweSettings, { clock, log }: DataSourceDeps): MembershipDataSource {
  const client = createGeweClient(settings, clock);
  const quote = createQuote(() => [settings.token, settings.webhook?.pathSecret, settings.webhook?.authorization]);
  const optional = createOptionalReads(settings.id, log);
  const reads = createGeweReads(client);

  /** Null when the list could not be read. @throws DataSourceError when this call must not go without it */
  async function readMembers(call: InviteCall, desk: CallDesk): Promise<readonly GeweMember[] | null> {
    await desk.readPermit();
    try {
      return (await client.getChatroomMemberList(call.groupId, desk)).members;
    } catch (error) {
      if (!(error instanceof DataSourceError)) throw error;
      if (call.members.some(({ resent }) => resent)) throw asRefusalToInvite(error);
      log?.warn({ connection: settings.id, fault: error.fault }, `members of a group not read: ${error.message}`);
      return null;
    }
  }

  return {
    connectionId: settings.id,
    capabilities: effectiveCapabilities(geweCapabilities, settings),
    operatorOf: () => null,
    review: (account) => (isWxid(account) ? null : invalidAccount('A wxid has no commas and no white space.')),

    async invite(call, desk): Promise<InviteAnswer> {
      const members = await readMembers(call, desk);
      const present = new Map(members?.map((member) => [member.wxid, member]));
      const outcomes = new Map<string, MemberOutcome>();
      const profiles = new Map<string, ProfileFacts>();
      const absent: string[] = [];
      for (const invitee of call.members) {
        const member = present.get(invitee.account);
        if (member === undefined) {
          absent.push(invitee.account);
        } else {
          outcomes.set(invitee.account, whenPresent(invitee));
          profiles.set(invitee.account, profileOf(member));
        }
      }
      if (absent.length > 0) {
        await desk.departurePermit();
        const answer = await keepingSettled(outcomes, () =>
          client.inviteMember(call.groupId, absent, call.options.reason ?? '', desk),
        );
        const outcome = outcomeOf(answer, quote(answer.msg));
        for (const account of absent) outcomes.set(account, outcome);
      }
      return {
        kind: 'outcomes',
        outcomes,
        facts: members === null ? undefined : { memberCount: members.length },
        profiles,
      };
    },

    reads,
    removals: createGeweRemovals({ client, reads, optional, quote }),
    withdrawInvites: null,
    webhooks: createGeweWebhooks(settings),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}

/** Somebody who is on the list although an attempt of ours got lost was let in by that attempt. */
function whenPresent(invitee: Invitee): MemberOutcome {
  return { type: invitee.resent ? 'joined' : 'alreadyJoined' };
}

function asRefusalToInvite(failure: DataSourceError): DataSourceError {
  return new DataSourceError(failure.fault === 'rate_limited' ? 'rate_limited' : 'unavailable', {
    message: `Nobody was invited again, because the members of the group could not be read: ${failure.message}`,
    retryAfterMs: failure.retryAfterMs,
    cause: failure,
  });
}
