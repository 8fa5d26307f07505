import { readFileSync } from 'node:fs';

/** The subgraphs that the examples, the tests and the committed supergraph are made of: ours, and two neighbours. */
export const SUBGRAPHS = ['membership', 'users', 'rooms'] as const;

export type SubgraphName = (typeof SUBGRAPHS)[number];

/** Where a router finds each subgraph. */
export type SubgraphUrls = Readonly<Record<SubgraphName, string>>;

/** As in the committed supergraph: ours where `npm start` serves it, the neighbours beside it. */
export const DEFAULT_URLS: SubgraphUrls = {
  membership: 'http://127.0.0.1:4000/graphql',
  users: 'http://127.0.0.1:4001/graphql',
  rooms: 'http://127.0.0.1:4002/graphql',
};

const SCHEMA = new URL('../../../schema/', import.meta.url);

const FILES: Readonly<Record<SubgraphName, URL>> = {
  membership: new URL('membership.graphql', SCHEMA),
  users: new URL('supergraph/users.graphql', SCHEMA),
  rooms: new URL('supergraph/rooms.graphql', SCHEMA),
};

/** The supergraph that is committed for whoever wants to try a router. */
export const SUPERGRAPH_FILE = new URL('supergraph/supergraph.graphql', SCHEMA);

export const readSdl = (name: SubgraphName): string => readFileSync(FILES[name], 'utf8');
