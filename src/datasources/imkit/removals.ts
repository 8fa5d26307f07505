import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberRemovals, ReadDesk, RemovalCall, RemovalOutcome } from '../datasource.ts';
import { keepingInside } from '../fault.ts';
import type { OptionalReads } from '../optional-read.ts';
import type { Quote } from '../quote.ts';
import { callRemovalFailure } from '../refusal.ts';
import { NOT_IN_GROUP, REMOVAL_TAKEN, REMOVED, STILL_IN_GROUP } from '../removal.ts';
import type { ImkitClient } from './client.ts';
import { wordOf } from './reads.ts';
import type { ImkitReads } from './reads.ts';
import type { ImkitRefusal, ImkitRoom } from './wire.ts';

/** As many as in one invite; IMKit publishes no limit. */
const ACCOUNTS_PER_REMOVAL = 100;

interface Deps {
  readonly client: ImkitClient;
  readonly reads: ImkitReads;
  readonly optional: OptionalReads;
  readonly quote: Quote;
}

/** Removes as the client whose token it is, or as the backend. The room before and the room in the answer tell who went. */
export function createImkitRemovals({ client, reads, optional, quote }: Deps): MemberRemovals {
  const readRoom = (what: string, groupId: string, desk: ReadDesk): Promise<ImkitRoom | null> =>
    optional.attempt(what, desk, () => reads.room(groupId, desk));

  /** What became of each of those who were sent. @throws DataSourceError when the refusal is a fault */
  async function afterRefusal(refusal: ImkitRefusal, groupId: string, before: ImkitRoom | null, desk: ReadDesk) {
    const { verdict } = refusal;
    const word = wordOf(refusal, quote);
    if (verdict !== 'oneOfThem') {
      const outcome = callRemovalFailure(verdict, word);
      return () => outcome;
    }
    const failed = callRemovalFailure(InviteFailureReason.PROVIDER_ERROR, word);
    // It is not said about whom it is: whoever is out by now needs no removal.
    const after = await readRoom('room after a refused removal', groupId, desk);
    return (account: string) => {
      if (after?.profiles.has(account) !== false) return failed;
      return before?.profiles.has(account) === true ? REMOVED : NOT_IN_GROUP;
    };
  }

  /** What became of each of those who were sent. */
  async function send({ groupId, accounts, options }: RemovalCall, before: ImkitRoom | null, desk: ReadDesk) {
    await desk.readPermit();
    const systemMessage = options.silent === undefined ? undefined : !options.silent;
    const answer = await client.deleteMembers(groupId, accounts, systemMessage, desk);
    if (answer.kind === 'refusal') return afterRefusal(answer, groupId, before, desk);
    const gone = before === null ? REMOVAL_TAKEN : REMOVED;
    return (account: string) => (answer.room.profiles.has(account) ? STILL_IN_GROUP : gone);
  }

  return {
    accountsPerRemoval: ACCOUNTS_PER_REMOVAL,
    takesOperator: false,

    async removeMembers(call, desk) {
      const before = await readRoom('room before a removal', call.groupId, desk);
      const inside = call.accounts.filter((account) => before?.profiles.has(account) !== false);
      const outcomes = new Map<string, RemovalOutcome>(call.accounts.map((account) => [account, NOT_IN_GROUP]));
      if (inside.length === 0) return outcomes;
      const seen = before && new Set(inside);
      const outcomeOf = await keepingInside(seen, () => send({ ...call, accounts: inside }, before, desk));
      for (const account of inside) outcomes.set(account, outcomeOf(account));
      return outcomes;
    },
  };
}
