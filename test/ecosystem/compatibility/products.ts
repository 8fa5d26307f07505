import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { ManualClock } from '../../support/manual-clock.ts';
import { type Front, startFront } from '../../transports/front.ts';
import { readProductsSdl } from './suite.ts';

/** The data that the suite expects of every subgraph that it tests. */
const CREATOR = { email: 'support@apollographql.com', name: 'Jane Smith', totalProductsCreated: 1337 };
const DIMENSIONS = { size: 'small', weight: 1, unit: 'kg' };
const DEPRECATED = {
  sku: 'apollo-federation-v1',
  package: '@apollo/federation-v1',
  reason: 'Migrate to Federation V2',
  createdBy: CREATOR,
};
const RESEARCH = [
  { study: { caseNumber: '1234', description: 'Federation Study' }, outcome: null },
  { study: { caseNumber: '1235', description: 'Studio Study' }, outcome: null },
];
const common = { dimensions: DIMENSIONS, createdBy: CREATOR, notes: null };
const PRODUCTS = [
  {
    ...common,
    id: 'apollo-federation',
    sku: 'federation',
    package: '@apollo/federation',
    variation: { id: 'OSS' },
    research: RESEARCH.slice(0, 1),
  },
  {
    ...common,
    id: 'apollo-studio',
    sku: 'studio',
    package: '',
    variation: { id: 'platform' },
    research: RESEARCH.slice(1),
  },
];

interface ProductReference {
  readonly id?: string;
  readonly sku?: string;
  readonly package?: string;
  readonly variation?: { readonly id: string };
}

interface UserReference {
  readonly email: string;
  readonly totalProductsCreated?: number;
  readonly yearsOfEmployment?: number;
}

/** By any of its three keys. */
const findProduct = (wanted: ProductReference) =>
  PRODUCTS.find(({ id, sku, package: name, variation }) => {
    if (wanted.id !== undefined) return id === wanted.id;
    return sku === wanted.sku && (name === wanted.package || variation.id === wanted.variation?.id);
  });

const findDeprecated = (wanted: { sku: string; package: string }) =>
  wanted.sku === DEPRECATED.sku && wanted.package === DEPRECATED.package ? DEPRECATED : null;

const RESOLVERS = {
  Query: {
    product: (_root: unknown, { id }: { id: string }) => findProduct({ id }),
    deprecatedProduct: (_root: unknown, wanted: { sku: string; package: string }) => findDeprecated(wanted),
  },
  Product: { __resolveReference: findProduct },
  DeprecatedProduct: { __resolveReference: findDeprecated },
  ProductResearch: {
    __resolveReference: ({ study }: { study: { caseNumber: string } }) =>
      RESEARCH.find((research) => research.study.caseNumber === study.caseNumber),
  },
  User: {
    // What the router knows already comes with the reference.
    __resolveReference: (reference: UserReference) =>
      reference.email === CREATOR.email ? { ...reference, name: CREATOR.name } : null,
    averageProductsCreatedPerYear({ email, totalProductsCreated, yearsOfEmployment }: UserReference) {
      if (totalProductsCreated === undefined || yearsOfEmployment === undefined)
        throw new Error(`the router did not bring what is required for ${email}`);
      return Math.round(totalProductsCreated / yearsOfEmployment);
    },
  },
  Inventory: { deprecatedProducts: () => [DEPRECATED] },
};

/**
 * A twin of our service: the suite asks for a schema of its own, so that is served instead of ours, by the same Apollo Server
 * behind the same front.
 */
export function startProducts(): Promise<Front> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(readProductsSdl()), resolvers: RESOLVERS as never }]);
  return startFront({ schema, clock: new ManualClock() });
}
