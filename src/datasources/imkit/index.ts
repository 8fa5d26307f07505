import { GroupType } from '../../kernel/vocabulary.ts';
import { invalidAccount } from '../account.ts';
import { effectiveCapabilities } from '../capabilities.ts';
import type {
  CallDesk,
  InviteAnswer,
  InviteCall,
  MemberOutcome,
  MembershipDataSource,
  ProfileFacts,
} from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { keepingSettled } from '../fault.ts';
import { createOptionalReads } from '../optional-read.ts';
import { createQuote } from '../quote.ts';
import { settleCall } from '../verdict.ts';
import { imkitCapabilities } from './capabilities.ts';
import { createImkitClient } from './client.ts';
import { createImkitReads, wordOf } from './reads.ts';
import { createImkitRemovals } from './removals.ts';
import type { ImkitSettings } from './settings.ts';
import { createImkitWebhooks } from './webhook.ts';
import { createImkitWithdrawal } from './withdrawal.ts';
import { asksForConsent, outcomeAfter, outcomeBefore, verdictOn } from './wire.ts';
import type { ImkitRoom } from './wire.ts';

/** IMKit, which answers an invite with the whole room: who came in shows by comparing it with the room before. */
export function createImkitDataSource(settings: ImkitSettings, { clock, log }: DataSourceDeps): MembershipDataSource {
  const client = createImkitClient(settings, clock);
  const quote = createQuote(() => [settings.clientKey, settings.token, settings.apiKey, settings.webhook?.pathSecret]);
  const optional = createOptionalReads(settings.id, log);
  const reads = createImkitReads(client, quote);

  /** Who has to accept first: everybody when the call asked for it; else the server may demand it for all of its rooms. */
  async function readConsent(
    call: InviteCall,
    after: ImkitRoom,
    invited: readonly string[],
    desk: CallDesk,
  ): Promise<(account: string) => boolean> {
    if (asksForConsent(after, call)) return () => true;
    if (after.facts.type === GroupType.DIRECT || invited.every((account) => after.profiles.has(account)))
      return () => false;
    const read = () => reads.invitations(call.groupId, desk);
    const invitations = await optional.attempt('invitations after an invite', desk, read);
    return (account) => invitations?.invitees.has(account) === true;
  }

  return {
    connectionId: settings.id,
    capabilities: effectiveCapabilities(imkitCapabilities, settings),
    operatorOf: () => null,
    review: (account) => (account === '' ? invalidAccount('An IMKit client id is not empty.') : null),

    async invite(call, desk): Promise<InviteAnswer> {
      // A repeated invite adds nobody twice, so it goes without when the room cannot be read.
      const readRoom = () => reads.room(call.groupId, desk);
      const before = await optional.attempt('room before an invite', desk, readRoom);
      const outcomes = new Map<string, MemberOutcome>();
      for (const invitee of call.members) {
        if (before?.profiles.has(invitee.account)) outcomes.set(invitee.account, outcomeBefore(invitee));
      }
      const outside = call.members.map(({ account }) => account).filter((account) => !outcomes.has(account));
      if (outside.length === 0) return finish(call, outcomes, before);

      await desk.departurePermit();
      return keepingSettled(outcomes, async () => {
        const answer = await client.addMembers(call.groupId, outside, call.options, desk);
        if (answer.kind === 'refusal') {
          const sent = { ...call, members: call.members.filter(({ account }) => !outcomes.has(account)) };
          const refused = settleCall(verdictOn(answer, before), wordOf(answer, quote), sent);
          if (refused.kind !== 'outcomes') return refused;
          return finish(call, new Map([...outcomes, ...refused.outcomes]), before);
        }
        const consent = await readConsent(call, answer.room, outside, desk);
        for (const account of outside) outcomes.set(account, outcomeAfter(account, answer.room, consent(account)));
        return finish(call, outcomes, answer.room);
      });
    },

    reads,
    removals: createImkitRemovals({ client, reads, optional, quote }),
    withdrawInvites: createImkitWithdrawal(client, reads, quote),
    webhooks: createImkitWebhooks(settings),
    ping: () => client.ping(),
    close: () => client.close(),
  };
}

function finish(call: InviteCall, outcomes: ReadonlyMap<string, MemberOutcome>, room: ImkitRoom | null): InviteAnswer {
  if (room === null) return { kind: 'outcomes', outcomes };
  const profiles = new Map<string, ProfileFacts>();
  for (const { account } of call.members) {
    const profile = room.profiles.get(account);
    if (profile !== undefined) profiles.set(account, profile);
  }
  return { kind: 'outcomes', outcomes, facts: room.facts, profiles };
}
