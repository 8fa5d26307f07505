import type { SandboxConnectionId } from '../../src/sandbox/connections.ts';
import type { GraphQLAnswer, TestService } from '../support/service.ts';

const REMOVE = `mutation ($input: RemoveMembersInput!) {
  removeMembers(input: $input) {
    results {
      __typename
      ... on MemberRemoved { account membership { id state } }
      ... on MemberNotInGroup { account }
      ... on RemoveMemberFailed { account reason message providerCode retryable }
    }
  }
}`;

export interface RemovalOrder {
  readonly groupId: string;
  readonly accounts: readonly string[];
  readonly operator?: string | null;
  readonly reason?: string | null;
  readonly silent?: boolean | null;
}

export interface Removed {
  readonly __typename: 'MemberRemoved' | 'MemberNotInGroup' | 'RemoveMemberFailed';
  readonly account: string;
  readonly membership?: { readonly id: string; readonly state: string };
  readonly reason?: string;
  readonly message?: string;
  readonly providerCode?: string | null;
  readonly retryable?: boolean;
}

const unwrap = ({ data, errors }: GraphQLAnswer): readonly Removed[] => {
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data.removeMembers.results as readonly Removed[];
};

/** Asks for a removal without moving time. */
export const sendRemoval = async (service: TestService, input: RemovalOrder): Promise<readonly Removed[]> =>
  unwrap(await service.send(REMOVE, { input }));

/** Removes, and moves time until the answer is there. */
export const remove = (service: TestService, input: RemovalOrder): Promise<readonly Removed[]> =>
  service.run(sendRemoval(service, input));

/** The whole answer of a removal that may be refused. */
export const tryRemoval = (service: TestService, input: object): Promise<GraphQLAnswer> =>
  service.graphql(REMOVE, { input });

/** Each account with its outcome, and why it failed. */
export const outcomesOf = (results: readonly Removed[]): string[] =>
  results.map(
    ({ account, __typename: type, reason }) => `${account} ${type}${reason === undefined ? '' : ` ${reason}`}`,
  );

/** Puts people into a group as if they had come by themselves, so that nothing is known of them here. */
export function seat(
  service: TestService,
  connection: SandboxConnectionId,
  group: string,
  accounts: readonly string[],
) {
  for (const account of accounts) service.sandbox.people.join(connection, group, account);
}
