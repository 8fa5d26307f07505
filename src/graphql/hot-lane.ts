import {
  type DocumentNode,
  type GraphQLField,
  type GraphQLSchema,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import { compile, type CompiledOperation } from './compiled/compile.ts';
import { readBackMutations } from './compiled/root-outcomes.ts';
import type { Resolve } from './compiled/selection.ts';

/** How often an operation is executed the normal way before it is compiled: compiling is work that anybody can ask for. */
export const HOT_AFTER = 3;
/** How often an operation goes the normal way again after it has met something unusual, and so was executed twice. */
export const COOLED_FOR = 20;
/** Operations that are compiled at once. */
export const MAX_COMPILED_OPERATIONS = 200;

interface Temperature {
  /** Uses that are still to go the normal way. */
  cold: number;
  /** Null when it cannot be compiled; undefined until it was tried. */
  compiled: CompiledOperation | null | undefined;
}

/** Knows which operations are asked for again and again, and has those compiled. */
export class HotLane {
  readonly #schema: GraphQLSchema;
  /** As they were in the beginning: a traced request wraps them for good. */
  readonly #resolvers = new Map<unknown, Resolve | undefined>();
  readonly #temperatures = new WeakMap<OperationDefinitionNode, Temperature>();
  readonly #compiled = new Set<Temperature>();

  /** @param schema its mutations read back from now on what a bailed execution has done already */
  constructor(schema: GraphQLSchema) {
    this.#schema = schema;
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) this.#resolvers.set(field, field.resolve);
    }
    readBackMutations(schema);
  }

  /** Counts a use of an operation; null when it is to be executed the normal way. */
  use(document: DocumentNode, operation: OperationDefinitionNode): CompiledOperation | null {
    let temperature = this.#temperatures.get(operation);
    if (temperature === undefined) {
      temperature = { cold: HOT_AFTER, compiled: undefined };
      this.#temperatures.set(operation, temperature);
    }
    if (temperature.cold > 0) {
      temperature.cold--;
      return null;
    }
    if (temperature.compiled === undefined) this.#compile(temperature, document, operation);
    return temperature.compiled ?? null;
  }

  /** Notes that an operation has met something unusual: it is not worth trying for a while. */
  cool(operation: OperationDefinitionNode): void {
    const temperature = this.#temperatures.get(operation);
    if (temperature !== undefined) temperature.cold = COOLED_FOR;
  }

  #compile(temperature: Temperature, document: DocumentNode, operation: OperationDefinitionNode): void {
    temperature.compiled = compile(this.#schema, document, operation.name?.value, (field) => this.#resolverOf(field));
    this.#compiled.add(temperature);
    if (this.#compiled.size <= MAX_COMPILED_OPERATIONS) return;
    for (const oldest of this.#compiled) {
      this.#compiled.delete(oldest);
      oldest.compiled = undefined;
      oldest.cold = HOT_AFTER;
      return;
    }
  }

  #resolverOf(field: GraphQLField<unknown, unknown>): Resolve | undefined {
    return this.#resolvers.has(field) ? this.#resolvers.get(field) : field.resolve;
  }
}
