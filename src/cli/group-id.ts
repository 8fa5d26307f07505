import { type GroupRef, parseGroupId } from '../kernel/ids.ts';
import { usageError } from './exit.ts';

/** @throws CommandError when it is no id of a group */
export function readGroupId(id: string): GroupRef {
  const group = parseGroupId(id);
  if (group === null)
    throw usageError(
      `${id} is no id of a group: connection:group is one, and inside a part ":" is written %3A and "%" is written %25`,
    );
  return group;
}
