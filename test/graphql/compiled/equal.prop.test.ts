import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { buildSchema, execute, type GraphQLSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compile } from '../../../src/graphql/compiled/compile.ts';
import { seeded } from '../../support/seeded.ts';
import { mockSchema, type MockOptions } from './mocked-schema.ts';
import { buildNastySchema } from './nasty-schema.ts';
import { DocumentWriter } from './random-document.ts';

const SDL = readFileSync(new URL('../../../schema/membership.graphql', import.meta.url), 'utf8');
const SCHEMAS = [
  ['a nasty schema', buildNastySchema()],
  ['the SDL of the service', buildSchema(SDL)],
] as const;

/** Both executions of one random document; null where the generator has made what nobody would execute. */
async function executeBothWays(schema: GraphQLSchema, options: MockOptions & { mistakes: number; levels: number }) {
  const rootValue = mockSchema(schema, options);
  const { text, variables } = new DocumentWriter(schema, seeded(options.seed), options.mistakes).write(options.levels);
  const document = parse(text);
  if (validate(schema, document).length > 0) return null;
  const compiled = compile(schema, document)!;
  const contextValue = {};
  const execution = { rootValue, contextValue, variableValues: variables };
  const expected = await execute({ schema, document, ...execution });
  const written = [await compiled.execute(execution), await compiled.execute(execution)] as const;
  return { text, expected, written };
}

describe.each(SCHEMAS)('documents that are compiled, over %s', (_name, schema) => {
  it('are answered with the text of what graphql-js answers', async () => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), fc.integer({ min: 1, max: 3 }), async (seed, levels) => {
        const both = await executeBothWays(schema, { seed, levels, faults: 0, mistakes: 0 });
        fc.pre(both !== null);
        expect(both.expected.errors).toBeUndefined();
        const text = JSON.stringify(both.expected.data);
        expect(both.written, both.text).toEqual([text, text]);
        answered += text.length;
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(5_000);
  });

  it.each([
    ['values that are wrong', 0.02, 0],
    ['variables that are wrong', 0, 0.1],
  ])('are left to graphql-js whenever it tells an error, with %s', async (_what, faults, mistakes) => {
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), fc.integer({ min: 1, max: 3 }), async (seed, levels) => {
        const both = await executeBothWays(schema, { seed, levels, faults, mistakes });
        fc.pre(both !== null);
        const { expected, written } = both;
        if (expected.errors !== undefined) failed++;
        const text = expected.errors === undefined ? JSON.stringify(expected.data) : null;
        // Leaving more to it than has to be is never wrong.
        for (const one of written) expect([text, null], both.text).toContain(one);
      }),
      { numRuns: 150 },
    );
    expect(failed).toBeGreaterThan(10);
  });
});
