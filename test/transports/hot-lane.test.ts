import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { buildSchema, defaultFieldResolver, type GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import { ANYBODY, nobody } from '../../src/access/viewer.ts';
import { hashOf } from '../../src/graphql/documents/documents.ts';
import { TrustedDocuments } from '../../src/graphql/documents/trusted.ts';
import { HOT_AFTER } from '../../src/graphql/hot-lane.ts';
import { InputError } from '../../src/kernel/input-error.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type Front, startFront } from './front.ts';
import { GROUP, Stage } from './stage.ts';

type Headers = Readonly<Record<string, string>>;

/** An answer to the byte, but for what differs from one to the next. */
async function ask(url: string, body: object, headers: Headers = {}): Promise<string> {
  const sent = httpRequest(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
  });
  sent.end(JSON.stringify(body));
  const [response] = await once(sent, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const pairs = (response.rawHeaders as string[]).join('\n');
  return `${response.statusCode}\n${pairs}\n\n${Buffer.concat(chunks).toString('utf8')}`
    .replace(/\nDate\n[^\n]*/, '')
    .replaceAll(/[\da-f]{8}-[\da-f-]{27}/g, 'an id');
}

/** The same request so often that it is hot in the end. */
async function askUntilHot(url: string, body: object, headers: Headers = {}): Promise<string[]> {
  const answers: string[] = [];
  // The first ones of all teach the content type; one more is hot.
  for (let time = 0; time < HOT_AFTER + 3; time++) answers.push(await ask(url, body, headers));
  return answers;
}

const SDL = `
  type Query { fine: Int text: String later: [Thing!] fails(how: String = "at once"): Int strict: Strict twice(n: Int!, list: [Int!]): Int! way: String }
  type Strict { missing: Int! }
  type Thing { name: String! }
  type Mutation { count(by: Int = 1): Counted! fail: Counted }
  type Counted { total: Int! broken: Int brokenLater: Int }`;

function buildSchemaThatCounts(): { schema: GraphQLSchema; effects: string[]; ways: string[] } {
  const schema = buildSchema(SDL);
  const effects: string[] = [];
  const ways: string[] = [];
  const query = schema.getQueryType()!.getFields();
  const mutation = schema.getMutationType()!.getFields();
  query['fine']!.resolve = () => 1;
  query['text']!.resolve = () => 'ü "quoted" 😀';
  query['later']!.resolve = () => Promise.resolve([{ name: 'one' }, Promise.resolve({ name: 'two' })]);
  query['strict']!.resolve = () => ({ missing: null });
  query['twice']!.resolve = (_source, { n, list }: { n: number; list?: number[] }) => n * 2 + (list?.length ?? 0);
  query['way']!.resolve = () => {
    ways.push(new Error('where').stack?.includes('/compiled/') === true ? 'hot' : 'normal');
    return 'same';
  };
  query['fails']!.resolve = (_source, { how }: { how: string }) => {
    if (how === 'later') return Promise.reject(new InputError('how', 'not like this'));
    if (how === 'as a bug') throw new TypeError('secret');
    throw new InputError('how', 'not like this');
  };
  const counted = (name: string) => ({
    total: effects.push(name),
    broken: () => {
      throw new TypeError('broken');
    },
    brokenLater: () => Promise.reject(new InputError('later', 'broken later')),
  });
  mutation['count']!.resolve = async () => counted('count');
  mutation['fail']!.resolve = () => {
    effects.push('fail');
    throw new InputError('input', 'not this');
  };
  for (const field of Object.values(mutation)) field.resolve ??= defaultFieldResolver;
  return { schema, effects, ways };
}

const TRUSTED = '{ fine trusted: later { name } }';

describe('an answer from the hot lane', () => {
  const { schema, effects, ways } = buildSchemaThatCounts();
  let front: Front;
  beforeAll(async () => {
    const documents = new TrustedDocuments(new Map([[hashOf(TRUSTED), TRUSTED]]), false);
    front = await startFront({ schema, clock: new ManualClock(), documents });
  });
  afterAll(() => front[Symbol.asyncDispose]());

  it('is really from there', async () => {
    await askUntilHot(front.url, { query: '{ way }' });
    expect(ways).toContain('normal');
    expect(ways.at(-1)).toBe('hot');
    ways.splice(0);
    await ask(front.url, { query: '{ way }' }, { 'apollo-federation-include-trace': 'ftv1' });
    await fetch(`${front.url}/graphql?query=${encodeURIComponent('{ way }')}`);
    expect(ways).toEqual(['normal', 'normal']);
  });

  it.each<[string, object, Headers?]>([
    ['numbers', { query: '{ fine }' }],
    ['texts beyond ASCII', { query: '{ text }' }],
    ['what comes later', { query: '{ later { name __typename } }' }],
    [
      'aliases and fragments',
      { query: '{ a: fine ...F ... on Query { b: fine } } fragment F on Query { fine a: fine }' },
    ],
    [
      'conditions',
      { query: 'query ($no: Boolean!) { fine @skip(if: $no) text @include(if: $no) }', variables: { no: true } },
    ],
    ['a condition that was left out', { query: 'query ($no: Boolean!) { fine @skip(if: $no) }' }],
    ['variables', { query: 'query ($n: Int!, $l: [Int!]) { twice(n: $n, list: $l) }', variables: { n: 3, l: 5 } }],
    ['variables with defaults', { query: 'query ($n: Int! = 4) { twice(n: $n) }' }],
    ['a variable of the wrong type', { query: 'query ($n: Int!) { twice(n: $n) }', variables: { n: 'x' } }],
    ['a variable that is left out', { query: 'query ($n: Int!) { twice(n: $n) }' }],
    ['a variable that is null', { query: 'query ($n: Int!) { twice(n: $n) }', variables: { n: null } }],
    ['a mistake', { query: '{ fine fails }' }],
    ['a mistake that comes later', { query: '{ fine fails(how: "later") }' }],
    ['a bug', { query: '{ fine fails(how: "as a bug") }' }],
    ['a null that must not be', { query: '{ fine strict { missing } }' }],
    ['introspection', { query: '{ __schema { queryType { name } } fine }' }],
    ['a type by its name', { query: '{ __typename fine }' }],
    ['an operation by its name', { query: 'query A { fine } query B { text }', operationName: 'B' }],
    ['an operation that is not there', { query: 'query A { fine } query B { text }', operationName: 'C' }],
    ['no operation by name', { query: 'query A { fine } query B { text }' }],
    ['a trusted document', { documentId: hashOf(TRUSTED) }],
    ['a persisted document', { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(TRUSTED) } } }],
    ['extensions', { query: '{ fine }', extensions: { anything: 1 } }],
    ['nothing at all for variables', { query: '{ fine }', variables: null, operationName: null, extensions: null }],
    ['plain JSON', { query: '{ fine }' }, { accept: 'application/json' }],
    ['the other JSON', { query: '{ fine }' }, { accept: 'application/graphql-response+json' }],
    ['both', { query: '{ fine }' }, { accept: 'application/graphql-response+json, application/json;q=0.9' }],
    ['a stream', { query: '{ fine }' }, { accept: 'text/event-stream' }],
    ['anything', { query: '{ fine }' }, { accept: '*/*' }],
    ['nothing that there is', { query: '{ fine }' }, { accept: 'text/html' }],
    [
      'a wrong variable in the other JSON',
      { query: 'query ($n: Int!) { twice(n: $n) }' },
      { accept: 'application/graphql-response+json' },
    ],
    ['a welcome page', { query: '{ fine }' }, { origin: 'http://localhost:3000' }],
    ['a foreign page', { query: '{ fine }' }, { origin: 'https://elsewhere.example' }],
  ])('is the one that Apollo Server gave before, to the byte: %s', async (_what, body, headers) => {
    const [first, ...others] = await askUntilHot(front.url, body, headers);
    for (const other of others) expect(other).toBe(first);
  });

  it.each<[string, string, string[]]>([
    ['that goes well', '{ count { total } }', ['count']],
    ['that fails', '{ fail { total } }', ['fail']],
    ['whose answer fails', '{ count { total broken } }', ['count']],
    ['whose answer fails later', '{ count { total brokenLater } }', ['count']],
    [
      'of several, some of which fail',
      '{ a: count { total brokenLater } fail { total } b: count(by: 2) { total broken } }',
      ['count', 'fail', 'count'],
    ],
  ])('has the effect of a mutation once: one %s', async (_what, selection, expected) => {
    const answers: string[] = [];
    for (let time = 0; time < HOT_AFTER + 3; time++) {
      effects.splice(0);
      answers.push(await ask(front.url, { query: `mutation ${selection}` }));
      expect(effects).toEqual(expected);
    }
    expect(new Set(answers).size).toBe(1);
  });
});

