import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { keysOf } from '../../graphql/schema-walk.ts';
import { toApiSchema } from './api-schema.ts';

/** One change of the schema that its users may notice. */
export interface SchemaChange {
  /** As graphql-inspector calls it, or `KEY_REMOVED`. */
  readonly type: string;
  /** Where: `Group.name`; for a key `Group(connectionId externalId)`. */
  readonly path: string;
  readonly message: string;
}

/** A breaking change that is meant, with what its users have to do; an entry of `schema/releases/declared-breaks.json`. */
export interface DeclaredBreak {
  readonly type: string;
  readonly path: string;
  readonly reason: string;
}

export interface SchemaChanges {
  /** Documents or other subgraphs that worked do not work any more. */
  readonly breaking: readonly SchemaChange[];
  /** Clients without a default branch, or who rely on a default value, may be surprised: allowed, but told. */
  readonly dangerous: readonly SchemaChange[];
}

/** What changed from one subgraph SDL to the next. Clients are broken by fields, other subgraphs by keys that are gone. */
export async function compareReleases(before: string, after: string): Promise<SchemaChanges> {
  const changes = await diff(toApiSchema(before), toApiSchema(after));
  const at = (level: CriticalityLevel): SchemaChange[] =>
    changes
      .filter(({ criticality }) => criticality.level === level)
      .map(({ type, path = '', message }) => ({ type: String(type), path, message }));
  return {
    breaking: [...at(CriticalityLevel.Breaking), ...removedKeys(before, after)],
    dangerous: at(CriticalityLevel.Dangerous),
  };
}

function removedKeys(before: string, after: string): SchemaChange[] {
  const kept = keysOf(after);
  return Object.entries(keysOf(before)).flatMap(([type, keys]) =>
    keys
      .filter((fields) => kept[type]?.includes(fields) !== true)
      .map((fields) => ({
        type: 'KEY_REMOVED',
        path: `${type}(${fields})`,
        message: `Key '${fields}' was removed from object type '${type}'`,
      })),
  );
}

/** Everything that is wrong with the breaks and their declarations, one sentence each. */
export function findUndeclared(breaking: readonly SchemaChange[], declared: readonly DeclaredBreak[]): string[] {
  const names = (one: { type: string; path: string }, other: { type: string; path: string }): boolean =>
    one.type === other.type && one.path === other.path;
  return [
    ...breaking
      .filter((change) => !declared.some((entry) => names(entry, change)))
      .map(({ type, path, message }) => `${type} at ${path} breaks users and is not declared: ${message}`),
    ...declared
      .filter((entry) => !breaking.some((change) => names(change, entry)))
      .map(({ type, path }) => `${type} at ${path} is declared, but there is no such break any more`),
    ...declared
      .filter(({ reason }) => typeof reason !== 'string' || reason.trim() === '')
      .map(({ type, path }) => `${type} at ${path} is declared without a reason`),
  ];
}
