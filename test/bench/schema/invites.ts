import { bodyOf } from './works.ts';
import { graphqlRequest, type HttpAnswer } from '../client/http-connection.ts';

const INVITE = `mutation ($input: InviteMembersInput!) {
  inviteMembers(input: $input) { operation { id status } results { __typename ... on InviteMemberOutcome { account } } }
}`;

export interface Order {
  readonly groupId: string;
  readonly accounts: readonly string[];
  readonly waitMs?: number;
}

/** An invite as bytes. */
export const inviteRequest = (url: string, { groupId, accounts, waitMs = 60_000 }: Order): Buffer =>
  graphqlRequest(
    url,
    bodyOf({
      query: INVITE,
      variables: { input: { groupId, members: accounts.map((account) => ({ account })), waitMs } },
    }),
  );

/** What became of the members of one answer. */
export interface Outcome {
  /** Members of whom it is known what became of them, other than that the invite failed. */
  readonly settled: number;
  readonly failed: number;
  readonly queued: number;
}

const FAILED = new Set(['MemberFailed', 'MemberNotFound', 'MemberOverGroupLimit', 'MemberCancelled']);

export function readOutcome({ status, body }: HttpAnswer, members: number): Outcome {
  const { data } = JSON.parse(body.toString('utf8')) as {
    data?: { inviteMembers?: { results: readonly { readonly __typename: string }[] } | null } | null;
  };
  const results = data?.inviteMembers?.results;
  if (status !== 200 || results === undefined) return { settled: 0, failed: members, queued: 0 };
  const failed = results.filter(({ __typename }) => FAILED.has(__typename)).length;
  const queued = results.filter(({ __typename }) => __typename === 'MemberQueued').length;
  return { settled: results.length - failed - queued, failed, queued };
}
