import { InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { MemberRemovals, ReadDesk, RemovalOutcome } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { DataSourceError } from '../fault.ts';
import type { Quote } from '../quote.ts';
import { NOT_IN_GROUP, REMOVED, STILL_IN_GROUP, refusedRemoval } from '../removal.ts';
import type { GeweClient } from './client.ts';
import { TAKEN, isWxid } from './wire.ts';
import type { GeweMemberList } from './wire.ts';

/** As many as in one invite; GeWe publishes no limit. */
const ACCOUNTS_PER_REMOVAL = 20;

const OWNER: RemovalOutcome = {
  type: 'failed',
  reason: InviteFailureReason.PERMISSION_DENIED,
  message: 'The owner of a WeChat group cannot be removed.',
  retryable: false,
};

interface Deps {
  readonly connectionId: string;
  readonly quote: Quote;
  readonly log: DataSourceDeps['log'];
}

/** Removes as the owner or an admin, who the WeChat account has to be. The answer names nobody, so the list before and after it does. */
export function createGeweRemovals(client: GeweClient, { connectionId, quote, log }: Deps): MemberRemovals {
  /** Null when it could not be read: what becomes of the removal is then told by its answer alone. */
  async function readList(groupId: string, desk: ReadDesk): Promise<GeweMemberList | null> {
    await desk.readPermit();
    try {
      return await client.getChatroomMemberList(groupId, desk);
    } catch (error) {
      if (!(error instanceof DataSourceError)) throw error;
      log?.warn(
        { connection: connectionId, fault: error.fault },
        `members not read beside a removal: ${error.message}`,
      );
      return null;
    }
  }

  async function removeThose(groupId: string, wxids: readonly string[], desk: ReadDesk) {
    await desk.readPermit();
    const { ret, msg } = await client.removeMember(groupId, wxids, desk);
    if (ret !== TAKEN) {
      const refusal = refusedRemoval(InviteFailureReason.PROVIDER_ERROR, { code: ret, text: quote(msg) });
      return () => refusal;
    }
    const listed = wxidsOf(await readList(groupId, desk));
    return (wxid: string) => (listed?.has(wxid) === true ? STILL_IN_GROUP : REMOVED);
  }

  return {
    accountsPerRemoval: ACCOUNTS_PER_REMOVAL,
    takesOperator: false,

    async removeMembers({ groupId, accounts }, desk) {
      const before = await readList(groupId, desk);
      const present = wxidsOf(before);
      const outcomes = new Map<string, RemovalOutcome>();
      const sent: string[] = [];
      for (const account of accounts) {
        if (!isWxid(account) || present?.has(account) === false) outcomes.set(account, NOT_IN_GROUP);
        else if (account === before?.ownerId) outcomes.set(account, OWNER);
        else sent.push(account);
      }
      if (sent.length > 0) {
        const outcomeOf = await removeThose(groupId, sent, desk);
        for (const account of sent) outcomes.set(account, outcomeOf(account));
      }
      return outcomes;
    },
  };
}

const wxidsOf = (list: GeweMemberList | null): ReadonlySet<string> | null =>
  list && new Set(list.members.map(({ wxid }) => wxid));
