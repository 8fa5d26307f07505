import type { Connections } from '../connections/connection.ts';
import { parseGroupId } from '../kernel/ids.ts';
import { Group } from './group.type.ts';

export type GroupReference = { readonly id: string } | { readonly connectionId: string; readonly externalId: string };

/** A group for every well-formed reference to a configured connection, else null. */
export function resolveGroupReference(reference: GroupReference, connections: Connections): Group | null {
  const ref = 'id' in reference ? parseGroupId(reference.id) : reference;
  if (ref === null || ref.externalId === '' || connections.get(ref.connectionId) === undefined) return null;
  return new Group({ connectionId: ref.connectionId, externalId: ref.externalId });
}
