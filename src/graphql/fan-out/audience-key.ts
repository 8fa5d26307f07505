import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionArgs,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import type { Viewer } from '../../access/viewer.ts';

/** The argument of a subscription that says from where it is told, and nothing about what it is told. */
const START_ARGUMENT = 'after';

/** The same for all who are sent the same of an event. When a credential ends is not part of it: that ends the stream. */
export function audienceKeyOf({ document, operationName, variableValues }: ExecutionArgs, viewer: Viewer): string {
  const parts = [
    document.loc?.source.body,
    operationName ?? null,
    withoutStart(document, operationName, variableValues ?? {}),
    viewer.id,
    viewer.refusal,
    [...viewer.scopes].toSorted(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}

type Variables = Readonly<Record<string, unknown>>;

function withoutStart(document: DocumentNode, name: string | null | undefined, variables: Variables): Variables {
  const operation = getOperationAST(document, name);
  if (!operation) return variables;
  const start = startVariableOf(document, operation);
  if (start === null || !(start in variables)) return variables;
  const { [start]: _start, ...rest } = variables;
  return rest;
}

/** Documents are kept by whoever read them, and shared by those who ask the same. */
const startVariables = new WeakMap<OperationDefinitionNode, string | null>();

/** The variable that is given as {@link START_ARGUMENT} and used for nothing else; null when there is none. */
function startVariableOf(document: DocumentNode, operation: OperationDefinitionNode): string | null {
  const known = startVariables.get(operation);
  if (known !== undefined) return known;
  const variable = findStartVariable(document, operation);
  startVariables.set(operation, variable);
  return variable;
}

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
