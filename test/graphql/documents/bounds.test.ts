import { readdirSync, readFileSync } from 'node:fs';
import { getIntrospectionQuery, type GraphQLSchema, Kind, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BoundName, DEFAULT_BOUNDS } from '../../../src/graphql/documents/bounds.ts';
import { DocumentReader } from '../../../src/graphql/documents/reader.ts';
import { measure } from '../../../src/graphql/documents/shape.ts';
import { buildMembershipSchema } from '../../../src/graphql/schema.ts';
import { bomb, flatBomb, many, readWell } from './support.ts';

const OPERATIONS = new URL('../../../schema/operations/', import.meta.url);
const FULL_INTROSPECTION = getIntrospectionQuery({
  descriptions: true,
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

/** Fields within each other, `depth` in all. */
function nested(depth: number): string {
  const circle = ['memberships', 'edges', 'node', 'group'];
  const names = ['group(id: "g")', ...Array.from({ length: depth - 2 }, (_, index) => circle[index % circle.length])];
  return `{ ${names.join(' { ')} { __typename ${'} '.repeat(names.length)} }`;
}

describe('the bounds of a document', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildMembershipSchema({ get: () => ({}) }, {});
  });

  const errorsOf = (text: string, bounds: Partial<typeof DEFAULT_BOUNDS> = {}) => {
    const read = new DocumentReader(schema, { bounds: { ...DEFAULT_BOUNDS, ...bounds } }).read(text);
    return 'errors' in read ? read.errors.map(({ extensions }) => ({ ...extensions })) : [];
  };
  const boundsBroken = (text: string) => errorsOf(text).map(({ bound }) => bound);

  it.each<[BoundName, number, (size: number) => string]>([
    ['maxDefinitions', 40, (size) => many(size, (n) => `query Q${n} { __typename }`)],
    ['maxDepth', 12, nested],
    ['maxFields', 50, (size) => `{ ${many(size, () => '__typename')} }`],
    ['maxAliases', 30, (size) => `{ ${many(size, (n) => `a${n}: __typename`)} }`],
    ['maxRootFields', 30, (size) => `{ ${many(size, () => '__typename')} }`],
    ['maxDirectives', 30, (size) => `{ ${many(size, () => '__typename @skip(if: true)')} }`],
  ])('%s is kept to the last one', (bound, limit, text) => {
    expect(errorsOf(text(limit), { [bound]: limit })).toEqual([]);
    expect(errorsOf(text(limit), { [bound]: limit - 1 })).toEqual([
      { code: 'GRAPHQL_VALIDATION_FAILED', bound, limit: limit - 1, actual: limit },
    ]);
  });

  it('on tokens is kept by the parser', () => {
    expect(errorsOf('{ __typename }', { maxTokens: 3 })).toEqual([]);
    expect(errorsOf('{ __typename }', { maxTokens: 2 })).toEqual([{ code: 'GRAPHQL_PARSE_FAILED' }]);
  });

  it('count a fragment wherever it is spread, and the largest operation of several', () => {
    const shape = measure(
      parse(`query A { __typename } query B { ...F ... on Query { ...F } x: group(id: "g") @skip(if: false) { ...G } }
        fragment F on Query { a: connections { ...C @include(if: true) } b: connections { ...C } }
        fragment C on ProviderConnection { id provider } fragment G on Group { id }`),
    );
    expect(shape).toEqual({
      definitions: 5,
      directives: 2,
      depth: 2,
      fields: 14,
      aliases: 5,
      rootFields: 5,
      introspection: 0,
    });
  });

  it.each(
    readdirSync(OPERATIONS)
      .filter((name) => name.endsWith('.graphql'))
      .map((name) => [name, readFileSync(new URL(name, OPERATIONS), 'utf8')] as const),
  )('leave room for %s', (_name, text) => {
    const fragments = readdirSync(OPERATIONS)
      .map((name) => readFileSync(new URL(name, OPERATIONS), 'utf8'))
      .flatMap((other) => parse(other).definitions)
      .filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    const { fields, depth } = measure({ kind: Kind.DOCUMENT, definitions: [...parse(text).definitions, ...fragments] });
    expect(fields).toBeGreaterThan(0);
    expect(fields).toBeLessThan(DEFAULT_BOUNDS.maxFields / 10);
    expect(depth).toBeLessThan(DEFAULT_BOUNDS.maxDepth / 2);
  });

  it('leave room for the fullest introspection, also where hardly anything else is allowed', () => {
    expect(errorsOf(FULL_INTROSPECTION)).toEqual([]);
    expect(errorsOf(FULL_INTROSPECTION, { maxDepth: 1, maxAliases: 0, maxRootFields: 1 })).toEqual([]);
  });

  it('leave room for a frontend that asks a hundred things at once, each in depth', () => {
    const text = `{ ${many(100, (n) => `g${n}: group(id: "wechat:${n}") { id connection { id } m: memberships(first: 5) { edges { node { account user { id } } } } }`)} }`;
    expect(errorsOf(text)).toEqual([]);
  });

  it('leave room for 10 000 members that are written into the document', () => {
    const members = many(10_000, (n) => `{ account: "member-${n}" }`);
    const outcome =
      'account membership { id state profile { nickname } group { id name connection { id } } user { id } }';
    const text = `mutation { inviteMembers(input: { groupId: "wechat:g", members: [${members}] }) { results { ... on InviteMemberOutcome { ${outcome} } } } }`;
    const reader = new DocumentReader(schema);
    const read = readWell(reader, text);
    const [operation] = read.estimates.keys();
    expect(reader.findExcess(read, operation!, {})).toBeNull();
  });

  it.each<[string, BoundName | 'introspection', string]>([
    ['deep nesting', 'maxDepth', nested(900)],
    ['nesting that only fragments make', 'maxDepth', bomb(7)],
    [
      'nesting deeper than any stack',
      'maxDepth',
      `${nested(1_500)} ${many(150, (n) => `fragment F${n} on Query ${nested(150)}`)}`,
    ],
    ['a chain of fragments, each of them deep', 'maxDepth', chained(150, 100)],
    ['the same, the innermost of them first', 'maxDepth', nestedWithoutFields(30, 900)],
    ['10 000 aliases', 'maxAliases', `{ ${many(10_000, (n) => `a${n}: __typename`)} }`],
    ['a bomb of fragments that never gets deep', 'maxFields', flatBomb(60)],
    ['fragments without end', 'maxDefinitions', many(5_000, (n) => `fragment F${n} on Query { __typename }`)],
    ['operations without end', 'maxDefinitions', many(5_000, (n) => `query Q${n} { ...F }`)],
    ['one field again and again', 'maxRootFields', `{ ${many(9_000, () => '__typename')} }`],
    ['a flood of directives', 'maxDirectives', `{ __typename ${many(10_000, () => '@include(if: true)')} }`],
    ['directives that nobody knows', 'maxDirectives', `{ __typename ${many(20_000, () => '@a')} }`],
    [
      'introspection again and again',
      'introspection',
      FULL_INTROSPECTION.replace('types {', `${many(3, (n) => `t${n}: types { ...FullType }`)} types {`),
    ],
  ])('stand against %s', (_what, bound, text) => {
    expect(boundsBroken(text)).toContain(bound);
  });
});

/** Fragments that nest `levels` deep each, and spread the next one at their bottom. */
function chained(fragments: number, levels: number): string {
  const open = 'memberships { edges { node { group { '.repeat(levels / 4);
  const close = ' }'.repeat(levels);
  return `{ group(id: "g") { ...F0 } } ${many(fragments, (n) => `fragment F${n} on Group { ${open} ${n + 1 < fragments ? `...F${n + 1}` : 'id'} ${close} }`)}`;
}

/** Inline fragments within each other, in a chain of fragments of which each spreads the one before: deep, with a single field. */
function nestedWithoutFields(fragments: number, levels: number): string {
  const inside = (n: number): string => (n === 0 ? 'id' : `...F${n - 1}`);
  const chain = many(
    fragments,
    (n) => `fragment F${n} on Group ${'{ ... '.repeat(levels)}{ ${inside(n)} }${' }'.repeat(levels)}`,
  );
  return `${chain} { group(id: "g") { ...F${fragments - 1} } }`;
}
