import { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { OperationTypeNode } from 'graphql';
import { createClient } from 'graphql-ws';
import { InviteMembersDocument, MemberStateChangedDocument } from '../../../../schema/client/graphql.ts';
import possibleTypes from '../../../../schema/client/possible-types.json' with { type: 'json' };
import type { Watch } from './follow.ts';
import { describeOutcome } from './outcome.ts';

/** Outcomes that are added later begin with the same word, so that the cache takes them for outcomes as well. */
const LATER = 'Member\\w+';

export function connect(url: string, { token = '', webSocket = false } = {}): ApolloClient {
  const credentials = token === '' ? {} : { authorization: `Bearer ${token}` };
  const http = new HttpLink({ uri: url, headers: credentials });
  // `follow` asks again, and from the right place.
  const sockets = createClient({ url: url.replace('http', 'ws'), connectionParams: credentials, retryAttempts: 0 });
  const isLive = ({ operationType }: ApolloLink.Operation) => operationType === OperationTypeNode.SUBSCRIPTION;
  return new ApolloClient({
    // Without a WebSocket, subscriptions are answered to HttpLink as well.
    link: webSocket ? ApolloLink.split(isLive, new GraphQLWsLink(sockets), http) : http,
    cache: new InMemoryCache({
      possibleTypes: {
        ...possibleTypes,
        InviteMemberOutcome: [...possibleTypes.InviteMemberOutcome, LATER],
        InviteMemberResult: [...possibleTypes.InviteMemberResult, LATER],
      },
    }),
  });
}

export async function invite(client: ApolloClient, groupId: string, accounts: string[]): Promise<string[]> {
  const input = { groupId, members: accounts.map((account) => ({ account })) };
  const { data } = await client.mutate({ mutation: InviteMembersDocument, variables: { input } });
  return data?.inviteMembers.results.map(describeOutcome) ?? [];
}

/** The code and the field of a mistake. */
export function explain(error: unknown): unknown {
  return CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions : undefined;
}

export const watch =
  (client: ApolloClient): Watch =>
  (variables, { next, end }) => {
    const subscription = client.subscribe({ query: MemberStateChangedDocument, variables }).subscribe({
      next({ data, error }) {
        if (error) end(CombinedGraphQLErrors.is(error) ? error.errors[0]?.extensions?.['code'] : undefined);
        else if (data) next(data.memberStateChanged);
      },
      complete: () => end(),
    });
    return () => subscription.unsubscribe();
  };
