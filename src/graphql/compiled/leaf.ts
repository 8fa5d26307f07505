import {
  GraphQLBoolean,
  type GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';
import { bail } from './bail.ts';
import { writeDate, writeText } from './json-text.ts';

/** Writes a value of a leaf type that is neither null nor a promise. */
export type WriteLeaf = (value: unknown) => string;

const MAX_INT = 2_147_483_647;
const MIN_INT = -2_147_483_648;

/** What most values are is written without asking the type; the rest as `serialize` makes it. */
export function leafWriter(type: GraphQLLeafType): WriteLeaf {
  if (isEnumType(type)) return enumWriter(type);
  const serialized: WriteLeaf = (value) => {
    if (value instanceof Error) bail();
    return writeSerialized(type.serialize(value));
  };
  switch (type) {
    case GraphQLString:
    case GraphQLID:
      return (value) => (typeof value === 'string' ? writeText(value) : serialized(value));
    case GraphQLInt:
      return (value) =>
        typeof value === 'number' && Number.isInteger(value) && value <= MAX_INT && value >= MIN_INT
          ? String(value)
          : serialized(value);
    case GraphQLFloat:
      return (value) => (typeof value === 'number' && Number.isFinite(value) ? String(value) : serialized(value));
    case GraphQLBoolean:
      return (value) => (typeof value === 'boolean' ? String(value) : serialized(value));
    default:
      return serialized;
  }
}

function enumWriter(type: GraphQLEnumType): WriteLeaf {
  const texts = new Map<unknown, string>(type.getValues().map(({ name, value }) => [value, JSON.stringify(name)]));
  return (value) => texts.get(value) ?? bail();
}

/** As JSON.stringify does within an object or a list; what would be left out there is unusual. */
function writeSerialized(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return writeText(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) bail();
      if (Object.getPrototypeOf(value) === Date.prototype) return writeDate(value as Date);
      // It would be told the name of its place.
      if ('toJSON' in value) bail();
      return JSON.stringify(value);
    default:
      return bail();
  }
}
