import {
  defaultFieldResolver,
  defaultTypeResolver,
  type FieldNode,
  getNamedType,
  type GraphQLAbstractType,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from 'graphql';
import { argumentsMaker } from './arguments.ts';
import { bail } from './bail.ts';
import { type CollectDeps, collectFields } from './collect.ts';
import { leafWriter } from './leaf.ts';
import { isThenable, listenIn } from './promises.ts';
import type { Run } from './run.ts';
import { type Place, type WriteField, writeFields, type WriteValue } from './writers.ts';

/** Fields of one operation that are compiled at most, counted for every type of object that they are selected of, and for every variant. */
export const MAX_COMPILED_FIELDS = 1_000;

type Field = GraphQLField<unknown, unknown>;
type Method = (...given: unknown[]) => unknown;
export type Resolve = GraphQLFieldResolver<unknown, unknown>;
/** Undefined where a field has the default resolver. */
export type ResolverOf = (field: Field) => Resolve | undefined;

export interface SelectionDeps extends CollectDeps {
  readonly operation: OperationDefinitionNode;
  readonly resolverOf: ResolverOf;
  /** How many fields of the operation were compiled so far. */
  readonly compiled: { fields: number };
}

const META_FIELDS: readonly string[] = [SchemaMetaFieldDef.name, TypeMetaFieldDef.name];

/** Compiles selections; those of an abstract type only when an object of one of its types is met. */
export class SelectionCompiler {
  readonly #deps: SelectionDeps;

  constructor(deps: SelectionDeps) {
    this.#deps = deps;
  }

  /** What is selected of the root object, one writer for each field. */
  rootFields(type: GraphQLObjectType): readonly (readonly [responseName: string, write: WriteField])[] {
    const fields = collectFields(this.#deps, type, [this.#deps.operation.selectionSet]);
    return [...fields].map(([responseName, nodes]) => [responseName, this.#field(type, responseName, nodes)]);
  }

  #object(type: GraphQLObjectType, nodes: readonly FieldNode[]): WriteValue {
    const fields = collectFields(
      this.#deps,
      type,
      nodes.map(({ selectionSet }) => selectionSet),
    );
    const write = writeFields(
      [...fields].map(([responseName, below]) => [responseName, this.#field(type, responseName, below)]),
    );
    const { isTypeOf } = type;
    if (typeof isTypeOf !== 'function') return (run, source, path) => write(run, source, path);
    return (run, source, path, info) => {
      const is = isTypeOf(source, run.contextValue, info as GraphQLResolveInfo);
      if (isThenable(is)) return run.defer(is, (resolved) => (resolved ? write(run, source, path) : bail()));
      return is ? write(run, source, path) : bail();
    };
  }

  #field(parentType: GraphQLObjectType, responseName: string, nodes: readonly FieldNode[]): WriteField {
    if (++this.#deps.compiled.fields > MAX_COMPILED_FIELDS) bail();
    const [node] = nodes;
    if (node === undefined || META_FIELDS.includes(node.name.value)) return bail();
    if (node.name.value === TypeNameMetaFieldDef.name) return JSON.stringify(parentType.name);
    const field = parentType.getFields()[node.name.value];
    if (field === undefined) return bail();
    const write = this.#value(field.type, nodes);
    const resolve = this.#deps.resolverOf(field);
    const named = getNamedType(field.type);
    const makeInfo = this.#infoMaker(field, nodes, parentType);
    const makeArguments = argumentsMaker(field, node);
    const { name } = field;
    const typename = parentType.name;

    if (this.#isEffect(parentType)) {
      const act = resolve ?? defaultFieldResolver;
      return (run, source, parent) => {
        const path = { prev: parent, key: responseName, typename };
        const info = makeInfo(run, path);
        const given = makeArguments(run.variables);
        const value = run.outcomes
          ? run.outcomes.record(responseName, () => act(source, given, run.contextValue, info))
          : act(source, given, run.contextValue, info);
        return write(run, value, path, info);
      };
    }
    if (resolve !== undefined)
      return (run, source, parent) => {
        const path = { prev: parent, key: responseName, typename };
        const info = makeInfo(run, path);
        return write(run, resolve(source, makeArguments(run.variables), run.contextValue, info), path, info);
      };

    // What is below takes its place and what it is told from here, unless it can ask for neither.
    const isAsked = isAbstractType(named) || (isObjectType(named) && typeof named.isTypeOf === 'function');
    const isLeaf = isLeafType(named);
    const hasArguments = field.args.length > 0;
    /** As the default resolver does it. */
    return (run, source, parent) => {
      const given = hasArguments ? makeArguments(run.variables) : null;
      if (typeof source !== 'object' && typeof source !== 'function') return write(run, undefined, undefined, null);
      const value = (source as Readonly<Record<string, unknown>>)[name];
      const isMethod = typeof value === 'function';
      if (isLeaf && !isMethod) return write(run, value, undefined, null);
      const path = { prev: parent, key: responseName, typename };
      if (!isMethod) return write(run, value, path, isAsked ? makeInfo(run, path) : null);
      const info = makeInfo(run, path);
      const called = (source as Record<string, Method>)[name]?.(given ?? {}, run.contextValue, info);
      return write(run, called, path, info);
    };
  }

  /** Whether the fields of a type change something, and so must not be resolved twice. */
  #isEffect(type: GraphQLObjectType): boolean {
    const { operation, schema } = this.#deps;
    return operation.operation === OperationTypeNode.MUTATION && type === schema.getMutationType();
  }

  #infoMaker(field: Field, fieldNodes: readonly FieldNode[], parentType: GraphQLObjectType) {
    const { schema, fragments, operation } = this.#deps;
    const { name: fieldName, type: returnType } = field;
    return (run: Run, path: NonNullable<Place>): GraphQLResolveInfo => ({
      fieldName,
      fieldNodes,
      returnType,
      parentType,
      path,
      schema,
      fragments,
      rootValue: run.rootValue,
      operation,
      variableValues: run.variables,
    });
  }

  /** Writes a value of any kind: promises, null and errors too. */
  #value(type: GraphQLOutputType, nodes: readonly FieldNode[]): WriteValue {
    const nullable = isNonNullType(type) ? (type.ofType as GraphQLOutputType) : type;
    const writeNull = isNonNullType(type) ? bail : () => 'null';
    if (isLeafType(nullable)) {
      const writeLeaf = leafWriter(nullable);
      const writeSettled = (value: unknown): string =>
        value === null || value === undefined ? writeNull() : writeLeaf(value);
      return (run, value) =>
        (typeof value === 'object' || typeof value === 'function') && isThenable(value)
          ? run.defer(value, writeSettled)
          : writeSettled(value);
    }
    const write = this.#present(nullable, nodes);
    const writeSettled: WriteValue = (run, value, path, info) => {
      if (value === null || value === undefined) return writeNull();
      return value instanceof Error ? bail() : write(run, value, path, info);
    };
    return (run, value, path, info) =>
      isThenable(value)
        ? run.defer(value, (resolved) => writeSettled(run, resolved, path, info))
        : writeSettled(run, value, path, info);
  }

  /** Writes a value that is there and has come. */
  #present(type: GraphQLOutputType, nodes: readonly FieldNode[]): WriteValue {
    if (isListType(type)) return this.#list(this.#value(type.ofType as GraphQLOutputType, nodes));
    if (isAbstractType(type)) return this.#abstract(type, nodes);
    return isObjectType(type) ? this.#object(type, nodes) : bail();
  }

  #list(writeItem: WriteValue): WriteValue {
    return (run, value, path, info) => {
      // Others can be read only once, or tell something else the next time.
      if (!Array.isArray(value)) return bail();
      const items: readonly unknown[] = value;
      let text = '[';
      let index = 0;
      try {
        for (; index < items.length; index++) {
          if (index > 0) text += ',';
          text += writeItem(run, items[index], { prev: path, key: index, typename: undefined }, info);
        }
      } catch (error) {
        listenIn(items.slice(index));
        throw error;
      }
      return `${text}]`;
    };
  }

  #abstract(type: GraphQLAbstractType, nodes: readonly FieldNode[]): WriteValue {
    const resolveType = type.resolveType ?? defaultTypeResolver;
    const writers = new Map<unknown, WriteValue>();
    const writerOf = (name: unknown): WriteValue => {
      const known = writers.get(name);
      if (known !== undefined) return known;
      const { schema } = this.#deps;
      const concrete = typeof name === 'string' ? schema.getType(name) : undefined;
      if (!isObjectType(concrete) || !schema.isSubType(type, concrete)) return bail();
      const writer = this.#object(concrete, nodes);
      writers.set(name, writer);
      return writer;
    };
    return (run, value, path, info) => {
      const name = resolveType(value, run.contextValue, info as GraphQLResolveInfo, type);
      return isThenable(name)
        ? run.defer(name, (resolved) => writerOf(resolved)(run, value, path, info))
        : writerOf(name)(run, value, path, info);
    };
  }
}
