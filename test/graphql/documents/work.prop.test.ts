import fc from 'fast-check';
import { type FragmentDefinitionNode, type GraphQLSchema, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { beforeAll, describe, expect, it } from 'vitest';
import { ceilingOf } from '../../../src/graphql/documents/amounts.ts';
import { DEFAULT_BOUNDS } from '../../../src/graphql/documents/bounds.ts';
import { estimate } from '../../../src/graphql/documents/estimate.ts';
import { HintBook } from '../../../src/graphql/documents/hints.ts';
import { DocumentReader } from '../../../src/graphql/documents/reader.ts';
import { measure } from '../../../src/graphql/documents/shape.ts';
import { buildMembershipSchema } from '../../../src/graphql/schema.ts';
import { bomb, countSteps, flatBomb, many } from './support.ts';

/** Fragments that spread each other as they like, also in circles, also themselves. */
const tangles = fc
  .array(
    fc.record({
      spreads: fc.array(fc.nat(24), { maxLength: 6 }),
      aliased: fc.array(fc.nat(24), { maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 25 },
  )
  .map((fragments) => {
    const name = (target: number): string => `F${target % fragments.length}`;
    const bodies = fragments.map(
      ({ spreads, aliased }, index) =>
        `fragment F${index} on Group { id ${spreads.map((target) => `...${name(target)}`).join(' ')} ${aliased
          .map((target, at) => `a${at}: memberships { edges { node { group { ...${name(target)} } } } }`)
          .join(' ')} }`,
    );
    return `{ group(id: "g") { ...F0 } } ${bodies.join(' ')}`;
  });

describe('the work that a document makes before it is executed', () => {
  let schema: GraphQLSchema;
  beforeAll(async () => {
    schema = await buildMembershipSchema({ get: () => ({}) }, {});
  });

  it('grows with the length of the document, however its fragments are tangled', () => {
    fc.assert(
      fc.property(tangles, (text) => {
        const { document, nodes, steps } = countSteps(parse(text));
        measure(document);
        expect(steps()).toBeLessThanOrEqual(nodes);
      }),
    );
  });

  it('never fails otherwise than with an error that says why', () => {
    const reader = new DocumentReader(schema);
    fc.assert(
      fc.property(tangles, (text) => {
        const read = reader.read(text);
        const codes = 'errors' in read ? read.errors.map(({ extensions }) => extensions['code']) : [];
        expect(new Set(codes).size).toBeLessThanOrEqual(1);
        expect(['GRAPHQL_VALIDATION_FAILED', undefined]).toContain(codes[0]);
      }),
    );
  });

  it.each([
    ['deep', bomb(40), Infinity],
    ['flat', flatBomb(60), 2 ** 60],
  ])('does not double with each level of a %s bomb', (_what, text, fields) => {
    const { document, nodes, steps } = countSteps(parse(text));
    expect(measure(document).fields).toBeGreaterThanOrEqual(Math.min(fields, 2 ** 40));
    expect(steps()).toBeLessThanOrEqual(nodes);
  });

  it('is small for the cost of a document too, though it may be a bomb', () => {
    const { document, nodes, steps } = countSteps(parse(bomb(40)));
    const operation = document.definitions.find(
      (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
    );
    const fragments = new Map(
      document.definitions
        .filter((definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION)
        .map((fragment) => [fragment.name.value, fragment]),
    );
    const { maxEntities } = DEFAULT_BOUNDS;
    const { cost } = estimate(operation!, { schema, hints: new HintBook(), fragments, maxEntities });
    expect(ceilingOf(cost)).toBeGreaterThan(50 ** 40);
    expect(steps()).toBeLessThanOrEqual(nodes);
  });

  it.each([
    ['brackets', `{ group(id: ${'['.repeat(40_000)}`],
    ['selections', '{ a '.repeat(40_000)],
    ['lists that end', `{ group(id: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { id } }`],
    ['types', `query ($a: ${'['.repeat(20_000)}Int${']'.repeat(20_000)}) { __typename }`],
    ['texts of signs', '"""'.repeat(9_999)],
    ['a name of a million letters', `{ ${'a'.repeat(1_000_000)} }`],
    ['a million blanks', ' '.repeat(1_000_000)],
    ['nothing', ''],
    ['variables without end', `query (${many(12_000, (n) => `$v${n}: Int`)}) { __typename }`],
    ['arguments without end', `{ group(${many(15_000, (n) => `a${n}: 1`)}) { id } }`],
  ])('ends with an error for %s', (_what, text) => {
    const read = new DocumentReader(schema).read(text);
    expect('errors' in read && read.errors.length).toBeGreaterThan(0);
    for (const { extensions } of 'errors' in read ? read.errors : [])
      expect(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED']).toContain(extensions['code']);
  });
});
