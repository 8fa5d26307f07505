import type { MemberRemovals, RemovalOptions, RemovalOutcome } from '../datasource.ts';
import type { Quote } from '../quote.ts';
import { callRemovalFailure, removalFailure } from '../refusal.ts';
import { NOT_IN_GROUP, REMOVED } from '../removal.ts';
import type { ProviderWord } from '../verdict.ts';
import type { ZegoZimClient } from './client.ts';
import { ALL_FAILED_CODE, removalVerdictOf, saysNotInGroup } from './codes.ts';

/** The most accounts of one removal, and the longest reason, in bytes (ZIM docs, Remove group members). */
export const ACCOUNTS_PER_REMOVAL = 50;
const MAX_REASON_BYTES = 32;

export interface RemovalDeps {
  readonly client: ZegoZimClient;
  readonly operatorOf: (options: RemovalOptions) => string;
  readonly quote: Quote;
}

/** ZIM's removal, which names only those whom it did not take out. */
export function createZimRemovals({ client, operatorOf, quote }: RemovalDeps): MemberRemovals {
  return {
    accountsPerRemoval: ACCOUNTS_PER_REMOVAL,
    takesOperator: true,

    async removeMembers({ groupId, accounts, options }, desk) {
      const reason = options.reason === undefined ? undefined : cutToBytes(options.reason, MAX_REASON_BYTES);
      const answer = await client.kickoutGroupUser({ operator: operatorOf(options), groupId, accounts, reason }, desk);
      const word = { code: answer.code, text: quote(answer.message) };
      const unlisted = answer.failed.size === 0 ? wholeOutcome(word) : unlistedOutcome(word);
      const outcomes = new Map<string, RemovalOutcome>();
      for (const account of accounts) {
        const subCode = answer.failed.get(account);
        outcomes.set(account, subCode === undefined ? unlisted : failureOf({ code: subCode, text: '' }));
      }
      return outcomes;
    },
  };
}

/** Without a list the code is said of everybody. @throws DataSourceError on a fault */
function wholeOutcome(word: ProviderWord): RemovalOutcome {
  if (word.code === '0') return REMOVED;
  return saysNotInGroup(word.code) ? NOT_IN_GROUP : callRemovalFailure(removalVerdictOf(word.code), word);
}

/** Beside a list `Code` 0 means that somebody was taken out: all who are not on it. With another code nobody was. */
function unlistedOutcome(word: ProviderWord): RemovalOutcome {
  if (word.code === '0') return REMOVED;
  return word.code === ALL_FAILED_CODE ? removalFailure('unknown_outcome', word) : failureOf(word);
}

const failureOf = (word: ProviderWord): RemovalOutcome =>
  saysNotInGroup(word.code) ? NOT_IN_GROUP : removalFailure(removalVerdictOf(word.code), word);

/** As many whole characters from the beginning as fit. */
export function cutToBytes(text: string, maxBytes: number): string {
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes) break;
    cut += character;
  }
  return cut;
}
