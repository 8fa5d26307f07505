import { createClient, type Sink } from 'graphql-ws';
import {
  commitMutation,
  Environment,
  fetchQuery,
  type GraphQLResponse,
  Network,
  Observable,
  RecordSource,
  requestSubscription,
  Store,
} from 'relay-runtime';
import type { MemberOutcomeFragment } from '../../../../schema/client/graphql.ts';
import changes, { type rollcallChangesSubscription } from './__generated__/rollcallChangesSubscription.graphql.ts';
import inviting, { type rollcallInviteMutation } from './__generated__/rollcallInviteMutation.graphql.ts';
import members, { type rollcallMembersQuery } from './__generated__/rollcallMembersQuery.graphql.ts';
import membership, { type rollcallMembershipQuery } from './__generated__/rollcallMembershipQuery.graphql.ts';
import type { Watch } from './follow.ts';
import { describeOutcome } from './outcome.ts';

export function connect(url: string, { token = '' } = {}): Environment {
  const credentials = token === '' ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/json', ...credentials };
  // `follow` asks again, and from the right place.
  const sockets = createClient({ url: url.replace('http', 'ws'), connectionParams: credentials, retryAttempts: 0 });
  return new Environment({
    network: Network.create(
      async ({ text }, variables) => {
        const body = JSON.stringify({ query: text, variables });
        return (await (await fetch(url, { method: 'POST', headers, body })).json()) as GraphQLResponse;
      },
      ({ text }, variables) =>
        Observable.create((sink) => sockets.subscribe({ query: text ?? '', variables }, sink as Sink)),
    ),
    store: new Store(new RecordSource()),
    // There is no interface Node: an id is unique among the objects of its type, and every type has a field that reads it.
    getDataID: ({ id }: { id?: string }, type: string) => id && `${type}:${id}`,
  });
}

export function invite(environment: Environment, groupId: string, accounts: string[]): Promise<string[]> {
  const input = { groupId, members: accounts.map((account) => ({ account })) };
  return new Promise((resolve, reject) => {
    commitMutation<rollcallInviteMutation>(environment, {
      mutation: inviting,
      variables: { input },
      onCompleted: ({ inviteMembers }) => {
        // Relay's types do not tell the members of a union apart.
        const outcomes = inviteMembers.results as readonly unknown[] as readonly MemberOutcomeFragment[];
        resolve(outcomes.map(describeOutcome));
      },
      onError: reject,
    });
  });
}

/** Reads the next page of a group's members; the store puts it behind those that were read before. */
export const readMembers = (environment: Environment, group: string, first: number, after: string | null) =>
  fetchQuery<rollcallMembersQuery>(environment, members, { group, first, after }).toPromise();

/** Reads one membership anew, in place of `node(id:)`. */
export const refetchMembership = (environment: Environment, id: string) =>
  fetchQuery<rollcallMembershipQuery>(environment, membership, { id }).toPromise();

/** The code and the field of a mistake. */
export function explain(error: unknown): unknown {
  return (error as { source?: { errors: { extensions?: unknown }[] } }).source?.errors[0]?.extensions;
}

export const watch =
  (environment: Environment): Watch =>
  (variables, { next, end }) => {
    const { dispose } = requestSubscription<rollcallChangesSubscription>(environment, {
      subscription: changes,
      variables,
      onNext: (data) => data && next(data.memberStateChanged),
      onError: (error) => end((explain(error) as { code?: string } | undefined)?.code),
      onCompleted: () => end(),
    });
    return dispose;
  };
