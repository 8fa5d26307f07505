/**
 * What a document may have at most. The first seven are told from the document alone, before it is validated; the last two
 * may depend on the variables of a request.
 */
export interface DocumentBounds {
  /** Words and signs of the text. 10 000 members written into the document itself take 100 000. */
  readonly maxTokens: number;
  /** Operations and fragments. */
  readonly maxDefinitions: number;
  /** Fields within fields; what lies below `__schema` and `__type` does not count. */
  readonly maxDepth: number;
  /** Fields of the largest operation, each fragment counted wherever it is spread. */
  readonly maxFields: number;
  /** Of these fields, those with an alias: what else occurs twice is merged and answered once. */
  readonly maxAliases: number;
  /** Fields at the top of the largest operation. */
  readonly maxRootFields: number;
  /** Directives, as they are written. */
  readonly maxDirectives: number;
  /** What an operation may cost: about one for each object that it makes us read and answer (`estimate.ts`). */
  readonly maxCost: number;
  /** References to entities in the `_entities` of one request. */
  readonly maxEntities: number;
}

export type BoundName = keyof DocumentBounds;

/**
 * Room for 10 000 members invited with a deep selection, for frontends that put a hundred questions into one document, for
 * routers that ask for 10 000 entities, and for 1 000 members with 50 changes each.
 */
export const DEFAULT_BOUNDS: DocumentBounds = {
  maxTokens: 100_000,
  maxDefinitions: 200,
  maxDepth: 20,
  maxFields: 10_000,
  maxAliases: 1_000,
  maxRootFields: 200,
  maxDirectives: 1_000,
  maxCost: 250_000,
  maxEntities: 10_000,
};

/** What each bound may be set to. Beyond the upper ends, reading a document alone could hold up everybody else. */
export const BOUND_RANGES: Readonly<Record<BoundName, readonly [least: number, most: number]>> = {
  maxTokens: [100, DEFAULT_BOUNDS.maxTokens],
  maxDefinitions: [1, 1_000],
  maxDepth: [1, 100],
  maxFields: [1, 100_000],
  maxAliases: [0, 100_000],
  maxRootFields: [1, 10_000],
  maxDirectives: [0, 10_000],
  maxCost: [1_000, 1_000_000_000],
  maxEntities: [1, DEFAULT_BOUNDS.maxEntities],
};

/**
 * Fields below `__schema` and `__type`, fragments counted wherever they are spread; the fullest introspection that tools ask
 * for has about 250. graphql-js bounds how its lists may lie within each other.
 */
export const MAX_INTROSPECTION_FIELDS = 500;
