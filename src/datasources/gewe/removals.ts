import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberRemovals, ReadDesk, RemovalOutcome } from '../datasource.ts';
import { keepingInside } from '../fault.ts';
import type { OptionalReads } from '../optional-read.ts';
import type { Quote } from '../quote.ts';
import { removalFailure } from '../refusal.ts';
import { NOT_IN_GROUP, OWNER_STAYS, REMOVAL_TAKEN, REMOVED, STILL_IN_GROUP } from '../removal.ts';
import type { GeweClient } from './client.ts';
import type { GeweReads } from './reads.ts';
import { TAKEN, isWxid } from './wire.ts';
import type { GeweMemberList } from './wire.ts';

/** As many as in one invite; GeWe publishes no limit. */
const ACCOUNTS_PER_REMOVAL = 20;

interface Deps {
  readonly client: GeweClient;
  readonly reads: GeweReads;
  readonly optional: OptionalReads;
  readonly quote: Quote;
}

/** Removes as the WeChat account, which has to be the owner or an admin. The answer names nobody: the lists before and after it do. */
export function createGeweRemovals({ client, reads, optional, quote }: Deps): MemberRemovals {
  const readList = (what: string, groupId: string, desk: ReadDesk): Promise<GeweMemberList | null> =>
    optional.attempt(what, desk, () => reads.memberList(groupId, desk));

  /** What became of each of those who were sent. */
  async function send(groupId: string, wxids: readonly string[], gone: RemovalOutcome, desk: ReadDesk) {
    await desk.readPermit();
    const { ret, msg } = await client.removeMember(groupId, wxids, desk);
    if (ret !== TAKEN) {
      const refusal = removalFailure(InviteFailureReason.PROVIDER_ERROR, { code: ret, text: quote(msg) });
      return () => refusal;
    }
    const after = wxidsOf(await readList('members after a removal', groupId, desk));
    return (wxid: string) => (after?.has(wxid) === true ? STILL_IN_GROUP : gone);
  }

  return {
    accountsPerRemoval: ACCOUNTS_PER_REMOVAL,
    takesOperator: false,

    async removeMembers({ groupId, accounts }, desk) {
      const list = await readList('members before a removal', groupId, desk);
      const before = wxidsOf(list);
      const outcomes = new Map<string, RemovalOutcome>();
      const sent: string[] = [];
      for (const account of accounts) {
        if (!isWxid(account) || before?.has(account) === false) outcomes.set(account, NOT_IN_GROUP);
        else if (account === list?.ownerId) outcomes.set(account, OWNER_STAYS);
        else sent.push(account);
      }
      if (sent.length === 0) return outcomes;
      const outcomeOf = await keepingInside(before, () =>
        send(groupId, sent, before === null ? REMOVAL_TAKEN : REMOVED, desk),
      );
      for (const account of sent) outcomes.set(account, outcomeOf(account));
      return outcomes;
    },
  };
}

const wxidsOf = (list: GeweMemberList | null): ReadonlySet<string> | null =>
  list && new Set(list.members.map(({ wxid }) => wxid));
