import { composeServices as composeLikeApollo } from '@apollo/composition';
import { printSchema as printInternal } from '@apollo/federation-internals';
import { composeServices as composeLikeTheGuild } from '@theguild/federation-composition';
import { federateSubgraphs } from '@wundergraph/composition';
import { type DocumentNode, parse, printSchema } from 'graphql';

/** One subgraph as composers want it. */
export interface Part {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** What a composer made of subgraphs. */
export interface Composed {
  /** Why they do not compose, in the composer's words; empty when they do. */
  readonly errors: readonly string[];
  /** What a router is given; null where the composer writes another format. */
  readonly supergraphSdl: string | null;
  /** What clients see. */
  readonly apiSdl: string;
}

export type Compose = (parts: readonly Part[]) => Composed;

const parsed = ({ name, url, sdl }: Part): { name: string; url: string; typeDefs: DocumentNode } => ({
  name,
  url,
  typeDefs: parse(sdl),
});

const refused = (errors: readonly Error[]): Composed => ({
  errors: errors.map(({ message }) => message),
  supergraphSdl: null,
  apiSdl: '',
});

/** The composer of Rover, GraphOS and Apollo Router. */
export const composeWithApollo: Compose = (parts) => {
  const { errors, schema, supergraphSdl } = composeLikeApollo(parts.map(parsed));
  if (errors !== undefined) return refused(errors);
  return { errors: [], supergraphSdl, apiSdl: printInternal(schema.toAPISchema()) };
};

/** The composer of the Hive console, Hive Gateway and Hive Router. */
export const composeWithTheGuild: Compose = (parts) => {
  const { errors, supergraphSdl, publicSdl } = composeLikeTheGuild(parts.map(parsed));
  return errors === undefined ? { errors: [], supergraphSdl, apiSdl: publicSdl } : refused(errors);
};

/** The composer of Cosmo, whose router reads a format of its own. */
export const composeWithWunderGraph: Compose = (parts) => {
  const result = federateSubgraphs({
    subgraphs: parts.map(({ name, url, sdl }) => ({ name, url, definitions: parse(sdl) })),
    version: '1',
  });
  if (!result.success) return refused(result.errors);
  return { errors: [], supergraphSdl: null, apiSdl: printSchema(result.federatedGraphClientSchema) };
};

export const COMPOSERS = {
  '@apollo/composition': composeWithApollo,
  '@theguild/federation-composition': composeWithTheGuild,
  '@wundergraph/composition': composeWithWunderGraph,
} as const;
