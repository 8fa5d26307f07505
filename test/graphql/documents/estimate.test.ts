import fc from 'fast-check';
import {
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isLeafType,
  isListType,
  isObjectType,
  getNullableType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amountAt, ceilingOf, type Variables } from '../../../src/graphql/documents/amounts.ts';
import { DEFAULT_BOUNDS } from '../../../src/graphql/documents/bounds.ts';
import { HintBook, UNKNOWN_LIST_SIZE } from '../../../src/graphql/documents/hints.ts';
import { DocumentReader } from '../../../src/graphql/documents/reader.ts';
import { buildMembershipSchema } from '../../../src/graphql/schema.ts';
import { seeded } from '../../support/seeded.ts';
import { postJson } from '../../transports/clients.ts';
import { GROUP, Stage } from '../../transports/stage.ts';
import { many, readWell } from './support.ts';

/** No document of a test is refused by these. */
const WIDE_OPEN = { ...DEFAULT_BOUNDS, maxCost: Infinity, maxEntities: Infinity };

const PAGE = (first: string, below: string): string => `memberships(first: ${first}) { edges { node { ${below} } } }`;

describe('what an operation costs', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildMembershipSchema({ get: () => ({}) }, {});
  });

  const estimateOf = (text: string) => {
    const [estimate] = readWell(new DocumentReader(schema, { bounds: WIDE_OPEN }), text).estimates.values();
    return estimate!;
  };
  const costOf = (text: string, variables: Variables = {}): number => amountAt(estimateOf(text).cost, variables);
  const refusal = (text: string, variables: Variables = {}) => {
    const reader = new DocumentReader(schema);
    const read = readWell(reader, text);
    const error = reader.findExcess(read, [...read.estimates.keys()][0]!, variables);
    return error === null ? null : { ...error.extensions };
  };

  it.each([
    ['an object is one, and its leaves are nothing', '{ group(id: "g") { id name type } }', 1],
    ['nothing is nothing', '{ __typename }', 0],
    ['a page is as long as asked for', `{ group(id: "g") { ${PAGE('7', 'id')} } }`, 2 + 7 * 2],
    ['or as long as usual', '{ group(id: "g") { memberships { edges { cursor } } } }', 2 + 50],
    [
      'also when nothing is written there',
      '{ group(id: "g") { memberships(first: null) { edges { cursor } } } }',
      2 + 50,
    ],
    [
      'or empty',
      '{ group(id: "g") { memberships(first: 0) { totalCount pageInfo { hasNextPage } edges { cursor } } } }',
      3,
    ],
    ['less than nothing is refused later', '{ group(id: "g") { memberships(first: -5) { edges { cursor } } } }', 2],
    ['and so is more than may be asked for', `{ group(id: "g") { ${PAGE('2000000000', 'id')} } }`, 2 + 1_000 * 2],
    [
      'the length is for the edges alone',
      '{ group(id: "g") { memberships(first: 9) { totalCount pageInfo { endCursor } } } }',
      3,
    ],
    [
      'lists in lists multiply',
      `{ group(id: "g") { ${PAGE('10', 'group { ' + PAGE('10', 'id') + ' }')} } }`,
      2 + 10 * (2 + 2 + 10 * 2),
    ],
    [
      'fragments cost what is in them',
      '{ group(id: "g") { ...F } } fragment F on Group { connection { id } ...G } fragment G on Group { connection { capabilities { listsMembers } } }',
      1 + 1 + 2,
    ],
    [
      'also the pages in them',
      `{ group(id: "g") { memberships(first: 3) { ...P } } } fragment P on MembershipPage { edges { cursor } ... on MembershipPage { edges { node { id } } } }`,
      2 + 3 + 3 * 2,
    ],
    ['a mutation costs something by itself', 'mutation { refreshGroup(groupId: "g") { id } }', 10 + 1_000],
    [
      'an invite costs its members, whether or not they are asked for',
      'mutation { inviteMembers(input: { groupId: "g", members: [{ account: "a" }, { account: "b" }] }) { operation { id } } }',
      10 + 100 + 2 + 1,
    ],
    [
      'and again when they are',
      'mutation { removeMembers(input: { groupId: "g", accounts: ["a", "b", "c"] }) { results { ... on MemberRemoved { account } ... on RemoveMemberFailed { account } } } }',
      10 + 100 + 3 + 3,
    ],
    [
      'one member is a list of one',
      'mutation { inviteMembers(input: { groupId: "g", members: { account: "a" } }) { results { __typename } } }',
      10 + 100 + 1 + 1,
    ],
    [
      'of outcomes the dearest counts',
      'mutation { inviteMembers(input: { groupId: "g", members: [{ account: "a" }] }) { results { ... on MemberJoined { membership { id } } ... on MemberFailed { membership { group { id } } } ... on InviteMemberOutcome { membership { user { id } } } } } }',
      10 + 100 + 1 + 1 + 2 + 2,
    ],
    [
      'an operation may have ten thousand members',
      'mutation { retryInvites(input: { operationId: "o" }) { results { __typename } } }',
      10 + 100 + 10_000,
    ],
    ['an event of a subscription', 'subscription { memberStateChanged(groupId: "g") { cursor membership { id } } }', 2],
  ])('%s', (_what, text, cost) => {
    expect(costOf(text)).toBe(cost);
  });

  it.each<[string, string, Variables, number]>([
    ['a page', `query ($n: Int) { group(id: "g") { ${PAGE('$n', 'id')} } }`, { n: 7 }, 16],
    ['a page by default', `query ($n: Int = 3) { group(id: "g") { ${PAGE('$n', 'id')} } }`, {}, 8],
    ['a page that is null', `query ($n: Int = 3) { group(id: "g") { ${PAGE('$n', 'id')} } }`, { n: null }, 102],
    ['a page that nobody names', `query ($n: Int) { group(id: "g") { ${PAGE('$n', 'id')} } }`, {}, 102],
    [
      'a page of the wrong type, which is refused later',
      `query ($n: Int) { group(id: "g") { ${PAGE('$n', 'id')} } }`,
      { n: '9' },
      102,
    ],
    ['a page of less than nothing', `query ($n: Int) { group(id: "g") { ${PAGE('$n', 'id')} } }`, { n: -1 }, 2],
    ['a page of too many', `query ($n: Int) { group(id: "g") { ${PAGE('$n', 'id')} } }`, { n: 2 ** 31 - 1 }, 2_002],
    [
      'an input',
      'mutation ($i: InviteMembersInput!) { inviteMembers(input: $i) { results { __typename } } }',
      { i: { members: [{}, {}] } },
      114,
    ],
    [
      'members',
      'mutation ($m: [InviteeInput!]!) { inviteMembers(input: { groupId: "g", members: $m }) { results { __typename } } }',
      { m: [{}, {}] },
      114,
    ],
    [
      'a single member',
      'mutation ($m: [InviteeInput!]!) { inviteMembers(input: { groupId: "g", members: $m }) { results { __typename } } }',
      { m: {} },
      112,
    ],
    [
      'one of the members',
      'mutation ($m: InviteeInput!) { inviteMembers(input: { groupId: "g", members: [$m, $m] }) { results { __typename } } }',
      { m: {} },
      114,
    ],
    [
      'nothing at all',
      'mutation ($i: InviteMembersInput!) { inviteMembers(input: $i) { results { __typename } } }',
      {},
      110,
    ],
    [
      'nonsense',
      'mutation ($i: InviteMembersInput!) { inviteMembers(input: $i) { results { __typename } } }',
      { i: 'x' },
      110,
    ],
    [
      'references',
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Group { connection { id } } ... on User { id } } }',
      { r: [{}, {}, {}] },
      6,
    ],
  ])('is told by variables: %s', (_what, text, variables, cost) => {
    expect(costOf(text, variables)).toBe(cost);
    expect(ceilingOf(estimateOf(text).cost)).toBeGreaterThanOrEqual(cost);
  });

  it('allows a thousand members with fifty changes each, and no thousand times a thousand', () => {
    const history = (first: number): string =>
      `{ group(id: "g") { ${PAGE('1000', `account history(first: ${first}) { edges { node { to at membership { id } } } pageInfo { hasNextPage } }`)} } }`;
    expect(refusal(history(50))).toBeNull();
    expect(refusal(history(1_000))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED', bound: 'maxCost', limit: 250_000 });
    const nested = `{ group(id: "g") { ${PAGE('1000', `group { ${PAGE('1000', 'id')} }`)} } }`;
    expect(refusal(nested)).toEqual({
      code: 'COST_LIMIT_EXCEEDED',
      bound: 'maxCost',
      limit: 250_000,
      actual: 2_004_002,
    });
  });

  it('allows ten thousand references, and not one more', () => {
    const text = `query ($a: [_Any!]!, $b: [_Any!]!) {
      _entities(representations: $a) { ... on Group { id name connection { id } } ... on Membership { state group { id } user { id } } }
      more: _entities(representations: $b) { ... on User { id } }
    }`;
    const references = (count: number) => Array.from({ length: count }, () => ({}));
    const b = references(1);
    expect(refusal(text, { a: references(9_999), b })).toBeNull();
    const code = 'ENTITY_LIMIT_EXCEEDED';
    expect(refusal(text, { a: references(10_000), b })).toMatchObject({ code, limit: 10_000, actual: 10_001 });
    const written = `{ _entities(representations: [${many(10_001, () => '{ id: 1 }')}]) { ... on User { id } } }`;
    expect(refusal(written)).toMatchObject({ code, limit: 10_000, actual: 10_001 });
  });

  it('allows aliases only as long as they are not too dear together', () => {
    const pages = (count: number): string =>
      `{ ${many(count, (n) => `g${n}: group(id: "g") { ${PAGE('1000', 'id')} }`)} }`;
    expect(refusal(pages(100))).toBeNull();
    expect(refusal(pages(200))).toMatchObject({ code: 'COST_LIMIT_EXCEEDED' });
  });

  it('knows how long every list of objects is, but for those that federation adds', () => {
    const hints = new HintBook();
    const sized = new Set<string>(['_entities']);
    const unsized: string[] = [];
    for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
      for (const field of Object.values(type.getFields()))
        for (const name of hints.of(type, field).sizedFields) sized.add(`${getNamedType(field.type).name}.${name}`);
    }
    for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
      if (type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields())) {
        const isList = isListType(getNullableType(field.type)) && !isLeafType(getNamedType(field.type));
        const told = field.astNode?.directives?.some(({ name }) => name.value === 'listSize') === true;
        if (isList && !told && !sized.has(`${type.name}.${field.name}`) && !sized.has(field.name))
          unsized.push(`${type.name}.${field.name}`);
      }
    }
    expect(unsized).toEqual([]);
    expect(UNKNOWN_LIST_SIZE).toBeGreaterThan(0);
  });
});

