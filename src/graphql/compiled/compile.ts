import {
  type DocumentNode,
  getOperationAST,
  type GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  OperationTypeNode,
} from 'graphql';
import { UNUSUAL } from './bail.ts';
import { findConditions, type Fragments } from './collect.ts';
import type { RootOutcomes } from './root-outcomes.ts';
import { Run, type Written } from './run.ts';
import { type ResolverOf, SelectionCompiler } from './selection.ts';
import { type CoerceVariables, variablesCoercer } from './variables.ts';
import { writeFields } from './writers.ts';

/** Combinations of what `@skip` and `@include` may say that are compiled of one operation. */
export const MAX_VARIANTS = 16;

export interface CompiledExecution {
  readonly rootValue?: unknown;
  readonly contextValue: unknown;
  /** As they came with the request. */
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
  /** Where a mutation notes what its root fields return. */
  readonly outcomes?: RootOutcomes | undefined;
}

/** One operation that writes its answer as JSON text while it is executed. */
export interface CompiledOperation {
  /**
   * The text of `data`. Null when anything was met that is not the usual case (an error, a null that must not be, a variable that does not
   * fit): then graphql-js has to execute the operation, which says the right thing about it. Never rejects.
   */
  execute(execution: CompiledExecution): Written | Promise<Written>;
}

type Steps = readonly ((run: Run) => string)[];

/**
 * Compiles an operation of a document that is valid for the schema into closures. Its answers are those of graphql-js, to the byte.
 *
 * @param resolverOf default: as the schema says when the operation is compiled
 * @returns null for what is left to graphql-js altogether
 */
export function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName?: string | null,
  resolverOf: ResolverOf = ({ resolve }) => resolve,
): CompiledOperation | null {
  const operation = getOperationAST(document, operationName);
  const rootType = operation && schema.getRootType(operation.operation);
  if (!operation || !rootType) return null;
  const fragments: Record<string, Fragments[string]> = Object.create(null);
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  let coerce: CoerceVariables;
  try {
    coerce = variablesCoercer(schema, operation);
  } catch {
    return null;
  }
  const conditions = findConditions(document);
  const variants = new Map<string, Steps>();
  const compiled = { fields: 0 };

  const stepsFor = (variables: Record<string, unknown>): Steps => {
    const variant = conditions.map((name) => toLetter(variables[name])).join('');
    const known = variants.get(variant);
    if (known !== undefined) return known;
    if (variants.size >= MAX_VARIANTS) throw UNUSUAL;
    const compiler = new SelectionCompiler({ schema, fragments, operation, resolverOf, variables, compiled });
    const steps = toSteps(compiler, rootType, operation.operation);
    variants.set(variant, steps);
    return steps;
  };

  return {
    execute({ rootValue, contextValue, variableValues, outcomes = null }) {
      let run: Run;
      let steps: Steps;
      try {
        const variables = coerce(variableValues ?? {});
        steps = stepsFor(variables);
        run = new Run({ rootValue, contextValue, variables, outcomes });
      } catch {
        return null;
      }
      return run.execute(steps);
    },
  };
}

function toLetter(condition: unknown): string {
  if (typeof condition !== 'boolean') throw UNUSUAL;
  return condition ? 'y' : 'n';
}

/** Root fields of a mutation follow each other; all others begin at once. */
function toSteps(compiler: SelectionCompiler, rootType: GraphQLObjectType, kind: OperationTypeNode): Steps {
  const fields = compiler.rootFields(rootType);
  if (kind !== OperationTypeNode.MUTATION) {
    const write = writeFields(fields);
    return [(run) => write(run, run.rootValue, undefined)];
  }
  const steps = fields.map(([responseName, write], index) => {
    const before = `${index > 0 ? ',' : '{'}"${responseName}":`;
    if (typeof write === 'string') return () => before + write;
    return (run: Run) => before + write(run, run.rootValue, undefined);
  });
  return [...steps, () => (fields.length === 0 ? '{}' : '}')];
}
