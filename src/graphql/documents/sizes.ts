import {
  type FieldNode,
  type GraphQLField,
  Kind,
  type OperationDefinitionNode,
  type ValueNode,
  valueFromASTUntyped,
} from 'graphql';
import { MAX_PAGE_SIZE } from '../../pagination/page-args.ts';
import { type Amount, largest, type Variables } from './amounts.ts';
import type { SizeHint } from './hints.ts';

type Read = (value: unknown) => number;

/** Tells from the arguments of one operation's fields how long lists are. */
export class Sizes {
  /** What variables are when a request does not give them. */
  readonly #defaults: Variables;

  constructor({ variableDefinitions = [] }: OperationDefinitionNode) {
    this.#defaults = Object.fromEntries(
      variableDefinitions.flatMap(({ variable, defaultValue }) =>
        defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
      ),
    );
  }

  /** How long the lists that a field's hint is about are at most. */
  of(hint: SizeHint, field: GraphQLField<unknown, unknown>, node: FieldNode): Amount {
    if (hint.kind === 'assumed') return hint.assumed;
    if (hint.kind === 'given')
      return this.#read(node, hint.path, (value) => upTo(hint.most, entries(value)), hint.most);
    return largest(
      hint.by.map((name) => {
        const byDefault = field.args.find((argument) => argument.name === name)?.defaultValue;
        const usual = typeof byDefault === 'number' ? byDefault : hint.assumed;
        return this.#read(node, [name], (value) => pageSize(value, usual), MAX_PAGE_SIZE);
      }),
    );
  }

  /** How many entries the list at a path of a field's arguments has; `most` where there are more, which are refused. */
  entriesAt(node: FieldNode, path: readonly string[], most: number): Amount {
    return this.#read(node, path, (value) => Math.min(entries(value), most), most);
  }

  /** @param ceiling the largest number that `read` makes of anything */
  #read(node: FieldNode, [argument, ...path]: readonly string[], read: Read, ceiling: number): Amount {
    let value = node.arguments?.find(({ name }) => name.value === argument)?.value;
    while (path.length > 0 && value?.kind === Kind.OBJECT) {
      const key = path.shift();
      value = value.fields.find(({ name }) => name.value === key)?.value;
    }
    if (value === undefined) return read(undefined);
    if (value.kind !== Kind.VARIABLE) return read(surfaceOf(value));
    const variable = value.name.value;
    return {
      ceiling,
      at: (variables) => {
        const given = variables[variable] === undefined ? this.#defaults[variable] : variables[variable];
        return read(path.reduce<unknown>((object, key) => (object as Variables | null | undefined)?.[key], given));
      },
    };
  }
}

/** What a written value is, but for what lies inside of it. */
function surfaceOf(value: ValueNode): unknown {
  if (value.kind === Kind.LIST) return value.values;
  return value.kind === Kind.INT || value.kind === Kind.NULL ? valueFromASTUntyped(value) : {};
}

/** A page of more than may be asked for is refused, and so is one of less than nothing; null and nothing at all mean the usual one. */
const pageSize = (value: unknown, usual: number): number =>
  typeof value === 'number' ? Math.min(Math.max(value, 0), MAX_PAGE_SIZE) : usual;

/** A list that is too long is refused as the caller's mistake, with its field, and costs nothing. */
const upTo = (most: number, size: number): number => (size > most ? 0 : size);

/** GraphQL takes one value for a list of it. */
function entries(value: unknown): number {
  if (value === null || value === undefined) return 0;
  return Array.isArray(value) ? value.length : 1;
}
