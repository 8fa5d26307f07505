import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberRemovals, ReadDesk, RemovalCall, RemovalOutcome } from '../datasource.ts';
import { NOT_IN_GROUP, REMOVED, STILL_IN_GROUP, refusedRemoval } from '../removal.ts';
import type { ImkitClient } from './client.ts';
import type { ImkitReads, ImkitVoice } from './reads.ts';
import { faultOf } from './reads.ts';
import type { ImkitRefusal, ImkitRoom } from './wire.ts';

/** As many as in one invite; IMKit publishes no limit. */
const ACCOUNTS_PER_REMOVAL = 100;

type OutcomeOf = (account: string) => RemovalOutcome;

/** Removes as the client whose token it is, or as the backend. The room before and the room in the answer tell who went. */
export function createImkitRemovals(
  client: ImkitClient,
  reads: ImkitReads,
  { quote }: Pick<ImkitVoice, 'quote'>,
): MemberRemovals {
  async function send(call: RemovalCall, before: ImkitRoom | null, desk: ReadDesk): Promise<OutcomeOf> {
    const { groupId, accounts, options } = call;
    await desk.readPermit();
    const systemMessage = options.silent === undefined ? undefined : !options.silent;
    const answer = await client.deleteMembers(groupId, accounts, systemMessage, desk);
    if (answer.kind === 'refusal') return afterRefusal(groupId, answer, before, desk);
    return (account) => (answer.room.profiles.has(account) ? STILL_IN_GROUP : REMOVED);
  }

  /** @throws DataSourceError when the refusal is none, but says that it failed */
  async function afterRefusal(
    groupId: string,
    refusal: ImkitRefusal,
    before: ImkitRoom | null,
    desk: ReadDesk,
  ): Promise<OutcomeOf> {
    const { verdict, code } = refusal;
    if (verdict === 'unknown_outcome' || verdict === 'rate_limited') throw faultOf(refusal, quote);
    const word = { code, text: quote(refusal.text) };
    if (verdict !== 'oneOfThem') return () => refusedRemoval(verdict, word);
    // It is not said who it was about: whoever is out now needs no removal, whatever it was.
    const after = await reads.roomIfTold(groupId, desk);
    return (account) => {
      if (after?.profiles.has(account) !== false) return refusedRemoval(InviteFailureReason.PROVIDER_ERROR, word);
      return before?.profiles.has(account) === true ? REMOVED : NOT_IN_GROUP;
    };
  }

  return {
    accountsPerRemoval: ACCOUNTS_PER_REMOVAL,
    takesOperator: false,

    async removeMembers(call, desk) {
      const before = await reads.roomIfTold(call.groupId, desk);
      const inside = call.accounts.filter((account) => before?.profiles.has(account) !== false);
      const outcomes = new Map(call.accounts.map((account) => [account, NOT_IN_GROUP]));
      if (inside.length === 0) return outcomes;
      const outcomeOf = await send({ ...call, accounts: inside }, before, desk);
      for (const account of inside) outcomes.set(account, outcomeOf(account));
      return outcomes;
    },
  };
}
