import { buildSchema, type DocumentNode, getOperationAST, type GraphQLSchema, parse } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { COOLED_FOR, HOT_AFTER, HotLane, MAX_COMPILED_OPERATIONS } from '../../src/graphql/hot-lane.ts';

describe('the hot lane', () => {
  let schema: GraphQLSchema;
  let lane: HotLane;
  beforeEach(() => {
    schema = buildSchema('type Query { a: Int }');
    lane = new HotLane(schema);
  });

  const use = (document: DocumentNode) => lane.use(document, getOperationAST(document)!);
  const usesUntilHot = (document: DocumentNode): number => {
    for (let uses = 0; uses < 100; uses++) if (use(document) !== null) return uses;
    return Infinity;
  };

  it('takes an operation that was used some times', () => {
    const document = parse('{ a }');
    expect(usesUntilHot(document)).toBe(HOT_AFTER);
    expect(use(document)).toBe(use(document));
  });

  it('leaves an operation alone for a while after it has met something unusual', () => {
    const document = parse('{ a }');
    usesUntilHot(document);
    lane.cool(getOperationAST(document)!);
    expect(usesUntilHot(document)).toBe(COOLED_FOR);
  });

  it('knows operations of one document apart', () => {
    const document = parse('query A { a } query B { b: a }');
    const run = (name: string) => {
      for (let uses = 0; uses < HOT_AFTER; uses++) lane.use(document, getOperationAST(document, name)!);
      return lane.use(document, getOperationAST(document, name)!)?.execute({ rootValue: { a: 1 }, contextValue: null });
    };
    expect([run('A'), run('B')]).toEqual(['{"a":1}', '{"b":1}']);
  });

  it('keeps no more operations than it may; one that was dropped has to be used again', () => {
    const documents = Array.from({ length: MAX_COMPILED_OPERATIONS + 1 }, () => parse('{ a }'));
    expect(documents.map(usesUntilHot)).toEqual(documents.map(() => HOT_AFTER));
    expect(documents.slice(1).map(usesUntilHot)).toEqual(documents.slice(1).map(() => 0));
    expect(usesUntilHot(documents[0]!)).toBe(HOT_AFTER);
  });

  it('calls resolvers as they were in the beginning, whoever wraps them later', () => {
    let wrapped = 0;
    schema.getQueryType()!.getFields()['a']!.resolve = () => ++wrapped;
    const document = parse('{ a }');
    usesUntilHot(document);
    expect(use(document)?.execute({ rootValue: { a: 7 }, contextValue: null })).toBe('{"a":7}');
    expect(wrapped).toBe(0);
  });
});
