import type { MemberReads, ReadDesk } from '../datasource.ts';
import type { DataSourceDeps } from '../deps.ts';
import { DataSourceError, ReadRefused } from '../fault.ts';
import type { Quote } from '../quote.ts';
import { explain } from '../verdict.ts';
import type { ImkitClient } from './client.ts';
import type { ImkitInvitations, ImkitRefusal, ImkitRoom } from './wire.ts';

/** Who speaks, and how what he hears is passed on. */
export interface ImkitVoice {
  readonly connectionId: string;
  readonly quote: Quote;
  readonly log: DataSourceDeps['log'];
}

/** The reads of one connection; invites, removals and withdrawals need some of them too. */
export interface ImkitReads extends MemberReads {
  /** @throws ReadRefused, DataSourceError */
  room(roomId: string, desk: ReadDesk): Promise<ImkitRoom>;
  /** Null, with a warning, when the room was not told: for what can do without. */
  roomIfTold(roomId: string, desk: ReadDesk): Promise<ImkitRoom | null>;
  /** @throws ReadRefused, DataSourceError */
  invitations(roomId: string, desk: ReadDesk): Promise<ImkitInvitations>;
}

/** Reads a room whole: IMKit answers it with everybody in it (IMKit docs, Get room). */
export function createImkitReads(client: ImkitClient, { connectionId, quote, log }: ImkitVoice): ImkitReads {
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
    async roomIfTold(roomId, desk) {
      try {
        return await room(roomId, desk);
      } catch (error) {
        if (!(error instanceof DataSourceError || error instanceof ReadRefused)) throw error;
        log?.warn({ connection: connectionId, code: error.providerCode }, `room not read: ${error.message}`);
        return null;
      }
    },
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
  const { verdict, code, spoken } = refusal;
  const text = quote(refusal.text);
  if (spoken && verdict === 'GROUP_NOT_FOUND')
    return new ReadRefused('groupMissing', explain(verdict, { code, text }), code);
  if (spoken && verdict === 'PERMISSION_DENIED')
    return new ReadRefused('notPermitted', `IMKit does not show this room.${text && ` It says: ${text}`}`, code);
  return faultOf(refusal, quote);
}

/** What a refusal throws where it has to be a fault. */
export function faultOf({ verdict, code, text }: ImkitRefusal, quote: Quote): DataSourceError {
  const words = quote(text);
  const isFault = verdict === 'rate_limited' || verdict === 'unknown_outcome';
  return new DataSourceError(isFault ? verdict : 'unavailable', {
    message: `IMKit answered ${code} instead of what was asked for.${words && ` It says: ${words}`}`,
    providerCode: code,
  });
}