describe('the cost of an operation and its answer', () => {
  let stage: Stage;
  let schema: GraphQLSchema;
  let operationId: string;
  beforeAll(async () => {
    stage = await Stage.start();
    operationId = await stage.invite(Array.from({ length: 12 }, (_, n) => `m${n}`));
    await stage.join(9, { name: 'Alpine club', memberCount: 12 });
    schema = await buildMembershipSchema({ get: () => ({}) }, {});
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const IDS: Readonly<Record<string, () => string>> = {
    'Query.group': () => GROUP,
    'Query.connection': () => 'wechat',
    'Query.membership': () => `${GROUP}:m1`,
    'Query.inviteOperation': () => operationId,
  };

  /** Any selection of a type that can be answered here. */
  function select(type: GraphQLCompositeType, random: () => number, levels: number): string {
    const parts = ['__typename'];
    if (isAbstractType(type)) {
      for (const one of schema.getPossibleTypes(type))
        if (random() < 0.5) parts.push(`... on ${one.name} { ${select(one, random, levels)} }`);
    }
    for (const field of 'getFields' in type ? Object.values(type.getFields()) : []) {
      if (field.name.startsWith('_') || random() < 0.3) continue;
      const below = getNamedType(field.type);
      if (isCompositeType(below) && levels === 0) continue;
      const alias = random() < 0.2 ? `a${Math.floor(random() * 1_000_000)}: ` : '';
      const id = IDS[`${type.name}.${field.name}`]?.();
      const first = field.args.some(({ name }) => name === 'first') && random() < 0.7 ? Math.floor(random() * 8) : null;
      const args = id === undefined ? (first === null ? '' : `(first: ${first})`) : `(id: ${JSON.stringify(id)})`;
      const selection = `${field.name}${args}${isCompositeType(below) ? ` { ${select(below, random, levels - 1)} }` : ''}`;
      parts.push(random() < 0.2 ? `... on ${type.name} { ${alias}${selection} }` : `${alias}${selection}`);
    }
    return parts.join(' ');
  }

  const objectsIn = (value: unknown): number => {
    if (typeof value !== 'object' || value === null) return 0;
    const own = Array.isArray(value) ? 0 : 1;
    return Object.values(value).reduce<number>((total, item) => total + objectsIn(item), own);
  };

  it('fit together: there are never more objects in the answer than it cost', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), fc.integer({ min: 4, max: 8 }), async (seed, levels) => {
        const query = `{ ${select(schema.getQueryType()!, seeded(seed), levels)} }`;
        const read = new DocumentReader(schema, { bounds: WIDE_OPEN }).read(query);
        // Aliases of different types may not be merged; whatever else is wrong is the generator's fault.
        if ('errors' in read) return expect(read.errors[0]?.message).toContain('conflict');
        const cost = amountAt([...read.estimates.values()][0]!.cost, {});
        fc.pre(cost < 20_000);
        const { text } = await postJson(`${stage.url}/graphql`, { query });
        const { data } = JSON.parse(text) as { data: object };
        answered += objectsIn(data);
        expect(objectsIn(data) - 1).toBeLessThanOrEqual(cost);
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(500);
  });

  it('fit together for invites, however their members are given', async () => {
    const results =
      'results { ... on InviteMemberOutcome { account membership { group { connection { id } } user { id } } } }';
    const inBody = `mutation { inviteMembers(input: { groupId: "${GROUP}", waitMs: 0, members: [${many(30, (n) => `{ account: "i${n}" }`)}] }) { ${results} } }`;
    const given = `mutation ($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id group { id } } ${results} } }`;
    const input = { groupId: GROUP, waitMs: 0, members: Array.from({ length: 40 }, (_, n) => ({ account: `v${n}` })) };
    for (const [query, variables, members] of [
      [inBody, {}, 30],
      [given, { input }, 40],
    ] as const) {
      const read = readWell(new DocumentReader(schema, { bounds: WIDE_OPEN }), query);
      const { data } = JSON.parse((await postJson(`${stage.url}/graphql`, { query, variables })).text) as {
        data: { inviteMembers: { results: unknown[] } };
      };
      expect(data.inviteMembers.results).toHaveLength(members);
      const cost = amountAt([...read.estimates.values()][0]!.cost, variables);
      expect(cost).toBeGreaterThanOrEqual(objectsIn(data) - 1);
      expect(cost).toBeLessThan(members * 10 + 200);
    }
  });
});
