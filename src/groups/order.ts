import type { Connection, Connections } from '../connections/connection.ts';
import { fitsIdPart, type GroupRef, MAX_ID_PART_BYTES, parseGroupId } from '../kernel/ids.ts';
import { InputError } from '../kernel/input-error.ts';

/** What orders about the members of a group have in common. Each check throws an InputError that names the field. */

export const MAX_REASON_LENGTH = 1_000;

/** The group of this id, and the connection through which it is reached. @param field the argument that holds it */
export function checkGroup(
  groupId: string,
  connections: Connections,
  field = 'input.groupId',
): { connection: Connection; group: GroupRef } {
  const group = parseGroupId(groupId);
  if (group === null) {
    throw new InputError(
      field,
      'is not a group id: expected connection:group, with ":" inside a part written %3A and "%" written %25',
    );
  }
  const connection = connections.get(group.connectionId);
  if (connection === undefined) throw new InputError(field, `there is no connection "${group.connectionId}"`);
  return { connection, group };
}

/** Whoever acts, and what is said about it, by their lengths alone. */
export function checkWords({
  operator,
  reason,
}: {
  readonly operator?: string | null | undefined;
  readonly reason?: string | null | undefined;
}): void {
  if (typeof operator === 'string' && !fitsIdPart(operator)) {
    throw new InputError('input.operator', `must be 1 to ${MAX_ID_PART_BYTES} bytes long`);
  }
  if ((reason?.length ?? 0) > MAX_REASON_LENGTH) {
    throw new InputError('input.reason', `must be at most ${MAX_REASON_LENGTH} characters long`);
  }
}
