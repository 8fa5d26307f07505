import { type Change, changesOf, type MemberHistory, readGroup } from '../../e2e/history.ts';
import { graphql } from '../../e2e/processes.ts';
import type { Ledger } from '../load/ledger.ts';
import { OPERATIONS, PEOPLE, type StoredOperation, type StoredPerson } from '../load/operations.ts';
import { GROUP_IDS } from '../load/places.ts';

/** Entities that are asked for at once. */
const AT_ONCE = 50;

/** What the store holds in the end. */
export interface Truth {
  readonly groups: ReadonlyMap<
    string,
    { readonly members: readonly MemberHistory[]; readonly changes: readonly Change[] }
  >;
  /** By id; absent when the store does not know it. */
  readonly operations: ReadonlyMap<string, StoredOperation>;
  readonly people: ReadonlyMap<string, StoredPerson>;
}

export async function readTruth(url: string, ledger: Ledger): Promise<Truth> {
  const groups = new Map<string, { members: MemberHistory[]; changes: Change[] }>();
  for (const groupId of GROUP_IDS) {
    const members = await readGroup(url, groupId);
    groups.set(groupId, { members, changes: changesOf(members) });
  }
  const operations = await readOperations(url, [...ledger.operations.keys()]);
  const people = await readEntities<StoredPerson>(url, PEOPLE, 'User', [...ledger.people.keys()]);
  return {
    groups,
    operations: new Map(operations.map((operation) => [operation.id, operation])),
    people: new Map(people.map((person) => [person.id, person])),
  };
}

export const readOperations = (url: string, ids: readonly string[]): Promise<StoredOperation[]> =>
  readEntities<StoredOperation>(url, OPERATIONS, 'InviteOperation', ids);

/** Those of `ids` that the store knows. */
async function readEntities<Entity>(
  url: string,
  query: string,
  __typename: string,
  ids: readonly string[],
): Promise<Entity[]> {
  const entities: Entity[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const representations = ids.slice(from, from + AT_ONCE).map((id) => ({ __typename, id }));
    const { data, errors } = await graphql(url, query, { representations });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    entities.push(...(data._entities as (Entity | null)[]).filter((one) => one !== null));
  }
  return entities;
}
