import fc from 'fast-check';
import { buildSchema, getOperationAST, getVariableValues, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { variablesCoercer } from '../../../src/graphql/compiled/variables.ts';

const schema = buildSchema(`
  enum Color { RED GREEN }
  input Wish { name: ID! colors: [Color!] = [RED] deeper: [[Wish]] amount: Float }
  input Strange { constructor: Int }
  type Query { a: Int }`);
const TEXT = `query ($wish: Wish!, $wishes: [Wish!] = [{ name: "x" }], $id: ID, $color: Color = GREEN, $is: Boolean!, $lists: [[Int!]!], $strange: Strange) { a }`;
const operation = getOperationAST(parse(TEXT))!;
const coerce = variablesCoercer(schema, operation);

const names = [
  'wish',
  'wishes',
  'id',
  'color',
  'is',
  'lists',
  'name',
  'colors',
  'deeper',
  'amount',
  'constructor',
  'strange',
  'other',
];
const { wish } = fc.letrec<{ wish: unknown }>((tie) => ({
  wish: fc.record(
    {
      name: fc.oneof(fc.string(), fc.integer()),
      colors: fc.option(fc.oneof(fc.constantFrom('RED', 'GREEN'), fc.array(fc.constantFrom('RED', 'GREEN')))),
      deeper: fc.option(fc.array(fc.array(tie('wish'), { maxLength: 2 }), { maxLength: 2 })),
      amount: fc.double({ noNaN: true, noDefaultInfinity: true }),
    },
    { requiredKeys: ['name'] },
  ),
}));
const right = fc.record(
  {
    wish,
    wishes: fc.option(fc.oneof(wish, fc.array(wish, { maxLength: 3 }))),
    id: fc.option(fc.oneof(fc.string(), fc.integer())),
    color: fc.option(fc.constantFrom('RED', 'GREEN')),
    is: fc.boolean(),
    lists: fc.option(fc.array(fc.oneof(fc.integer({ min: -9, max: 9 }), fc.array(fc.integer({ min: -9, max: 9 }))))),
  },
  { requiredKeys: ['wish', 'is'] },
);
const { loose } = fc.letrec<{ loose: unknown }>((tie) => ({
  loose: fc.oneof(
    fc.constantFrom<unknown>(null, 'RED', 'BLACK', 5, 5.5, true, 'text'),
    fc.array(tie('loose'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('loose')),
    wish,
  ),
}));
/** Right ones of which something was replaced. */
const nearlyRight = fc
  .tuple(right, fc.dictionary(fc.constantFrom(...names), loose, { maxKeys: 2 }))
  .map(([variables, replaced]) => ({ ...variables, ...replaced }));

/** As JSON; null where graphql-js finds a mistake. */
function coerceNormally(variables: Record<string, unknown>): string | null {
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  return coerced === undefined ? null : JSON.stringify(coerced);
}

/** As JSON; null where they are left to graphql-js. */
function coerceCompiled(variables: Record<string, unknown>): string | null {
  try {
    return JSON.stringify(coerce(variables));
  } catch {
    return null;
  }
}

describe('variables that are coerced by what was compiled', () => {
  it('are those of graphql-js, keys in the same order', () => {
    let taken = 0;
    fc.assert(
      fc.property(right, (variables) => {
        const expected = coerceNormally(variables);
        if (expected !== null) taken++;
        expect(coerceCompiled(variables)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
    expect(taken).toBeGreaterThan(900);
  });

  it('are left to graphql-js where it finds a mistake', () => {
    let mistakes = 0;
    fc.assert(
      fc.property(nearlyRight, (variables) => {
        const expected = coerceNormally(variables);
        if (expected === null) mistakes++;
        // Leaving more to it than has to be is never wrong.
        expect([expected, null]).toContain(coerceCompiled(variables));
      }),
      { numRuns: 2_000 },
    );
    expect(mistakes).toBeGreaterThan(200);
  });
});
