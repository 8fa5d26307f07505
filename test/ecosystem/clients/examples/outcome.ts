import type { MemberOutcomeFragment } from '../../../../schema/client/graphql.ts';

/** One line for people. Outcomes that are added later have no case here: what all have in common still tells who, and where it stands. */
export function describeOutcome(outcome: MemberOutcomeFragment): string {
  switch (outcome.__typename) {
    case 'MemberInvited':
      return `${outcome.account} is invited, and joining awaits ${outcome.awaiting}`;
    case 'MemberFailed':
      return `${outcome.account} could not be invited (${outcome.reason})${outcome.retryable ? ', try again' : ''}`;
    default:
      return `${outcome.account} is ${outcome.membership.state}`;
  }
}
