import type { PeopleStatements } from '../store/store.ts';
import type { CheckedMember } from './check.ts';

/** Users whose accounts are read in one statement. */
export const USERS_PER_READ = 1_000;

/**
 * Puts the account that was linked first at the connection in place of each user; users without one stay as they are.
 *
 * @returns distinct, in input order: a user whose account is named as well is the same member, and the first place counts
 */
export async function resolveUsers(
  members: readonly CheckedMember[],
  connectionId: string,
  people: PeopleStatements,
): Promise<CheckedMember[]> {
  const userIds = members.flatMap((member) => (member.account === null ? [member.userId] : []));
  const accounts = await firstAccounts(userIds, connectionId, people);
  const distinct = new Map<string, CheckedMember>();
  for (const member of members) {
    const named = withAccount(member, accounts);
    const key = named.account === null ? `u:${named.userId}` : `a:${named.account}`;
    if (!distinct.has(key)) distinct.set(key, named);
  }
  return [...distinct.values()];
}

function withAccount(member: CheckedMember, accounts: ReadonlyMap<string, string>): CheckedMember {
  if (member.account !== null) return member;
  const account = accounts.get(member.userId);
  return account === undefined ? member : { account, joinedAtMs: member.joinedAtMs };
}

async function firstAccounts(
  userIds: readonly string[],
  connectionId: string,
  people: PeopleStatements,
): Promise<ReadonlyMap<string, string>> {
  const accounts = new Map<string, string>();
  for (let begin = 0; begin < userIds.length; begin += USERS_PER_READ) {
    const part = userIds.slice(begin, begin + USERS_PER_READ);
    const linked = await people.accountsOf(part);
    part.forEach((userId, index) => {
      const first = linked[index]?.find((account) => account.connectionId === connectionId);
      if (first !== undefined) accounts.set(userId, first.account);
    });
  }
  return accounts;
}
