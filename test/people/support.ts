import type { GraphQLAnswer, TestService } from '../support/service.ts';

const ACCOUNTS = 'id accounts { connection { id provider } account }';
const MUTATIONS = {
  linkAccount: `mutation ($input: LinkAccountInput!) { linkAccount(input: $input) { ${ACCOUNTS} } }`,
  unlinkAccount: `mutation ($input: LinkAccountInput!) { unlinkAccount(input: $input) { ${ACCOUNTS} } }`,
};
const MEMBERSHIPS = `query ($references: [_Any!]!, $first: Int, $after: String, $states: [MemberState!]) {
  _entities(representations: $references) {
    ... on User {
      memberships(first: $first, after: $after, states: $states) {
        edges { cursor node { id state user { id } } }
        pageInfo { hasNextPage endCursor }
        totalCount
      }
    }
  }
}`;

/** A link as a test writes it: `tencent:u_ann` is the account `u_ann` at the connection `tencent`. */
export type Place = `${string}:${string}`;

const inputOf = (userId: string, place: Place): object => {
  const [connectionId = '', account = ''] = place.split(/:(.*)/s);
  return { input: { userId, connectionId, account } };
};

const placesOf = (mutation: keyof typeof MUTATIONS, { data, errors }: GraphQLAnswer): Place[] => {
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  const { accounts } = data[mutation] as { accounts: { connection: { id: string }; account: string }[] };
  return accounts.map(({ connection, account }) => `${connection.id}:${account}` as const);
};

export const tryLink = (service: TestService, userId: string, place: Place): Promise<GraphQLAnswer> =>
  service.graphql(MUTATIONS.linkAccount, inputOf(userId, place));

/** Links, and returns all accounts of the user. */
export const link = async (service: TestService, userId: string, ...places: Place[]): Promise<Place[]> => {
  let linked: Place[] = [];
  for (const place of places) linked = placesOf('linkAccount', await tryLink(service, userId, place));
  return linked;
};

export const tryUnlink = (service: TestService, userId: string, place: Place): Promise<GraphQLAnswer> =>
  service.graphql(MUTATIONS.unlinkAccount, inputOf(userId, place));

/** Takes a link back, and returns all accounts that the user still has. */
export const unlink = async (service: TestService, userId: string, place: Place): Promise<Place[]> =>
  placesOf('unlinkAccount', await tryUnlink(service, userId, place));

export interface MembershipsOfUser {
  readonly edges: readonly {
    readonly cursor: string;
    readonly node: { readonly id: string; readonly state: string; readonly user: { readonly id: string } | null };
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: number;
}

export async function membershipsOf(
  service: TestService,
  userId: string,
  page: { readonly first?: number; readonly after?: string | null; readonly states?: readonly string[] } = {},
): Promise<MembershipsOfUser> {
  const references = [{ __typename: 'User', id: userId }];
  const { data, errors } = await service.graphql(MEMBERSHIPS, { references, first: 50, ...page });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data._entities[0].memberships as MembershipsOfUser;
}

/** Memberships as `connection:group:account STATE`, first known first. */
export const standingsOf = ({ edges }: MembershipsOfUser): string[] =>
  edges.map(({ node }) => `${node.id} ${node.state}`);
