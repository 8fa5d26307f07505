import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  print,
  visit,
} from 'graphql';
import type { Viewer } from '../../access/viewer.ts';

/** The argument of a subscription that says from where it is told, and nothing about what it is told. */
const START_ARGUMENT = 'after';

/** The same for all who are sent the same of an event. When a credential ends is not part of it: that ends the stream. */
export function audienceKeyOf({ document, operationName, variableValues }: ExecutionArgs, viewer: Viewer): string {
  const variables = withoutStart(document, operationName, variableValues ?? {});
  return `${documentKeyOf(document)} ${JSON.stringify([operationName ?? null, variables])} ${viewerKeyOf(viewer)}`;
}

const documentKeyOf = remembered((document: DocumentNode) => digest(document.loc?.source.body ?? print(document)));

const viewerKeyOf = remembered(({ id, refusal, scopes }: Viewer) =>
  digest(JSON.stringify([id, refusal, [...scopes].toSorted()])),
);

const digest = (text: string): string => createHash('sha256').update(text).digest('base64');

/** Computes it once for each object, for as long as somebody else has that. */
function remembered<Given extends object, Value>(compute: (given: Given) => Value): (given: Given) => Value {
  const known = new WeakMap<Given, Value>();
  return (given) => {
    const value = known.get(given) ?? compute(given);
    known.set(given, value);
    return value;
  };
}

type Variables = Readonly<Record<string, unknown>>;

function withoutStart(document: DocumentNode, name: string | null | undefined, variables: Variables): Variables {
  const operation = getOperationAST(document, name);
  if (!operation) return variables;
  const start = startVariablesOf(document).get(operation);
  if (start === undefined || !(start in variables)) return variables;
  const { [start]: _start, ...rest } = variables;
  return rest;
}

/** The variable of each operation that has one. */
const startVariablesOf = remembered((document: DocumentNode) => {
  const variables = new Map<OperationDefinitionNode, string>();
  for (const definition of document.definitions) {
    const variable = definition.kind === Kind.OPERATION_DEFINITION ? findStartVariable(document, definition) : null;
    if (variable !== null) variables.set(definition as OperationDefinitionNode, variable);
  }
  return variables;
});

/** The variable that is given as {@link START_ARGUMENT} and used for nothing else; null when there is none. */
function findStartVariable(document: DocumentNode, { selectionSet }: OperationDefinitionNode): string | null {
  for (const root of selectionSet.selections) {
    if (root.kind !== Kind.FIELD) continue;
    const start = root.arguments?.find(({ name }) => name.value === START_ARGUMENT)?.value;
    if (start?.kind === Kind.VARIABLE && countUses(document, start.name.value) === 1) return start.name.value;
  }
  return null;
}

function countUses(document: DocumentNode, variable: string): number {
  let uses = 0;
  visit(document, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void (name.value === variable && uses++),
  });
  return uses;
}
