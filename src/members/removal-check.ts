import { brokenAccountRule } from '../connections/account-rules.ts';
import type { Connection, Connections } from '../connections/connection.ts';
import type { MemberRemovals, RemovalOptions } from '../datasources/datasource.ts';
import { checkGroup, checkWords } from '../groups/order.ts';
import type { GroupRef } from '../kernel/ids.ts';
import { InputError } from '../kernel/input-error.ts';

export const MAX_ACCOUNTS_PER_REMOVAL = 10_000;

/** As the caller gave it; null and absent mean the same. */
export interface RemovalInput {
  readonly groupId: string;
  readonly accounts: readonly string[];
  readonly operator?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly silent?: boolean | null | undefined;
}

export interface CheckedRemoval {
  readonly connection: Connection;
  readonly removals: MemberRemovals;
  readonly group: GroupRef;
  readonly options: RemovalOptions;
  /** Distinct, in input order. */
  readonly accounts: readonly string[];
  /** Accounts that there cannot be at the provider, each with the rule that it breaks. */
  readonly broken: ReadonlyMap<string, string>;
}

/**
 * Checks the input of `removeMembers` whole.
 *
 * @throws InputError for the first mistake, in the order of the fields
 */
export function checkRemoval(input: RemovalInput, connections: Connections): CheckedRemoval {
  const { connection, group } = checkGroup(input.groupId, connections);
  const { removals } = connection.dataSource;
  if (removals === null) {
    throw new InputError('input.groupId', `nobody can be removed through the connection "${connection.id}"`);
  }
  const accounts = checkAccounts(input.accounts);
  if ((input.operator ?? null) !== null && !removals.takesOperator) {
    throw new InputError('input.operator', `the connection "${connection.id}" removes on behalf of nobody`);
  }
  checkWords(input);
  return {
    connection,
    removals,
    group,
    options: {
      operator: input.operator ?? undefined,
      reason: input.reason ?? undefined,
      silent: input.silent ?? undefined,
    },
    accounts,
    broken: brokenOf(connection, accounts),
  };
}

function checkAccounts(accounts: readonly string[]): string[] {
  if (accounts.length === 0) throw new InputError('input.accounts', 'must name at least one account');
  if (accounts.length > MAX_ACCOUNTS_PER_REMOVAL) {
    throw new InputError(
      'input.accounts',
      `must name at most ${MAX_ACCOUNTS_PER_REMOVAL} accounts, and names ${accounts.length}`,
    );
  }
  return [...new Set(accounts)];
}

function brokenOf(connection: Connection, accounts: readonly string[]): Map<string, string> {
  const broken = new Map<string, string>();
  for (const account of accounts) {
    const rule = brokenAccountRule(connection, account);
    if (rule !== null) broken.set(account, rule);
  }
  return broken;
}
