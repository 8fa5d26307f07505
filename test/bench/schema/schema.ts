import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import DataLoader from 'dataloader';
import { type DocumentNode, type GraphQLSchema, Kind, parse, visit } from 'graphql';
import { GraphQLDateTime } from 'graphql-scalars';
import { parseGroupId } from '../../../src/kernel/ids.ts';
import type { MemberEvent } from '../../../src/store/records.ts';
import { changeOf, group, GROUP_ID, type Membership, membershipById, memberships } from './data.ts';
import { operationOf, outcomeByAccount } from './data.ts';

/** What every request, and every event of a subscription, brings to the resolvers. */
export interface BenchContext {
  readonly memberships: DataLoader<string, Membership | null>;
}

export const createBenchContext = (): BenchContext => ({
  memberships: new DataLoader((ids) => Promise.resolve(ids.map((id) => membershipById.get(id) ?? null))),
});

export interface InviteInput {
  readonly groupId: string;
  readonly members: readonly { readonly account: string }[];
}

/** The two things in which servers of the same schema differ. */
export interface BenchParts {
  /** Where changes come from; default: there are none. */
  readonly subscribe?: () => AsyncIterable<MemberEvent> | Promise<AsyncIterable<MemberEvent>>;
  /** Default: everything is known beforehand. */
  readonly invite?: (input: InviteInput) => object | Promise<object>;
}

/** What composition adds to our SDL; it comes back when the schema is built. */
const ADDED_TYPES = new Set(['_Entity', '_Any', '_Service']);
const ADDED_FIELDS = new Set(['_entities', '_service']);

function readTypeDefs(): DocumentNode {
  const sdl = readFileSync(new URL('../../../schema/membership.graphql', import.meta.url), 'utf8');
  return visit(parse(sdl), {
    enter(node) {
      if (node.kind === Kind.FIELD_DEFINITION && ADDED_FIELDS.has(node.name.value)) return null;
      const isType = 'name' in node && node.kind.endsWith('TypeDefinition');
      return isType && ADDED_TYPES.has(node.name?.value ?? '') ? null : undefined;
    },
  });
}

const inviteFromMemory = ({ members }: InviteInput): object => ({
  operation: operationOf(members.length),
  results: members.map(({ account }) => outcomeByAccount.get(account)),
});

const resolveType = ({ __typename }: { __typename: string }): string => __typename;

/** The service's own schema, with everything that its answers need in memory. */
export function buildBenchSchema({ subscribe, invite = inviteFromMemory }: BenchParts = {}): GraphQLSchema {
  const resolvers = {
    DateTime: GraphQLDateTime,
    Query: { group: (_: unknown, { id }: { id: string }) => (id === GROUP_ID ? group : findGroup(id)) },
    Group: {
      __resolveReference: () => group,
      memberships: (_: unknown, { first }: { first: number }) => pageOf(first),
    },
    Membership: {
      __resolveReference: ({ id }: { id: string }, context: BenchContext) => context.memberships.load(id),
    },
    InviteMemberResult: { __resolveType: resolveType },
    InviteMemberOutcome: { __resolveType: resolveType },
    Mutation: { inviteMembers: (_: unknown, { input }: { input: InviteInput }) => invite(input) },
    ...(subscribe && { Subscription: { memberStateChanged: { subscribe, resolve: changeOf } } }),
  };
  return buildSubgraphSchema([{ typeDefs: readTypeDefs(), resolvers: resolvers as never }]);
}

const findGroup = (id: string): object | null => {
  const ref = parseGroupId(id);
  return ref === null ? null : { ...group, id, ...ref };
};

const edges = memberships.map((node, index) => ({ cursor: `cursor-${index}`, node }));

const pageOf = (first: number): object => ({
  edges: edges.slice(0, first),
  pageInfo: { hasNextPage: first < edges.length, hasPreviousPage: false, startCursor: 'cursor-0', endCursor: null },
  totalCount: edges.length,
});
