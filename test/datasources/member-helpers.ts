import type {
  MemberListPage,
  MembershipDataSource,
  RemovalOptions,
  RemovalOutcome,
} from '../../src/datasources/datasource.ts';
import { RecordingDesk } from './recording-desk.ts';

/** The whole list of a group, page by page. */
export async function pagesOf({ reads }: MembershipDataSource, groupId: string): Promise<MemberListPage[]> {
  if (reads === null) throw new Error('expected a data source that reads');
  const pages: MemberListPage[] = [];
  for await (const page of reads.listMembers(groupId, new RecordingDesk())) pages.push(page);
  return pages;
}

/** The outcomes of a removal in the order of `accounts`, each of whom must have one. */
export async function removalOutcomes(
  { removals }: MembershipDataSource,
  groupId: string,
  accounts: readonly string[],
  options: RemovalOptions = {},
): Promise<RemovalOutcome[]> {
  if (removals === null) throw new Error('expected a data source that removes');
  const outcomes = await removals.removeMembers({ groupId, accounts, options }, new RecordingDesk());
  return accounts.map((account) => {
    const outcome = outcomes.get(account);
    if (outcome === undefined) throw new Error(`no outcome for ${account}`);
    return outcome;
  });
}
