import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareReleases, type DeclaredBreak, findUndeclared, type SchemaChange } from './breaking-changes.ts';
import { readSdl } from './subgraphs.ts';

const ROOT = new URL('../../../', import.meta.url);
const RELEASES = new URL('schema/releases/', ROOT);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, ROOT), 'utf8'));

/** Versions whose SDL is kept, oldest first. */
const VERSIONS = readdirSync(RELEASES)
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => file.replace(/\.graphql$/, ''))
  .toSorted((one, other) => one.localeCompare(other, 'en', { numeric: true }));

const list = (changes: readonly SchemaChange[]): string[] =>
  changes.map(({ type, path, message }) => `${type} ${path}: ${message}`);

describe('the subgraph since its last release', () => {
  // Supergraphs are published from released SDL: what breaks it breaks clients and neighbours that nobody here knows.
  it('keeps everything of it but for declared breaks', async () => {
    const newest = VERSIONS.at(-1);
    const released = readFileSync(new URL(`${newest}.graphql`, RELEASES), 'utf8');
    const declared = readJson('schema/releases/declared-breaks.json') as DeclaredBreak[];
    const { breaking, dangerous } = await compareReleases(released, readSdl('membership'));
    if (dangerous.length > 0) console.info(`Clients may notice since ${newest}:\n${list(dangerous).join('\n')}`);
    expect(findUndeclared(breaking, declared)).toEqual([]);
  });

  it('has the SDL of the version in package.json among the releases', () => {
    const { version } = readJson('package.json') as { version: string };
    expect(VERSIONS, `cp schema/membership.graphql schema/releases/${version}.graphql`).toContain(version);
  });
});

describe('the comparison of releases', () => {
  const types = (changes: readonly SchemaChange[]): string[] => changes.map(({ type, path }) => `${type} ${path}`);

  it.each([
    ['a field that is gone', 'type Query { a: Int b: Int }', 'type Query { a: Int }', 'FIELD_REMOVED Query.b'],
    ['a field that may be null now', 'type Query { a: Int! }', 'type Query { a: Int }', 'FIELD_TYPE_CHANGED Query.a'],
    [
      'an argument that has to be given now',
      'type Query { a: Int }',
      'type Query { a(b: ID!): Int }',
      'FIELD_ARGUMENT_ADDED Query.a.b',
    ],
    [
      'an input key that has to be given now',
      'type Query { a(b: I): Int } input I { c: ID }',
      'type Query { a(b: I): Int } input I { c: ID d: ID! }',
      'INPUT_FIELD_ADDED I.d',
    ],
    [
      'a union member that is gone',
      'type Query { a: U } type B { c: Int } type D { c: Int } union U = B | D',
      'type Query { a: U } type B { c: Int } type D { c: Int } union U = B',
      'UNION_MEMBER_REMOVED U',
    ],
    [
      'an enum value that is gone',
      'type Query { a: E } enum E { X Y }',
      'type Query { a: E } enum E { X }',
      'ENUM_VALUE_REMOVED E.Y',
    ],
    [
      'a key that other subgraphs may refer by',
      'type Query { a: G } type G @key(fields: "id") @key(fields: "b c") { id: ID! b: ID! c: ID! }',
      'type Query { a: G } type G @key(fields: "id") { id: ID! b: ID! c: ID! }',
      'KEY_REMOVED G(b c)',
    ],
  ])('calls %s breaking', async (_what, before, after, expected) => {
    const { breaking } = await compareReleases(before, after);
    expect(types(breaking)).toEqual([expected]);
    expect(findUndeclared(breaking, [])).toEqual([expect.stringContaining('is not declared')]);
  });

  it.each([
    [
      'a new union member',
      'type Query { a: U } type B { c: Int } union U = B',
      'type Query { a: U } type B { c: Int } type D { c: Int } union U = B | D',
      'UNION_MEMBER_ADDED U',
    ],
    [
      'a new enum value',
      'type Query { a: E } enum E { X }',
      'type Query { a: E } enum E { X Y }',
      'ENUM_VALUE_ADDED E.Y',
    ],
    [
      'a new argument that may be left out',
      'type Query { a: Int }',
      'type Query { a(b: ID): Int }',
      'FIELD_ARGUMENT_ADDED Query.a.b',
    ],
  ])('lists %s, and lets it pass', async (_what, before, after, expected) => {
    const { breaking, dangerous } = await compareReleases(before, after);
    expect([types(breaking), types(dangerous)]).toEqual([[], [expected]]);
  });

  it.each([
    ['a new field', 'type Query { a: Int }', 'type Query { a: Int! c: Int }'],
    ['a description', 'type Query { "one" a: Int }', 'type Query { "other" a: Int }'],
    [
      "directives and types of federation's own",
      'directive @federation__cost(weight: Int!) on FIELD_DEFINITION scalar federation__Scope type Query { a: Int _entities: Int }',
      'directive @cost(weight: Int!) on FIELD_DEFINITION type Query { a: Int @cost(weight: 5) }',
    ],
  ])('has nothing to say about %s', async (_what, before, after) => {
    expect(await compareReleases(before, after)).toEqual({ breaking: [], dangerous: [] });
  });
});

describe('declarations of breaks', () => {
  const gone = { type: 'FIELD_REMOVED', path: 'Group.name', message: '' };
  const declaration = { type: 'FIELD_REMOVED', path: 'Group.name', reason: 'It is `title` since 0.2.' };

  it('excuse the break that they name, and no other', () => {
    expect(findUndeclared([gone], [declaration])).toEqual([]);
    expect(findUndeclared([gone, { ...gone, path: 'Group.type' }], [declaration])).toEqual([
      expect.stringContaining('FIELD_REMOVED at Group.type breaks users'),
    ]);
  });

  it('must not stay when the break is gone', () => {
    expect(findUndeclared([], [declaration])).toEqual([expect.stringContaining('no such break any more')]);
  });

  it('have to say why', () => {
    expect(findUndeclared([gone], [{ ...declaration, reason: ' ' }])).toEqual([
      'FIELD_REMOVED at Group.name is declared without a reason',
    ]);
  });
});
