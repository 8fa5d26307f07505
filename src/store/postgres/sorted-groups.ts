import type { GroupRef } from '../../kernel/ids.ts';

/** A group as the key of a map. */
export const groupKey = ({ connectionId, externalId }: GroupRef): string => JSON.stringify([connectionId, externalId]);

/** The distinct groups of a batch, in the one order in which every instance locks them. */
export class SortedGroups {
  /** Of the function's first parameters: connections, and ids at them. */
  readonly columns: readonly [string[], string[]];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(groups: readonly GroupRef[]) {
    const distinct = new Map(groups.map((group) => [groupKey(group), group]));
    const sorted = [...distinct].toSorted(([a], [b]) => (a < b ? -1 : 1));
    this.columns = [sorted.map(([, { connectionId }]) => connectionId), sorted.map(([, { externalId }]) => externalId)];
    this.#numbers = new Map(sorted.map(([key], index) => [key, index + 1]));
  }

  /** The place of a group, from 1. */
  numberOf(group: GroupRef): number {
    return this.#numbers.get(groupKey(group)) ?? 0;
  }
}
