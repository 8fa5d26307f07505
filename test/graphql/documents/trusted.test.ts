import { buildSchema, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyDocument, type Documents, hashOf } from '../../../src/graphql/documents/documents.ts';
import { TrustedDocuments } from '../../../src/graphql/documents/trusted.ts';
import { ManualClock } from '../../support/manual-clock.ts';
import { CallbackRouter } from '../../transports/callback-router.ts';
import { type HttpAnswer, postJson } from '../../transports/clients.ts';
import { type Front, startFront } from '../../transports/front.ts';
import { until } from '../../transports/time.ts';
import { type Asked, WAYS } from './ways.ts';

const QUERY = 'query Twice($n: Int!) { twice(n: $n) }';
const MUTATION = 'mutation Bump { bump }';
const SUBSCRIPTION = 'subscription Count($to: Int!) { count(to: $to) }';
const UNLISTED = 'query Other { twice(n: 1) }';
const LISTED = new Map([QUERY, MUTATION, SUBSCRIPTION].map((text) => [hashOf(text), text]));

function exampleSchema(): GraphQLSchema {
  const schema = buildSchema(
    'type Query { twice(n: Int!): Int } type Mutation { bump: Int } type Subscription { count(to: Int!): Int }',
  );
  schema.getQueryType()!.getFields()['twice']!.resolve = (_root, { n }) => 2 * n;
  let bumps = 0;
  schema.getMutationType()!.getFields()['bump']!.resolve = () => ++bumps;
  const count = schema.getSubscriptionType()!.getFields()['count']!;
  count.resolve = (event) => event;
  count.subscribe = (_root, { to }: { to: number }) => {
    let n = 0;
    return {
      next: () => Promise.resolve(n < to ? { done: false, value: ++n } : { done: true, value: undefined }),
      return: () => Promise.resolve({ done: true, value: undefined }),
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };
  return schema;
}

const persisted = (sha256Hash: unknown, version: unknown = 1): object => ({ persistedQuery: { version, sha256Hash } });

const STREAMS = Object.keys(WAYS).filter((way) => way !== 'POST' && way !== 'GET');

describe.each(Object.keys(WAYS))('documents that are named over %s', (way) => {
  const fronts: Front[] = [];
  let any: Front;
  let trusting: Front;
  let strict: Front;
  beforeAll(async () => {
    const open = async (documents: Documents): Promise<Front> => {
      const front = await startFront({ schema: exampleSchema(), clock: new ManualClock(), documents });
      fronts.push(front);
      return front;
    };
    any = await open(anyDocument);
    trusting = await open(new TrustedDocuments(LISTED, false));
    strict = await open(new TrustedDocuments(LISTED, true));
  });
  afterAll(async () => {
    for (const front of fronts) await front[Symbol.asyncDispose]();
  });

  const tell = (front: Front, asked: Asked) => WAYS[way]!(front.url, asked);
  const codes = async (front: Front, asked: Asked): Promise<unknown> => {
    const { results } = await tell(front, asked);
    return results.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code));
  };
  const isStream = STREAMS.includes(way);
  const [text, variables, answers] = isStream
    ? [SUBSCRIPTION, { to: 2 }, [{ data: { count: 1 } }, { data: { count: 2 } }]]
    : [QUERY, { n: 4 }, [{ data: { twice: 8 } }]];
  const id = hashOf(text);

  it.each<[string, Asked]>([
    ['its id', { documentId: id }],
    ['its id, with the name of the algorithm', { documentId: `sha256:${id}` }],
    ["its hash in Apollo's words", { extensions: persisted(id) }],
    ['its id, text and hash', { query: text, documentId: id, extensions: persisted(id) }],
    ['its text', { query: text }],
  ])('are executed when a request gives %s', async (_what, asked) => {
    for (const front of [trusting, strict])
      expect((await tell(front, { ...asked, variables })).results).toEqual(answers);
  });

  it('are not found when the list does not have them', async () => {
    const asked = { extensions: persisted(hashOf(UNLISTED)) };
    expect(await codes(strict, asked)).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
    const { results, status } = await tell(trusting, asked);
    expect(results[0]?.errors?.[0]).toMatchObject({ message: 'PersistedQueryNotFound' });
    expect(status).toBe(way.endsWith('WebSocket') ? 101 : 200);
  });

  it('are not known anywhere without a list', async () => {
    for (const asked of [{ documentId: id }, { extensions: persisted(id) }])
      expect(await codes(any, asked)).toEqual(['PERSISTED_QUERY_NOT_SUPPORTED']);
  });

  it('by whatever their clients know them do not matter without a list when the text is there too', async () => {
    for (const extensions of [persisted(id), persisted(hashOf(UNLISTED)), persisted(id, 2), { persistedQuery: {} }])
      expect((await tell(any, { query: text, variables, extensions })).results).toEqual(answers);
  });

  it('may be others too, unless only the listed ones are trusted', async () => {
    const other = text.replace('{', '{ __typename');
    const asked = { query: isStream ? text.replace('{ count', '{  count') : other, variables };
    expect(await codes(trusting, asked)).toEqual([]);
    const { results, status } = await tell(strict, asked);
    expect(results).toMatchObject([{ errors: [{ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }] }]);
    expect([400, 101]).toContain(status);
    expect(await codes(strict, { query: '{ __schema { queryType { name } } }' })).toEqual(['QUERY_NOT_IN_SAFELIST']);
  });

  it.each<[string, Asked]>([
    ['an id and a text that do not fit together', { query: QUERY, documentId: hashOf(MUTATION) }],
    ['two ids', { documentId: hashOf(QUERY), extensions: persisted(hashOf(MUTATION)) }],
    ['another version', { extensions: persisted(hashOf(QUERY), 2) }],
    ['no hash', { extensions: { persistedQuery: { version: 1 } } }],
    ['something else', { extensions: { persistedQuery: 'yes' } }],
    ['nothing', {}],
  ])('are refused when the request gives %s', async (_what, asked) => {
    for (const front of [trusting, strict, ...(asked.query === undefined ? [any] : [])]) {
      const { results, status } = await tell(front, asked);
      expect(results).toMatchObject([{ errors: [{ extensions: { code: 'BAD_REQUEST' } }] }]);
      expect([400, 101]).toContain(status);
    }
  });

  it('that change something are not executed by GET', async () => {
    const asked = { documentId: hashOf(MUTATION) };
    const { status, results } = await tell(strict, asked);
    if (way.endsWith('GET')) expect([status, results[0]?.data]).toEqual([405, undefined]);
    else expect(results).toEqual([{ data: { bump: expect.any(Number) } }]);
  });
});

