import {
  type FieldNode,
  getArgumentValues,
  type GraphQLArgument,
  type GraphQLField,
  isNonNullType,
  Kind,
  type VariableNode,
} from 'graphql';
import { bail } from './bail.ts';

type Values = Record<string, unknown>;

/** Makes the arguments of a field out of coerced variables; a new object each time, for resolvers may keep it. */
export type MakeArguments = (variables: Values) => Values;

/** Arguments that are variables, or left out, are taken by themselves; with any other, graphql-js reads all of them. */
export function argumentsMaker(field: GraphQLField<unknown, unknown>, node: FieldNode): MakeArguments {
  if (field.args.length === 0) return () => ({});
  const steps: ((into: Values, variables: Values) => void)[] = [];
  for (const argument of field.args) {
    const value = node.arguments?.find(({ name }) => name.value === argument.name)?.value;
    if (value === undefined) steps.push((into) => leaveOut(argument, into));
    else if (value.kind === Kind.VARIABLE) steps.push(takeVariable(argument, value));
    else return (variables) => getArgumentValues(field, node, variables);
  }
  return (variables) => {
    const values: Values = {};
    for (const step of steps) step(values, variables);
    return values;
  };
}

function leaveOut({ name, type, defaultValue }: GraphQLArgument, into: Values): void {
  if (defaultValue !== undefined) into[name] = defaultValue;
  else if (isNonNullType(type)) bail();
}

function takeVariable(argument: GraphQLArgument, { name: { value: variable } }: VariableNode) {
  const isRequired = isNonNullType(argument.type);
  return (into: Values, variables: Values): void => {
    if (!Object.hasOwn(variables, variable)) return leaveOut(argument, into);
    const value = variables[variable];
    if (value === undefined || (value === null && isRequired)) bail();
    into[argument.name] = value;
  };
}
