import { ClientError, GraphQLClient } from 'graphql-request';
import { InviteMembersDocument } from '../../../../schema/client/graphql.ts';
import { describeOutcome } from './outcome.ts';

export function connect(url: string, { token = '' } = {}): GraphQLClient {
  return new GraphQLClient(url, { headers: token === '' ? {} : { authorization: `Bearer ${token}` } });
}

export async function invite(client: GraphQLClient, groupId: string, accounts: string[]): Promise<string[]> {
  const input = { groupId, members: accounts.map((account) => ({ account })) };
  const { inviteMembers } = await client.request(InviteMembersDocument, { input });
  return inviteMembers.results.map(describeOutcome);
}

/** The code and the field of a mistake. */
export function explain(error: unknown): unknown {
  return error instanceof ClientError ? error.response.errors?.[0]?.extensions : undefined;
}