describe('documents that are named in requests for callbacks', () => {
  it('are called back with their results, and refused before anybody is called', async () => {
    await using router = await CallbackRouter.start();
    const documents = new TrustedDocuments(LISTED, true);
    const options = { schema: exampleSchema(), clock: new ManualClock(), callbackOrigins: [router.origin] };
    await using front = await startFront({ ...options, documents });
    const routed = router.subscription();
    const request = (asked: Asked): Promise<HttpAnswer> =>
      postJson(`${front.url}/graphql`, { ...asked, extensions: { ...routed.extension(0), ...asked.extensions } });

    for (const [asked, code] of [
      [{ query: SUBSCRIPTION.replace('{', '{ ') }, 'QUERY_NOT_IN_SAFELIST'],
      [{ extensions: persisted(hashOf(UNLISTED)) }, 'PERSISTED_QUERY_NOT_FOUND'],
    ] as const)
      expect(JSON.parse((await request(asked)).text)).toMatchObject({ errors: [{ extensions: { code } }] });
    expect(routed.attempts).toBe(0);

    expect((await request({ documentId: hashOf(SUBSCRIPTION), variables: { to: 2 } })).status).toBe(200);
    await until('the router has heard the end', () => routed.messages.some(({ action }) => action === 'complete'));
    expect(routed.messages.flatMap(({ payload }) => (payload === undefined ? [] : [payload]))).toEqual([
      { data: { count: 1 } },
      { data: { count: 2 } },
    ]);
  });
});
