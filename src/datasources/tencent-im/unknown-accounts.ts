import type { ReadDesk } from '../datasource.ts';
import type { OptionalReads } from '../optional-read.ts';
import type { Quote } from '../quote.ts';
import type { TencentImClient } from './client.ts';
import { told } from './reads.ts';
import { parseUnknownAccounts } from './wire.ts';

/** The most accounts of one check (Tencent docs, account_check). */
export const ACCOUNTS_PER_CHECK = 100;

/** Tells which accounts Tencent does not know, as far as it answers: those of a check that fails are left out. */
export type FindUnknown = (accounts: readonly string[], desk: ReadDesk) => Promise<ReadonlySet<string>>;

/** Asks in as many checks at once as the accounts need. */
export function createFindUnknown(client: TencentImClient, quote: Quote, optional: OptionalReads): FindUnknown {
  return async (accounts, desk) => {
    const checks: Promise<readonly string[] | null>[] = [];
    for (let start = 0; start < accounts.length; start += ACCOUNTS_PER_CHECK) {
      const some = accounts.slice(start, start + ACCOUNTS_PER_CHECK);
      const check = async () => parseUnknownAccounts(told(await client.accountCheck(some, desk), quote).json);
      checks.push(optional.attempt('unknown accounts of a call', desk, check));
    }
    return new Set((await Promise.all(checks)).flatMap((unknown) => unknown ?? []));
  };
}
