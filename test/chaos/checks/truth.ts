import { type Change, changesOf, type MemberHistory, readGroup } from '../../e2e/history.ts';
import { graphql } from '../../e2e/processes.ts';
import { OPERATIONS, type StoredOperation } from '../load/operations.ts';
import { GROUP_IDS } from '../load/places.ts';

/** Operations that are asked for at once. */
const AT_ONCE = 200;

/** What the store holds in the end. */
export interface Truth {
  readonly groups: ReadonlyMap<
    string,
    { readonly members: readonly MemberHistory[]; readonly changes: readonly Change[] }
  >;
  /** By id; absent when the store does not know it. */
  readonly operations: ReadonlyMap<string, StoredOperation>;
}

export async function readTruth(url: string, operationIds: readonly string[]): Promise<Truth> {
  const groups = new Map<string, { members: MemberHistory[]; changes: Change[] }>();
  for (const groupId of GROUP_IDS) {
    const members = await readGroup(url, groupId);
    groups.set(groupId, { members, changes: changesOf(members) });
  }
  const operations = await readOperations(url, operationIds);
  return { groups, operations: new Map(operations.map((operation) => [operation.id, operation])) };
}

export async function readOperations(url: string, ids: readonly string[]): Promise<StoredOperation[]> {
  const operations: StoredOperation[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const representations = ids.slice(from, from + AT_ONCE).map((id) => ({ __typename: 'InviteOperation', id }));
    const { data, errors } = await graphql(url, OPERATIONS, { representations });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    operations.push(...(data._entities as (StoredOperation | null)[]).filter((one) => one !== null));
  }
  return operations;
}
