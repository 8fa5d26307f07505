import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { KnownDocuments } from '../document-store.ts';
import { amountAt, ceilingOf, type Variables } from './amounts.ts';
import { type BoundName, DEFAULT_BOUNDS, type DocumentBounds, MAX_INTROSPECTION_FIELDS } from './bounds.ts';
import { boundExceeded, costExceeded, entitiesExceeded, introspectionDisabled, withCode } from './errors.ts';
import { type Estimate, estimate } from './estimate.ts';
import { HintBook } from './hints.ts';
import { findOptionalRoots } from './optional-root.ts';
import { measure, type Shape } from './shape.ts';

/** A document that may be executed, if its variables allow. */
export interface ReadDocument {
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly estimates: ReadonlyMap<OperationDefinitionNode, Estimate>;
}

/** Why a document is not executed. */
export interface Refused {
  readonly errors: readonly GraphQLError[];
}

export interface ReaderOptions {
  readonly bounds?: DocumentBounds | undefined;
  /** Whether the schema is told. */
  readonly introspection?: boolean | undefined;
}

/** What is measured, the bound to it, and how people call it. */
const BOUNDED: readonly (readonly [measured: keyof Shape, bound: BoundName, what: string])[] = [
  ['definitions', 'maxDefinitions', 'operations and fragments'],
  ['directives', 'maxDirectives', 'directives'],
  ['depth', 'maxDepth', 'levels of fields'],
  ['fields', 'maxFields', 'fields, with its fragments spread'],
  ['aliases', 'maxAliases', 'fields with an alias, with its fragments spread'],
  ['rootFields', 'maxRootFields', 'fields at its top'],
];

/**
 * The one place where texts become documents: parsed, within bounds, valid against the schema, and with an estimate of what
 * they cost. Whatever carries a request, it goes through here. Documents that were used last are remembered.
 */
export class DocumentReader {
  /** Finds what was read here by the hash of its text. */
  readonly known = new KnownDocuments<ReadDocument>();
  readonly #schema: GraphQLSchema;
  readonly #bounds: DocumentBounds;
  readonly #introspection: boolean;
  readonly #hints = new HintBook();

  constructor(schema: GraphQLSchema, { bounds = DEFAULT_BOUNDS, introspection = true }: ReaderOptions = {}) {
    this.#schema = schema;
    this.#bounds = bounds;
    this.#introspection = introspection;
  }

  read(text: string): ReadDocument | Refused {
    const known = this.known.find(text);
    if (known !== undefined) return known;
    const parsed = this.#parse(text);
    if (parsed instanceof GraphQLError) return { errors: [parsed] };
    // Not before: some rules of validation take far longer with a large document than measuring it does.
    const exceeded = this.#findExcess(parsed);
    if (exceeded !== null) return { errors: [exceeded] };
    const errors = this.#validate(parsed);
    if (errors.length > 0) return { errors: errors.map((error) => withCode(error, 'GRAPHQL_VALIDATION_FAILED')) };
    const read = {
      text,
      hash: createHash('sha256').update(text).digest('hex'),
      document: parsed,
      estimates: this.#estimate(parsed),
    };
    this.known.keep(read);
    return read;
  }

  /** Why an operation of a document that was read is not executed with these variables; null when it may be. */
  findExcess(
    { estimates }: ReadDocument,
    operation: OperationDefinitionNode,
    variables: Variables,
  ): GraphQLError | null {
    const found = estimates.get(operation);
    if (found === undefined) return null;
    const { maxCost, maxEntities } = this.#bounds;
    const entities = amountAt(found.entities, variables);
    if (entities > maxEntities) return entitiesExceeded(maxEntities, entities);
    // Most documents cannot cost too much, whatever their variables are.
    if (ceilingOf(found.cost) <= maxCost) return null;
    const cost = amountAt(found.cost, variables);
    return cost > maxCost ? costExceeded(maxCost, cost) : null;
  }

  #parse(text: string): DocumentNode | GraphQLError {
    try {
      return parse(text, { maxTokens: this.#bounds.maxTokens });
    } catch (error) {
      // Anything else is a stack that was too short for what lies in each other.
      const refusal = error instanceof GraphQLError ? error : new GraphQLError('The document is nested too deeply.');
      return withCode(refusal, 'GRAPHQL_PARSE_FAILED');
    }
  }

  #validate(document: DocumentNode): readonly GraphQLError[] {
    const optional = findOptionalRoots(document);
    if (optional.length > 0) return optional;
    return validate(this.#schema, document, undefined, { hideSuggestions: !this.#introspection });
  }

  #findExcess(document: DocumentNode): GraphQLError | null {
    const shape = measure(document);
    for (const [key, bound, what] of BOUNDED) {
      const limit = this.#bounds[bound];
      if (shape[key] > limit) return boundExceeded(what, { bound, limit, actual: shape[key] });
    }
    if (shape.introspection > 0 && !this.#introspection) return introspectionDisabled();
    if (shape.introspection <= MAX_INTROSPECTION_FIELDS) return null;
    const limit = MAX_INTROSPECTION_FIELDS;
    return boundExceeded('fields of introspection', { bound: 'introspection', limit, actual: shape.introspection });
  }

  #estimate(document: DocumentNode): Map<OperationDefinitionNode, Estimate> {
    const fragments = new Map<string, FragmentDefinitionNode>();
    const operations: OperationDefinitionNode[] = [];
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
      else if (definition.kind === Kind.OPERATION_DEFINITION) operations.push(definition);
    }
    const { maxEntities } = this.#bounds;
    const deps = { schema: this.#schema, hints: this.#hints, fragments, maxEntities };
    return new Map(operations.map((operation) => [operation, estimate(operation, deps)]));
  }
}
