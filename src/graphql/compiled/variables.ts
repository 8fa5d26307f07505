import {
  type GraphQLInputObjectType,
  GraphQLID,
  type GraphQLInputType,
  type GraphQLSchema,
  GraphQLString,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  valueFromAST,
  type VariableDefinitionNode,
} from 'graphql';
import { bail, UNUSUAL } from './bail.ts';

type Values = Record<string, unknown>;
type Coerce = (value: unknown) => unknown;

/** Coerces the variables of an operation as graphql-js does. @throws when something is wrong with them: graphql-js will say what */
export type CoerceVariables = (inputs: Values) => Values;

export function variablesCoercer(schema: GraphQLSchema, operation: OperationDefinitionNode): CoerceVariables {
  const types = new Map<GraphQLInputObjectType, Coerce>();
  const steps = (operation.variableDefinitions ?? []).map((definition) => toStep(schema, definition, types));
  return (inputs) => {
    const values: Values = {};
    for (const step of steps) step(inputs, values);
    return values;
  };
}

function toStep(
  schema: GraphQLSchema,
  { variable, type: typeNode, defaultValue }: VariableDefinitionNode,
  types: Map<GraphQLInputObjectType, Coerce>,
) {
  const name = variable.name.value;
  const type = typeFromAST(schema, typeNode as never);
  if (!isInputType(type)) throw UNUSUAL;
  const coerce = coercerOf(type, types);
  return (inputs: Values, into: Values): void => {
    if (Object.hasOwn(inputs, name)) into[name] = coerce(inputs[name]);
    else if (defaultValue !== undefined) into[name] = valueFromAST(defaultValue, type);
    else if (isNonNullType(type)) bail();
  };
}

function coercerOf(type: GraphQLInputType, types: Map<GraphQLInputObjectType, Coerce>): Coerce {
  if (isNonNullType(type)) {
    const coerce = coercerOf(type.ofType, types);
    return (value) => (value === null || value === undefined ? bail() : coerce(value));
  }
  const coerce = isListType(type)
    ? listCoercer(coercerOf(type.ofType, types))
    : isInputObjectType(type)
      ? objectCoercer(type, types)
      : leafCoercer(type);
  return (value) => (value === null || value === undefined ? null : coerce(value));
}

/** A list that is no array has come from no JSON. */
const listCoercer =
  (coerceItem: Coerce): Coerce =>
  (value) => {
    if (!Array.isArray(value))
      return typeof value === 'object' && Symbol.iterator in value! ? bail() : [coerceItem(value)];
    const items: unknown[] = [];
    for (const item of value) items.push(coerceItem(item));
    return items;
  };

function objectCoercer(type: GraphQLInputObjectType, types: Map<GraphQLInputObjectType, Coerce>): Coerce {
  const known = types.get(type);
  if (known !== undefined) return known;
  if (type.isOneOf) throw UNUSUAL;
  const fields: { name: string; defaultValue: unknown; isRequired: boolean; coerce: Coerce }[] = [];
  const coerceObject: Coerce = (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) bail();
    const input = value as Values;
    const values: Values = {};
    let found = 0;
    for (const { name, defaultValue, isRequired, coerce } of fields) {
      const given = input[name];
      if (given !== undefined) {
        values[name] = coerce(given);
        found++;
      } else if (defaultValue !== undefined) values[name] = defaultValue;
      else if (isRequired) bail();
    }
    // A key that is no field, or a field of the object's prototype.
    for (const _ in input) found--;
    return found === 0 ? values : bail();
  };
  // Before its fields: a type may hold itself.
  types.set(type, coerceObject);
  for (const { name, type: fieldType, defaultValue } of Object.values(type.getFields())) {
    fields.push({ name, defaultValue, isRequired: isNonNullType(fieldType), coerce: coercerOf(fieldType, types) });
  }
  return coerceObject;
}

function leafCoercer(type: Exclude<GraphQLInputType, GraphQLInputObjectType>): Coerce {
  if (!('parseValue' in type)) throw UNUSUAL;
  const parse: Coerce = (value) => {
    const parsed: unknown = type.parseValue(value);
    return parsed === undefined ? bail() : parsed;
  };
  if (type !== GraphQLString && type !== GraphQLID) return parse;
  return (value) => (typeof value === 'string' ? value : parse(value));
}
