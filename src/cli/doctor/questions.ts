import type { Config } from '../../config/config.ts';
import type { GroupRef } from '../../kernel/ids.ts';
import { usageError } from '../exit.ts';
import { readGroupId } from '../group-id.ts';

/** What the caller wants to be looked at besides. */
export interface Questions {
  readonly group: GroupRef | null;
  /** Where providers reach the service. */
  readonly publicUrl: URL | null;
}

/** @throws CommandError when it is no group of a connection that is configured */
export function groupOf(id: string | undefined, config: Config | null): GroupRef | null {
  if (id === undefined) return null;
  const group = readGroupId(id);
  if (config !== null && !config.connections.some((connection) => connection.id === group.connectionId))
    throw usageError(`the configuration has no connection ${group.connectionId}`);
  return group;
}

/** @throws CommandError when it is no URL */
export function publicUrlOf(text: string | undefined): URL | null {
  if (text === undefined) return null;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw usageError('--public-url must be an http or https URL');
  return new URL(text);
}
