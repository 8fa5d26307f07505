import { hasBytes, invalidAccount } from '../account.ts';
import type { MemberOutcome } from '../datasource.ts';

/** The longest UserID, in bytes (Tencent docs, use limits). */
const MAX_ACCOUNT_BYTES = 32;

/** Null when the account is well-formed. */
export function reviewAccount(account: string): MemberOutcome | null {
  return hasBytes(account, MAX_ACCOUNT_BYTES) ? null : invalidAccount('A Tencent UserID has 1 to 32 bytes.');
}
