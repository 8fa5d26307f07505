import type { MemberReads, ReadDesk } from '../datasource.ts';
import { DataSourceError } from '../fault.ts';
import type { ReadRefused } from '../fault.ts';
import type { Quote } from '../quote.ts';
import { readFailure } from '../refusal.ts';
import { explain, isFault } from '../verdict.ts';
import type { ProviderWord } from '../verdict.ts';
import type { ImkitClient } from './client.ts';
import type { ImkitInvitations, ImkitRefusal, ImkitRoom } from './wire.ts';

/** The reads of one connection; invites, removals and withdrawals need some of them too. */
export interface ImkitReads extends MemberReads {
  /** @throws ReadRefused, DataSourceError */
  room(roomId: string, desk: ReadDesk): Promise<ImkitRoom>;
  /** @throws ReadRefused, DataSourceError */
  invitations(roomId: string, desk: ReadDesk): Promise<ImkitInvitations>;
}

/** Reads a room whole: IMKit answers it with everybody in it (IMKit docs, Get room). */
export function createImkitReads(client: ImkitClient, quote: Quote): ImkitReads {
  async function room(roomId: string, desk: ReadDesk): Promise<ImkitRoom> {
    await desk.readPermit();
    const answer = await client.getRoom(roomId, desk);
    if (answer.kind === 'refusal') throw failureOf(answer, quote);
    return answer.room;
  }

  async function invitations(roomId: string, desk: ReadDesk): Promise<ImkitInvitations> {
    await desk.readPermit();
    const answer = await client.getInvitations(roomId, desk);
    if (answer.kind === 'refusal') throw failureOf(answer, quote);
    return answer.invitations;
  }

  return {
    room,
    invitations,
    // Nothing is smaller than the room.
    accountsPerProbe: 0,
    async probeMembers() {
      throw new TypeError('IMKit cannot be asked for single members');
    },
    async *listMembers(groupId, desk) {
      const { profiles, facts } = await room(groupId, desk);
      yield {
        members: Array.from(profiles, ([account, profile]) => ({ account, profile })),
        total: profiles.size,
        facts,
      };
    },
    listInvitees: async (groupId, desk) => inviteesIn(await invitations(groupId, desk)),
    readGroup: async (groupId, desk) => (await room(groupId, desk)).facts,
  };
}

/**
 * Everybody who is invited.
 *
 * @throws DataSourceError `unavailable` when not all of them are listed: the others would pass for not invited
 */
export function inviteesIn({ invitees, complete }: ImkitInvitations): ReadonlySet<string> {
  if (complete) return invitees;
  throw new DataSourceError('unavailable', { message: 'IMKit lists fewer invitations of the room than it counts' });
}

/** What a refused read throws. Whatever stands between us and IMKit may say 404 too, so only IMKit's own word counts for a refusal. */
function failureOf(refusal: ImkitRefusal, quote: Quote): ReadRefused | DataSourceError {
  return refusal.spoken ? readFailure(refusal.verdict, wordOf(refusal, quote)) : faultOf(refusal, quote);
}

/** What a refusal throws where it has to be a fault. */
export function faultOf(refusal: ImkitRefusal, quote: Quote): DataSourceError {
  const { verdict, code } = refusal;
  const message = explain(verdict, wordOf(refusal, quote));
  return new DataSourceError(isFault(verdict) ? verdict : 'unavailable', { message, providerCode: code });
}

/** IMKit's own words on a refusal, fit to be shown. */
export const wordOf = ({ code, text }: ImkitRefusal, quote: Quote): ProviderWord => ({ code, text: quote(text) });
