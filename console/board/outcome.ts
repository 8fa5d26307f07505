import type { BoardMemberFragment } from '../graphql/generated/graphql.ts';
import { nameOfState } from '../group/state-name.ts';
import type { Language } from '../language/language.ts';

type Speech = Pick<Language, 'words' | 'formats'>;

/** What became of a member, in one or two sentences. Outcomes that are added later have no case here: their membership's state still tells something. */
export function describeOutcome(outcome: BoardMemberFragment, { words, formats }: Speech): string {
  const say = words.board.outcome;
  switch (outcome.__typename) {
    case 'MemberJoined':
      return say.joined(formats.time(outcome.joinedAt));
    case 'MemberAlreadyJoined':
      return say.alreadyJoined;
    case 'MemberInvited': {
      const awaiting = outcome.awaiting === 'CONSENT' ? say.consent : say.confirmation;
      return outcome.expiresAt === null ? awaiting : `${awaiting} ${say.expires(formats.time(outcome.expiresAt))}`;
    }
    case 'MemberQueued':
      return say.queued(formats.number(outcome.position), formats.time(outcome.estimatedSendAt));
    case 'MemberNotFound':
    case 'MemberOverGroupLimit':
      return outcome.message;
    case 'MemberFailed':
      return outcome.providerCode === null ? outcome.message : `${outcome.message} ${say.code(outcome.providerCode)}`;
    case 'MemberCancelled':
      return say.cancelled;
    default:
      return nameOfState((outcome as BoardMemberFragment).membership.state, words);
  }
}
