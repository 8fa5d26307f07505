import { buildSubgraphSchema } from '@apollo/subgraph';
import { getIntrospectionQuery, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_KEPT_CHARACTERS } from '../../../src/graphql/document-store.ts';
import { DEFAULT_BOUNDS } from '../../../src/graphql/documents/bounds.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { ask, postJson } from '../../transports/clients.ts';
import { type Front, startFront } from '../../transports/front.ts';
import { many } from './support.ts';
import { WAYS } from './ways.ts';

/** Executed things count here. */
function exampleSchema(count: () => void) {
  const typeDefs = parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize"])
    type Query { pages(first: Int = 5): [Page!]! @listSize(slicingArguments: ["first"]) }
    type Page @key(fields: "id") { id: ID! next(first: Int = 5): [Page!]! @listSize(slicingArguments: ["first"]) }
    type Subscription { pages(first: Int = 5): [Page!]! @listSize(slicingArguments: ["first"]) }`);
  const pages = (_root: unknown, { first }: { first: number }) => {
    count();
    return Array.from({ length: first }, (_, n) => ({ id: `${n}` }));
  };
  const resolvers = {
    Query: { pages },
    Page: { next: pages, __resolveReference: (reference: object) => reference },
    Subscription: {
      pages: {
        resolve: pages,
        subscribe: () => {
          count();
          const source = {
            next: () => Promise.resolve({ done: true, value: undefined }),
            return: () => Promise.resolve({ done: true, value: undefined }),
            [Symbol.asyncIterator]: () => source,
          };
          return source;
        },
      },
    },
  };
  return buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]);
}

describe.each(Object.keys(WAYS))('what is refused over %s', (way) => {
  let front: Front;
  let executed = 0;
  beforeAll(async () => {
    const bounds = { ...DEFAULT_BOUNDS, maxCost: 100, maxDepth: 4, maxAliases: 10, maxEntities: 3 };
    front = await startFront({
      schema: exampleSchema(() => executed++),
      clock: new ManualClock(),
      reading: { bounds, introspection: false },
    });
  });
  afterAll(() => front[Symbol.asyncDispose]());

  const kind = way === 'POST' || way === 'GET' ? 'query' : 'subscription';
  const tell = (query: string, variables?: object) => WAYS[way]!(front.url, { query, ...(variables && { variables }) });
  /** The error that a request is told, which nothing was executed for. */
  const refusal = async (query: string, variables?: object) => {
    const before = executed;
    const { results } = await tell(query, variables);
    expect(executed).toBe(before);
    expect(results).toHaveLength(1);
    expect(results[0]?.errors).toHaveLength(1);
    return results[0]!.errors![0];
  };

  it('is what costs too much, by its text or by its variables', async () => {
    const extensions = { code: 'COST_LIMIT_EXCEEDED', bound: 'maxCost', limit: 100, actual: 110 };
    expect(await refusal(`${kind} { pages(first: 10) { next(first: 10) { id } } }`)).toMatchObject({ extensions });
    const text = `${kind} ($n: Int) { pages(first: $n) { next(first: 10) { id } } }`;
    expect(await refusal(text, { n: 10 })).toMatchObject({ extensions });
    const { results } = await tell(text, { n: 9 });
    expect(results.flatMap(({ errors = [] }) => errors)).toEqual([]);
  });

  it('is what goes beyond a bound', async () => {
    const code = 'GRAPHQL_VALIDATION_FAILED';
    expect(await refusal(`${kind} { pages { next { next { next { id } } } } }`)).toMatchObject({
      message: 'The document has 5 levels of fields, and may have 4.',
      extensions: { code, bound: 'maxDepth', limit: 4, actual: 5 },
    });
    const aliases = many(11, (n) => `a${n}: id`);
    expect(await refusal(`${kind} { pages(first: 1) { ${aliases} } }`)).toMatchObject({
      extensions: { code, bound: 'maxAliases', limit: 10, actual: 11 },
    });
  });

  it('is introspection, where it is switched off, and every hint at names', async () => {
    const disabled = { code: 'GRAPHQL_VALIDATION_FAILED', validationErrorCode: 'INTROSPECTION_DISABLED' };
    for (const query of [
      '{ __schema { queryType { name } } }',
      '{ __type(name: "Page") { name } }',
      '{ ...F } fragment F on Query { __schema { queryType { name } } }',
      `${kind} { pages { id } } query Hidden { __schema { queryType { name } } }`,
      getIntrospectionQuery(),
    ])
      expect(await refusal(query)).toMatchObject({ extensions: disabled });
    expect(await refusal(`${kind} { pages { idd } }`)).toMatchObject({
      message: 'Cannot query field "idd" on type "Page".',
    });
  });

  it('is no `__typename`, and no SDL for routers', async () => {
    const { results } = await tell('{ __typename _service { sdl } }');
    expect(results).toMatchObject([{ data: { __typename: 'Query', _service: { sdl: expect.any(String) } } }]);
  });

  it('is a request for too many entities', async () => {
    const query = 'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Page { id } } }';
    const references = Array.from({ length: 4 }, (_, n) => ({ __typename: 'Page', id: `${n}` }));
    expect(await refusal(query, { r: references })).toMatchObject({
      extensions: { code: 'ENTITY_LIMIT_EXCEEDED', limit: 3, actual: 4 },
    });
    const { results } = await tell(query, { r: references.slice(1) });
    expect(results).toMatchObject([{ data: { _entities: [{ id: '1' }, { id: '2' }, { id: '3' }] } }]);
  });
});

describe('an answer that refuses', () => {
  let front: Front;
  beforeAll(async () => {
    front = await startFront({ schema: exampleSchema(() => {}), clock: new ManualClock() });
  });
  afterAll(() => front[Symbol.asyncDispose]());

  it.each([
    ['', 400, 'application/json; charset=utf-8'],
    ['*/*', 400, 'application/json; charset=utf-8'],
    ['application/json', 200, 'application/json; charset=utf-8'],
    ['application/graphql-response+json', 400, 'application/graphql-response+json; charset=utf-8'],
    [
      'application/graphql-response+json;charset=utf-8, application/json;q=0.9',
      400,
      'application/graphql-response+json; charset=utf-8',
    ],
    ['application/json, application/graphql-response+json', 400, 'application/json; charset=utf-8'],
    ['text/event-stream', 400, 'application/json; charset=utf-8'],
  ])('to a client that takes "%s" has the status %i and the type %s', async (accept, expected, contentType) => {
    const { status, headers, text } = await postJson(`${front.url}/graphql`, { query: '{ nothing }' }, { accept });
    expect([status, headers['content-type']]).toEqual([expected, contentType]);
    expect(headers['content-length']).toBe(String(Buffer.byteLength(text)));
    expect(JSON.parse(text)).toEqual({
      errors: [
        {
          message: 'Cannot query field "nothing" on type "Query".',
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ],
    });
  });

  it('is not one of a failure when clients are to send the text next, and is not to be cached', async () => {
    const search = new URLSearchParams({
      extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: 'ab' } }),
    });
    const { status, headers } = await ask(`${front.url}/graphql?${search}`);
    expect([status, headers['cache-control']]).toEqual([200, 'private, no-cache, must-revalidate']);
  });

  it('leaves nothing in the log', async () => {
    expect(front.lines).toEqual([]);
  });

  it('is not given for what was read here, however long it is: Apollo Server does not read it again', async () => {
    const bounds = { ...DEFAULT_BOUNDS, maxTokens: Infinity, maxEntities: Infinity };
    const schema = exampleSchema(() => {});
    await using wide = await startFront({ schema, clock: new ManualClock(), reading: { bounds } });
    const count = DEFAULT_BOUNDS.maxTokens / 7 + 1;
    const references = many(count, () => '{ __typename: "Page", id: 1 }');
    const query = `{ _entities(representations: [${references}]) { ... on Page { id } } }`;
    expect(query.length).toBeGreaterThan(MAX_KEPT_CHARACTERS);
    const { status, text } = await postJson(`${wide.url}/graphql`, { query });
    expect([status, (JSON.parse(text) as { data: { _entities: object[] } }).data._entities.length]).toEqual([
      200,
      Math.floor(count),
    ]);
  });
});
