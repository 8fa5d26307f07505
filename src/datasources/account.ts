import { InviteFailureReason } from '../kernel/vocabulary.ts';
import type { MemberOutcome } from './datasource.ts';

/** Settles an account that breaks the provider's id rules; `rule` is the rule as a sentence. */
export function invalidAccount(rule: string): MemberOutcome {
  return { type: 'failed', reason: InviteFailureReason.INVALID_ACCOUNT, message: rule };
}

/** Whether an id has 1 to `maxBytes` bytes in UTF-8. */
export function hasBytes(id: string, maxBytes: number): boolean {
  return id !== '' && Buffer.byteLength(id) <= maxBytes;
}
