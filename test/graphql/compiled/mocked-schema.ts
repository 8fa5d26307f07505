import {
  type GraphQLAbstractType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLTypeResolver,
  isAbstractType,
  isEnumType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { seeded } from '../../support/seeded.ts';

export interface MockOptions {
  readonly seed: number;
  /** The share of values, from 0 to 1, that are not what their type wants. */
  readonly faults: number;
}

type Resolver = (source: unknown, args: Readonly<Record<string, unknown>>, context: unknown, info: object) => unknown;

const TEXTS = [
  '',
  'plain',
  'a "quote"',
  'back\\slash',
  'line\nend\u0000',
  'ü€😀',
  '\ud800 alone',
  'x'.repeat(60),
  '\u2028',
];
/** Longest list; short ones are enough to have lists in lists. */
const MAX_ITEMS = 3;

/**
 * Makes every field of a schema answer something that depends only on its place and the seed: at once or later, by a resolver, a property or
 * a method, wrong now and then.
 *
 * @returns the root value
 */
export function mockSchema(schema: GraphQLSchema, { seed, faults }: MockOptions): unknown {
  const randomAt = (place: string): (() => number) => seeded(seed + hashOf(place));

  // Never both: graphql-js itself does not listen to what comes later in a list in which something has failed at once.
  const failsLater = seed % 2 === 0;

  const valueAt = (type: GraphQLOutputType, place: string): unknown => {
    const random = randomAt(place);
    if (random() < faults) return faultAt(random());
    const value = present(type, place, random);
    return random() < 0.25 && (failsLater || faults === 0) ? Promise.resolve(value) : value;
  };

  const faultAt = (kind: number): unknown => {
    if (failsLater)
      return kind < 0.5 ? Promise.reject(new Error('rejected')) : Promise.resolve(new Error('returned later'));
    if (kind < 0.3) throw new Error('thrown');
    if (kind < 0.5) return new Error('returned');
    if (kind < 0.7) return null;
    if (kind < 0.8) return new Set([1]);
    return kind < 0.9 ? { wrong: 'object' } : Symbol('wrong');
  };

  const present = (type: GraphQLOutputType, place: string, random: () => number): unknown => {
    if (!isNonNullType(type)) return random() < 0.15 ? (random() < 0.5 ? null : undefined) : known(type, place, random);
    return known(type.ofType as GraphQLOutputType, place, random);
  };

  const known = (type: GraphQLOutputType, place: string, random: () => number): unknown => {
    if (isListType(type)) {
      const length = Math.floor(random() * (MAX_ITEMS + 1));
      return Array.from({ length }, (_, index) => valueAt(type.ofType as GraphQLOutputType, `${place}[${index}]`));
    }
    if (isLeafType(type)) return leafOf(type, random);
    if (isAbstractType(type)) return objectOf(anyOf(type, random()), place);
    if (isObjectType(type)) return objectOf(type, place);
    throw new TypeError('there are no other types');
  };

  const anyOf = (type: GraphQLAbstractType, random: number): GraphQLObjectType => {
    const types = schema.getPossibleTypes(type);
    return types[Math.floor(random * types.length)]!;
  };

  const objectOf = (type: GraphQLObjectType, place: string): object => {
    const object = { place, __typename: type.name };
    for (const field of Object.values(type.getFields())) {
      if (field.resolve !== undefined) continue;
      const at = `${place}.${field.name}`;
      const isMethod = randomAt(`${at} way`)() < 0.3;
      const value = (args: object = {}): unknown => answer(type, field.name, at, args);
      Object.defineProperty(object, field.name, { get: isMethod ? () => value : () => value() });
    }
    return object;
  };

  const answer = (type: GraphQLObjectType, name: string, place: string, args: object): unknown => {
    const field = type.getFields()[name]!;
    if (field.args.length === 0 || String(field.type) !== 'String') return valueAt(field.type, place);
    return JSON.stringify(args);
  };

  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        const hasResolver = field.name === 'told' || randomAt(`${type.name}.${field.name} has a resolver`)() < 0.4;
        const resolve: Resolver = (source, args, _context, info) =>
          field.name === 'told'
            ? tell(info)
            : answer(type, field.name, `${(source as { place: string }).place}.${field.name}`, args);
        if (hasResolver) field.resolve = resolve as never;
        else delete field.resolve;
      }
    } else if (isAbstractType(type)) {
      const isLater = randomAt(`${type.name} is resolved later`)() < 0.5;
      const nameOf = ({ __typename }: { __typename: string }): string => __typename;
      const resolveType: GraphQLTypeResolver<{ __typename: string }, unknown> = (value) =>
        isLater ? Promise.resolve(nameOf(value)) : nameOf(value);
      type.resolveType = randomAt(`${type.name} is resolved`)() < 0.5 ? resolveType : undefined;
    }
  }
  return objectOf(schema.getQueryType()!, 'root');
}

/** All that a resolver can learn from its fourth argument. */
function tell(info: object): string {
  const { path, fieldNodes, parentType, returnType, variableValues } = info as never as {
    path: unknown;
    fieldNodes: readonly { readonly loc: { readonly start: number } }[];
    parentType: unknown;
    returnType: unknown;
    variableValues: unknown;
  };
  const places = fieldNodes.map(({ loc }) => loc.start);
  return JSON.stringify([Object.keys(info), path, places, String(parentType), String(returnType), variableValues]);
}

function leafOf(type: GraphQLLeafType, random: () => number): unknown {
  const pick = (...values: readonly unknown[]): unknown => values[Math.floor(random() * values.length)];
  if (isEnumType(type)) return pick(...type.getValues().map(({ value }): unknown => value));
  switch (type.name) {
    case 'String':
      return pick(...TEXTS, 5, true, { toJSON: () => 'made' });
    case 'ID':
      return pick(...TEXTS, 7, 2 ** 53);
    case 'Int':
      return pick(0, -0, 5, -2_147_483_648, '12', true);
    case 'Float':
      return pick(0.1, -0, 1e21, 5e-324, '1.5', false);
    case 'Boolean':
      return pick(true, false, 1);
    case 'DateTime':
      return pick(new Date(0), new Date('2026-11-01T09:05:03.007Z'), new Date(-1), 5, '2026-11-01T09:05:03Z');
    case 'Anything':
      return pick(1, 'a', NaN, [1, { a: undefined }], { b: new Date(5) }, new Date(6), true);
    default:
      return pick('a', 1);
  }
}

function hashOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + letter.codePointAt(0)!) % 2_147_483_647;
  return hash;
}
