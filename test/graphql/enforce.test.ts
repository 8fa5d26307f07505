import {
  buildSchema,
  createSourceEventStream,
  execute,
  type ExecutionResult,
  type GraphQLSchema,
  parse,
} from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { ANYBODY, nobody, type Viewer } from '../../src/access/viewer.ts';
import type { GraphQLContext } from '../../src/graphql/context.ts';
import { enforceAccess } from '../../src/graphql/enforce.ts';
import { ManualClock } from '../support/manual-clock.ts';

const SDL = `
  directive @requiresScopes(scopes: [[String!]!]!) on FIELD_DEFINITION | OBJECT
  directive @authenticated on FIELD_DEFINITION | OBJECT
  type Query {
    open: Int
    known: Int @authenticated
    one: Int @requiresScopes(scopes: [["a"]])
    either: Int @requiresScopes(scopes: [["a", "b"], ["c"]])
    any: Int @requiresScopes(scopes: [[]])
    _entities: Int
  }
  type Subscription { changes: Int @requiresScopes(scopes: [["a"]]) }`;

describe('access to fields', () => {
  const clock = new ManualClock();
  let schema: GraphQLSchema;
  let resolved: string[];
  const resolveOpen = (): number => 1;
  beforeEach(() => {
    resolved = [];
    schema = buildSchema(SDL);
    for (const field of Object.values(schema.getQueryType()!.getFields())) {
      field.resolve = () => resolved.push(field.name);
    }
    schema.getQueryType()!.getFields()['open']!.resolve = resolveOpen;
    schema.getSubscriptionType()!.getFields()['changes']!.subscribe = () => {
      resolved.push('subscribed');
      return { [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }) };
    };
    enforceAccess(schema, clock);
  });

  const viewer = (...scopes: string[]): Viewer => ({ ...ANYBODY, scopes: new Set(scopes) });
  const argsFor = (document: string, who: Viewer) => ({
    schema,
    document: parse(document),
    contextValue: { viewer: who } as GraphQLContext,
    rootValue: { changes: 7 },
  });
  const errorOf = ({ errors }: ExecutionResult): unknown[] | undefined =>
    errors?.map(({ message, extensions }) => [extensions['code'], message]);
  const ask = (field: string, who: Viewer): unknown =>
    errorOf(execute(argsFor(`{ ${field} }`, who)) as ExecutionResult);

  it.each([
    ['known', viewer(), undefined],
    ['known', nobody('who is it?'), ['UNAUTHENTICATED', 'who is it?']],
    ['one', viewer('a'), undefined],
    ['one', viewer('b', 'c'), ['FORBIDDEN', 'this needs the scope a']],
    ['one', nobody('who is it?'), ['UNAUTHENTICATED', 'who is it?']],
    ['either', viewer('a', 'b'), undefined],
    ['either', viewer('c'), undefined],
    ['either', viewer('a'), ['FORBIDDEN', 'this needs the scope a and b, or c']],
    ['either', viewer('b'), ['FORBIDDEN', 'this needs the scope a and b, or c']],
    ['any', viewer(), undefined],
    ['any', nobody('who is it?'), ['UNAUTHENTICATED', 'who is it?']],
    ['_entities', viewer('membership:read'), undefined],
    ['_entities', viewer('membership:admin'), ['FORBIDDEN', 'this needs the scope membership:read']],
    ['open', nobody('who is it?'), undefined],
  ])('lets %s be seen by those who may (%#)', (field, who, error) => {
    expect(ask(field, who)).toEqual(error && [error]);
    expect(resolved).toEqual(error === undefined && field !== 'open' ? [field] : []);
  });

  it('ends with the credential', () => {
    const short = { ...viewer('a'), expiresAtMs: clock.now() + 1 };
    expect(ask('one', short)).toBeUndefined();
    clock.advance(1);
    const expired = ['UNAUTHENTICATED', 'the credential has expired; ask again with a new one'];
    expect([ask('one', short), ask('known', short)]).toEqual([[expired], [expired]]);
  });

  it('is asked for when a subscription begins, and with each event', async () => {
    const document = 'subscription { changes }';
    const begin = (who: Viewer) => createSourceEventStream(argsFor(document, who));
    expect(errorOf((await begin(viewer('b'))) as ExecutionResult)).toEqual([['FORBIDDEN', 'this needs the scope a']]);
    expect(resolved).toEqual([]);
    expect(Symbol.asyncIterator in (await begin(viewer('a')))).toBe(true);
    expect(resolved).toEqual(['subscribed']);
    expect(execute(argsFor(document, viewer('a')))).toEqual({ data: { changes: 7 } });
    expect(errorOf(execute(argsFor(document, viewer('b'))) as ExecutionResult)).toHaveLength(1);
  });

  it('costs nothing where it is not limited', () => {
    expect(schema.getQueryType()!.getFields()['open']!.resolve).toBe(resolveOpen);
  });
});
