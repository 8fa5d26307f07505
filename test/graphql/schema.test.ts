import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMembershipSchema, printMembershipSdl } from '../../src/graphql/schema.ts';
import { findBrokenPromises, findUndescribed, keysOf } from './schema-walk.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const CONTRACT = read('contract.graphql');
const COMMITTED = read('../../schema/membership.graphql');

describe('the schema', () => {
  let schema: GraphQLSchema;
  let sdl: string;

  beforeAll(async () => {
    schema = await buildMembershipSchema({ get: () => ({}) }, {});
    sdl = printMembershipSdl(schema);
  });

  it('is committed as the code builds it', () => {
    expect(COMMITTED).toBe(sdl);
  });

  it('keeps every promise of the contract', () => {
    expect(findBrokenPromises(buildSchema(CONTRACT), schema)).toEqual([]);
  });

  it('describes every type, field, argument, input key and enum value', () => {
    expect(findUndescribed(schema)).toEqual([]);
  });

  it('has exactly the keys of the contract', () => {
    expect(keysOf(sdl)).toEqual(keysOf(CONTRACT));
    expect(Object.keys(keysOf(sdl)).toSorted()).toEqual([
      'Group',
      'InviteOperation',
      'Membership',
      'ProviderConnection',
      'User',
    ]);
  });

  it('links the federation version that every composer takes, and imports no more than it uses', () => {
    expect(/^schema @link\((.*)\) \{$/m.exec(sdl)?.[1]).toBe(
      'url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@cost", "@key", "@listSize", "@requiresScopes", "@shareable"]',
    );
  });

  it('shows nobody without a credential a membership or an operation, whichever subgraph leads there', () => {
    expect([...sdl.matchAll(/^type (\w+).* @authenticated/gm)].map(([, type]) => type)).toEqual([
      'Membership',
      'InviteOperation',
    ]);
    expect(sdl.match(/@authenticated/g)).toHaveLength(4);
  });

  it('says nothing of access where nobody is asked for a credential, and is the same otherwise', async () => {
    const open = printMembershipSdl(await buildMembershipSchema({ get: () => ({}) }, {}, { guarded: false }));
    const typesOf = (text: string): string => text.slice(text.indexOf('\ntype Query'));
    const said = / @authenticated| @requiresScopes\(scopes: \[\[[^\]]*\]\]\)/g;
    expect(open).toContain('import: ["@cost", "@key", "@listSize", "@shareable"]');
    expect(typesOf(open)).toBe(typesOf(sdl).replaceAll(said, ''));
    expect(typesOf(open)).not.toBe(typesOf(sdl));
  });

  it('shares the page information with other subgraphs, and nothing else', () => {
    expect([...sdl.matchAll(/^type (\w+).* @shareable/gm)].map(([, type]) => type)).toEqual(['PageInfo']);
    expect(sdl.match(/@shareable/g)).toHaveLength(3);
  });
});

describe('the comparison with the contract', () => {
  const differences = (promised: string, given: string): string[] =>
    findBrokenPromises(buildSchema(promised), buildSchema(given));

  it.each([
    [
      'a type that is gone',
      'type Query { a: A } type A { b: Int }',
      'type Query { a: Int }',
      ['A is missing', 'Query.a is Int, promised was A'],
    ],
    ['a field that is gone', 'type Query { a: Int b: Int }', 'type Query { a: Int }', ['Query.b is missing']],
    [
      'a field that may be null now',
      'type Query { a: [Int!]! }',
      'type Query { a: [Int!] }',
      ['Query.a is [Int!], promised was [Int!]!'],
    ],
    ['an argument that is gone', 'type Query { a(b: Int): Int }', 'type Query { a: Int }', ['Query.a(b) is missing']],
    [
      'an argument that must be given now',
      'type Query { a(b: Int): Int }',
      'type Query { a(b: Int!): Int }',
      ['Query.a(b) is Int!, promised was Int'],
    ],
    [
      'a new argument that must be given',
      'type Query { a: Int }',
      'type Query { a(b: Int!): Int }',
      ['Query.a(b) is a new argument that must be given'],
    ],
    [
      'another default',
      'type Query { a(b: Int = 5): Int }',
      'type Query { a(b: Int = 6): Int }',
      ['Query.a(b) is 6 by default, promised was 5'],
    ],
    [
      'an enum value that is gone',
      'type Query { a: E } enum E { X Y }',
      'type Query { a: E } enum E { X }',
      ['E lacks Y'],
    ],
    [
      'a union member that is gone',
      'type Query { a: U } type B { c: Int } type D { c: Int } union U = B | D',
      'type Query { a: U } type B { c: Int } type D { c: Int } union U = B',
      ['U lacks D'],
    ],
    [
      'an interface that is not implemented any more',
      'type Query implements I { a: Int } interface I { a: Int }',
      'type Query { a: Int } interface I { a: Int }',
      ['Query lacks I'],
    ],
    [
      'an input key of another type',
      'type Query { a(i: I): Int } input I { b: ID }',
      'type Query { a(i: I): Int } input I { b: String }',
      ['I.b is String, promised was ID'],
    ],
    [
      'a new input key that must be given',
      'type Query { a(i: I): Int } input I { b: ID }',
      'type Query { a(i: I): Int } input I { b: ID c: ID! }',
      ['I.c is a new key that must be given'],
    ],
    [
      'another kind of type',
      'type Query { a: A } type A { b: Int }',
      'type Query { a: A } scalar A',
      ['A is another kind of type'],
    ],
  ])('notices %s', (_what, promised, given, expected) => {
    expect(differences(promised, given).toSorted()).toEqual(expected);
  });

  it('lets the schema have more than was promised', () => {
    expect(
      differences('type Query { a: E } enum E { X }', 'type Query { a(b: Int): E c: Int } enum E { X Y }'),
    ).toEqual([]);
  });

  it('notices what nobody has described', () => {
    const schema = buildSchema(`type Query { "." a(b: I): E } input I { c: Int } "." enum E { "." X Y }`);
    expect(findUndescribed(schema)).toEqual(['Query.a(b)', 'I', 'I.c', 'E.Y']);
  });
});