describe('an answer of the service from the hot lane', () => {
  let stage: Stage;
  const access: Access = {
    admits: () => true,
    viewerOf: ({ headers }) =>
      Promise.resolve(headers.authorization === 'Bearer nobody' ? nobody('not with this token') : ANYBODY),
  };
  beforeAll(async () => {
    stage = await Stage.start({ access });
    await stage.invite(['a', 'b', 'c']);
    await stage.join(2);
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const READ_GROUP = `query ($id: ID!, $first: Int) { group(id: $id) { id name type connection { id provider capabilities { inviteOptions callsPerSecond } }
    memberships(first: $first) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id account state changedAt user { id } profile { nickname } history { edges { node { at from to cause } } } } } } } }`;
  const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    __typename ... on Membership { id state group { name } } ... on Group { id memberCount } ... on User { id accounts { account } } ... on ProviderConnection { provider } } }`;
  const representations = [
    { __typename: 'Membership', id: `${GROUP}:a` },
    { __typename: 'Membership', id: `${GROUP}:stranger` },
    { __typename: 'Group', id: GROUP },
    { __typename: 'User', id: 5 },
    { __typename: 'ProviderConnection', id: 'wechat' },
    { __typename: 'Membership', id: `${GROUP}:b` },
  ];

  it.each<[string, object, Headers?]>([
    ['a group', { query: READ_GROUP, variables: { id: GROUP, first: 2 } }],
    ['a group that cannot be', { query: READ_GROUP, variables: { id: 'nothing' } }],
    ['a page that is too long', { query: READ_GROUP, variables: { id: GROUP, first: 5_000 } }],
    ['entities', { query: ENTITIES, variables: { representations } }],
    [
      'entities of which one is none',
      { query: ENTITIES, variables: { representations: [...representations, { __typename: 'Nothing' }] } },
    ],
    ['too many entities', { query: ENTITIES, variables: { representations: Array(10_001).fill(representations[0]) } }],
    ['the SDL', { query: '{ _service { sdl } }' }],
    ['a caller who may not', { query: READ_GROUP, variables: { id: GROUP } }, { authorization: 'Bearer nobody' }],
  ])('is the one that Apollo Server gave before, to the byte: %s', async (_what, body, headers) => {
    const [first, ...others] = await askUntilHot(stage.url, body, headers);
    for (const other of others) expect(other).toBe(first);
  });

  it('is checked for its cost and its caller each time', async () => {
    const body = (count: number) => ({
      query: ENTITIES,
      variables: { representations: Array(count).fill(representations[0]) },
    });
    await askUntilHot(stage.url, body(2));
    expect(await ask(stage.url, body(10_001))).toContain('ENTITY_LIMIT_EXCEEDED');
    expect(await ask(stage.url, body(2), { authorization: 'Bearer nobody' })).toContain('UNAUTHENTICATED');
    expect(await ask(stage.url, body(2))).not.toContain('errors');
  });

  it('is the same after somebody has asked for a trace', async () => {
    const body = { query: READ_GROUP, variables: { id: GROUP, first: 3 } };
    const [before] = await askUntilHot(stage.url, body);
    const traced = await ask(stage.url, body, { 'apollo-federation-include-trace': 'ftv1' });
    expect(traced).toContain('"ftv1":"');
    expect(await ask(stage.url, body)).toBe(before);
    const [after, ...later] = await askUntilHot(stage.url, { ...body, query: `${READ_GROUP} ` });
    expect([after, ...later]).toEqual([after, ...later].map(() => before));
  });
});
