import type { MemberOutcomeFragment } from '../service/__generated__/graphql.ts';
import { printable } from '../printable.ts';
import type { Colours, Terminal } from '../terminal.ts';
import { describeFailure, kindOf, type OutcomeKind, type Outcomes, OUTCOME_KINDS } from './outcomes.ts';

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
/** Of the longest of {@link WORDS}. */
const WORD_WIDTH = 12;
/** Longer accounts are cut off; the JSON has all of them. */
const MAX_NAME = 64;
/** So many members are told one by one; more would push the sums out of sight. */
const MAX_ROWS = 20;

/** How outcomes are told: for people at the end, for programs one by one. */
export interface Reporter {
  member(operationId: string, outcome: MemberOutcomeFragment): Promise<void>;
  end(operationIds: readonly string[], outcomes: Outcomes): Promise<void>;
}

/** A table: each member where there are few, how many of each kind, and where there are many the failures by their reason. */
export function tableReporter({ print, colours }: Terminal): Reporter {
  const rows: MemberOutcomeFragment[] = [];
  let members = 0;
  return {
    member(_operationId, outcome) {
      if (members++ < MAX_ROWS) rows.push(outcome);
      return Promise.resolve();
    },
    async end(_operationIds, outcomes) {
      if (members <= MAX_ROWS) {
        const width = Math.max(...rows.map(({ account }) => named(account).length));
        for (const outcome of rows) {
          const kind = kindOf(outcome);
          const word = colourOf(kind, colours)(WORDS[kind].padEnd(WORD_WIDTH));
          await print(`${named(outcome.account).padEnd(width)}  ${word}  ${printable(detailOf(outcome))}`.trimEnd());
        }
      }
      for (const kind of OUTCOME_KINDS) {
        const count = outcomes.counts[kind];
        if (count > 0) await print(`${colourOf(kind, colours)(String(count).padStart(COUNT_WIDTH))}  ${WORDS[kind]}`);
      }
      for (const { count, reason, message, accounts } of members <= MAX_ROWS ? [] : outcomes.failures) {
        const more = count - accounts.length;
        const who = accounts.map(named).join(', ') + (more > 0 ? ` and ${more} more` : '');
        await print(`${String(count).padStart(COUNT_WIDTH + 4)}  ${reason}: ${printable(message)}`);
        await print(`${' '.repeat(COUNT_WIDTH + 6)}${colours.dim(who)}`);
      }
      if (outcomes.failures.some(({ retryable }) => retryable))
        await print('some of these may succeed later: inviting them again sends them again');
    },
  };
}

/** An account that fits into a line. */
function named(account: string): string {
  const text = printable(account);
  return text.length <= MAX_NAME ? text : `${text.slice(0, MAX_NAME - 1)}…`;
}

/** What the word for an outcome leaves open. */
function detailOf(outcome: MemberOutcomeFragment): string {
  if (outcome.__typename === 'MemberInvited') return `awaits ${outcome.awaiting}`;
  if (kindOf(outcome) !== 'failed') return '';
  const { reason, message } = describeFailure(outcome);
  return `${reason}: ${message}`;
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
