import type { MembershipDataSource, ReadDesk } from '../datasource.ts';
import { DataSourceError, ReadRefused } from '../fault.ts';
import type { Quote } from '../quote.ts';
import type { ImkitClient } from './client.ts';
import { faultOf, inviteesIn } from './reads.ts';
import type { ImkitReads } from './reads.ts';

/** As many as in one invite; IMKit publishes no limit. */
const INVITEES_PER_CALL = 100;

/** Deletes open invitations. Who has accepted meanwhile has no invitation either, so the room tells whom it came too late for. */
export function createImkitWithdrawal(
  client: ImkitClient,
  reads: ImkitReads,
  quote: Quote,
): NonNullable<MembershipDataSource['withdrawInvites']> {
  /** The invitations that remain; null when the answer does not tell. */
  async function deleteSome(roomId: string, invitees: readonly string[], desk: ReadDesk) {
    await desk.readPermit();
    const answer = await client.deleteInvitations(roomId, invitees, desk);
    if (answer.kind === 'invitations') return answer.invitations.complete ? answer.invitations.invitees : null;
    // It may be about one of them who has no invitation any more.
    if (answer.verdict === 'oneOfThem') return null;
    throw faultOf(answer, quote);
  }

  return async (groupId, accounts, desk) => {
    let remaining: ReadonlySet<string> | null = null;
    for (let start = 0; start < accounts.length; start += INVITEES_PER_CALL)
      remaining = await deleteSome(groupId, accounts.slice(start, start + INVITEES_PER_CALL), desk);
    try {
      const invitees = remaining ?? inviteesIn(await reads.invitations(groupId, desk));
      const { profiles } = await reads.room(groupId, desk);
      return new Set(accounts.filter((account) => !invitees.has(account) && !profiles.has(account)));
    } catch (error) {
      if (!(error instanceof ReadRefused)) throw error;
      throw new DataSourceError('unavailable', { message: error.message, providerCode: error.providerCode });
    }
  };
}
