import type { MemberOutcomeFragment } from '../service/__generated__/graphql.ts';
import { printable } from '../printable.ts';
import type { Colours, Terminal } from '../terminal.ts';
import { type OutcomeKind, type Outcomes, OUTCOME_KINDS } from './outcomes.ts';

const WORDS: Readonly<Record<OutcomeKind, string>> = {
  joined: 'joined',
  alreadyJoined: 'already in',
  invited: 'invited',
  queued: 'still queued',
  cancelled: 'cancelled',
  failed: 'failed',
  other: 'other',
};
const COUNT_WIDTH = 8;

/** How outcomes are told: for people at the end, for programs one by one. */
export interface Reporter {
  member(operationId: string, outcome: MemberOutcomeFragment): Promise<void>;
  end(operationIds: readonly string[], outcomes: Outcomes): Promise<void>;
}

/** A table: how many of each kind, and failures by their reason. */
export function tableReporter({ print, colours }: Terminal): Reporter {
  return {
    member: () => Promise.resolve(),
    async end(operationIds, outcomes) {
      for (const kind of OUTCOME_KINDS) {
        const count = outcomes.counts[kind];
        if (count > 0) await print(`${colourOf(kind, colours)(String(count).padStart(COUNT_WIDTH))}  ${WORDS[kind]}`);
      }
      for (const { count, reason, message, accounts } of outcomes.failures) {
        const more = count - accounts.length;
        const who = accounts.map(printable).join(', ') + (more > 0 ? ` and ${more} more` : '');
        await print(`${String(count).padStart(COUNT_WIDTH + 4)}  ${reason}: ${printable(message)}`);
        await print(`${' '.repeat(COUNT_WIDTH + 6)}${colours.dim(who)}`);
      }
      if (outcomes.failures.some(({ retryable }) => retryable))
        await print(`some of these may succeed later: retryInvites sends them again, in ${operationIds.join(', ')}`);
    },
  };
}

/** A line of JSON for each member, and one for the whole. */
export function jsonReporter({ print }: Terminal): Reporter {
  return {
    member(operationId, { __typename: outcome, account, membership, ...rest }) {
      const line = { type: 'outcome', operationId, account, outcome, state: membership.state, ...rest };
      return print(JSON.stringify(line));
    },
    end: (operationIds, { counts, allWell }) =>
      print(JSON.stringify({ type: 'summary', operationIds, ...counts, allWell })),
  };
}

function colourOf(kind: OutcomeKind, colours: Colours): (text: string) => string {
  if (kind === 'joined' || kind === 'alreadyJoined') return colours.green;
  return kind === 'failed' ? colours.red : colours.yellow;
}
