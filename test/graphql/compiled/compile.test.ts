import { buildSchema, execute, type GraphQLSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compile, MAX_VARIANTS } from '../../../src/graphql/compiled/compile.ts';
import { RootOutcomes } from '../../../src/graphql/compiled/root-outcomes.ts';
import { MAX_COMPILED_FIELDS } from '../../../src/graphql/compiled/selection.ts';

const schema = buildSchema(`
  type Query { a: Int list: [Int!] slow: [Int!] things: [Thing] strict: Int! }
  type Thing { a: Int! }
  type Mutation { first: Thing second: Thing }`);

const run = (
  text: string,
  rootValue: unknown,
  variableValues: Record<string, unknown> = {},
  of: GraphQLSchema = schema,
) => compile(of, parse(text))?.execute({ rootValue, contextValue: null, variableValues });

describe('a compiled operation', () => {
  it('is answered at once when everything is there', () => {
    expect(run('{ a list }', { a: 1, list: [1, 2] })).toBe('{"a":1,"list":[1,2]}');
  });

  it('keeps the places of what comes later, whatever comes first', async () => {
    const one = Promise.withResolvers<number>();
    const other = Promise.withResolvers<unknown>();
    const written = run('{ a things { a } strict }', { a: one.promise, things: other.promise, strict: 3 });
    other.resolve([{ a: Promise.resolve(5) }, Promise.resolve({ a: 6 })]);
    await Promise.resolve();
    one.resolve(1);
    expect(await written).toBe('{"a":1,"things":[{"a":5},{"a":6}],"strict":3}');
  });

  it('is as right when a promise of another library calls back at once', () => {
    // oxlint-disable-next-line unicorn/no-thenable
    const at = (value: unknown) => ({ then: (done: (value: unknown) => void) => done(value) });
    expect(run('{ a things { a } strict }', { a: at(1), things: at([at({ a: at(2) })]), strict: at(3) })).toBe(
      '{"a":1,"things":[{"a":2}],"strict":3}',
    );
  });

  it.each([
    ['introspection', '{ __schema { queryType { name } } }', {}],
    ['an error', '{ a }', { a: new Error('no') }],
    ['a null that must not be', '{ strict }', { strict: null }],
    ['a value that does not fit', '{ a }', { a: 'text' }],
    ['what can be read only once', '{ list }', { list: [1, 2].values() }],
  ])('leaves %s to graphql-js', (_what, text, rootValue) => {
    expect(run(text, rootValue)).toBeNull();
  });

  it('is compiled for some combinations of conditions, and left to graphql-js for more', () => {
    const names = Array.from({ length: 5 }, (_, n) => `c${n}`);
    const conditions = names.map((name) => `${name}: a @include(if: $${name})`).join(' ');
    const text = `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { ${conditions} }`;
    const compiled = compile(schema, parse(text))!;
    const answers = Array.from({ length: 2 ** names.length }, (_, bits) => {
      const variableValues = Object.fromEntries(names.map((name, index) => [name, (bits & (1 << index)) !== 0]));
      const expected = execute({ schema, document: parse(text), rootValue: { a: 1 }, variableValues });
      const written = compiled.execute({ rootValue: { a: 1 }, contextValue: null, variableValues });
      if (written !== null) expect(written).toBe(JSON.stringify((expected as { data: unknown }).data));
      return written;
    });
    expect(answers.filter((answer) => answer !== null)).toHaveLength(MAX_VARIANTS);
  });

  it('is left to graphql-js when it has more fields than are compiled', () => {
    const fields = (count: number): string => Array.from({ length: count }, (_, n) => `a${n}: a`).join(' ');
    expect(run(`{ ${fields(MAX_COMPILED_FIELDS)} }`, { a: 1 })).toContain(`"a${MAX_COMPILED_FIELDS - 1}":1`);
    expect(run(`{ ${fields(MAX_COMPILED_FIELDS + 1)} }`, { a: 1 })).toBeNull();
  });

  it('hears what fails after it was left to graphql-js', async () => {
    const unheard: unknown[] = [];
    const note = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', note);
    const late = (): Promise<never> => Promise.reject(new Error('late'));
    expect(run('{ list }', { list: [new Error('at once'), late(), [late()]] })).toBeNull();
    const slow = Promise.withResolvers<unknown>();
    const bailed = run('{ slow a }', { slow: slow.promise, a: Promise.reject(new Error('first')) });
    expect(await bailed).toBeNull();
    slow.resolve([late(), [late()]]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unheard).toEqual([]);
  });

  it('begins a mutation when the one before it has ended, and notes what each has returned', async () => {
    const order: string[] = [];
    const step = (name: string) => async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
      return { a: () => Promise.resolve(order.push(`${name} is read`)) };
    };
    const outcomes = new RootOutcomes();
    const compiled = compile(schema, parse('mutation { first { a } again: second { a } }'))!;
    const rootValue = { first: step('first'), second: step('second') };
    expect(await compiled.execute({ rootValue, contextValue: null, outcomes })).toBe(
      '{"first":{"a":3},"again":{"a":6}}',
    );
    expect(order).toEqual(
      ['first', 'second'].flatMap((name) => ['begins', 'ends', 'is read'].map((what) => `${name} ${what}`)),
    );
    expect([outcomes.has('first'), outcomes.has('again'), outcomes.has('second')]).toEqual([true, true, false]);
  });
});
