import { fitsIdPart, MAX_ID_PART_BYTES } from '../kernel/ids.ts';
import type { Connection } from './connection.ts';

/** The rule that an account breaks, as a sentence: the provider's own, or that of our ids. Null: it may exist. */
export function brokenAccountRule({ dataSource }: Pick<Connection, 'dataSource'>, account: string): string | null {
  const outcome = dataSource.review(account, {});
  // Whether this account may be invited by whoever is the operator is another question.
  if (outcome?.type === 'failed' && outcome.reason === 'INVALID_ACCOUNT') return outcome.message;
  return fitsIdPart(account) ? null : `An account has 1 to ${MAX_ID_PART_BYTES} bytes.`;
}
