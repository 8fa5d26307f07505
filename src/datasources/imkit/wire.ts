import { z } from 'zod';
import { GroupType, InviteAwaiting, InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { GroupFacts, InviteCall, Invitee, MemberOutcome, ProfileFacts } from '../datasource.ts';
import type { HttpAnswer } from '../http.ts';
import type { Verdict } from '../verdict.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

/** Meanings of a HTTP status or an `RC`, whichever says it (IMKit docs, errors); others are errors of the provider. */
const CODES: Readonly<Record<string, Verdict>> = {
  401: InviteFailureReason.PERMISSION_DENIED,
  403: InviteFailureReason.PERMISSION_DENIED,
  404: InviteFailureReason.GROUP_NOT_FOUND,
  429: 'rate_limited',
};

/** Mostly for an invitee who does not exist, who is not named: the others have to be sent without him. */
const BAD_REQUEST = '400';

const OK = '0';
/** `opening` of a room that takes neither invites nor joins (IMKit wiki, room model). */
const CLOSED = '0';
const FIRST_ERROR_STATUS = 400;
const FIRST_SERVER_ERROR = 500;
const LAST_SERVER_ERROR = 599;

const ROOM_TYPES: Readonly<Record<string, GroupType>> = { group: GroupType.GROUP, direct: GroupType.DIRECT };

const envelope = z.object({ RC: wireCode });

/** The texts of an error, in the envelope of the user calls or in the plain one of the admin calls (IMKit docs, errors). */
const errorAnswer = z.object({
  RC: wireCode.optional().catch(undefined),
  RM: looseText,
  error: z.object({ message: looseText }).nullish().catch(undefined),
  message: looseText,
});

const client = z.object({
  _id: wireId.optional(),
  id: wireId.optional(),
  nickname: looseText,
  avatarUrl: looseText,
  isRobot: z.boolean().optional().catch(undefined),
});

/** A room as both calls answer it (IMKit docs, Add members). `memberProperties` keeps people who have left, so it is not read. */
const roomAnswer = z.object({
  result: z.object({
    name: looseText,
    cover: looseText,
    roomType: looseText,
    opening: wireCode.optional().catch(undefined),
    members: z.array(client),
  }),
});

/** The open invitations of a room (IMKit docs, Room invitations). */
const invitationsAnswer = z.object({ result: z.object({ data: z.array(z.object({ invitee: client })) }) });

/** @throws DataSourceError `unknown_outcome` when the answer is no list of invitations */
export function parseInvitees({ json }: HttpAnswer): ReadonlySet<string> {
  const { data } = parseWire(invitationsAnswer, json).result;
  return new Set(data.map(({ invitee }) => invitee._id ?? invitee.id ?? ''));
}

/** What a room shows; `profiles` has every member. */
export interface ImkitRoom {
  readonly facts: GroupFacts;
  /** Whether nobody can be invited into it any more. */
  readonly closed: boolean;
  readonly profiles: ReadonlyMap<string, ProfileFacts>;
}

/** The room, or why there is none. */
export type ImkitAnswer =
  | { readonly kind: 'room'; readonly room: ImkitRoom }
  | { readonly kind: 'refusal'; readonly verdict: Verdict; readonly code: string; readonly text: string };

/**
 * Reads the answer of a room call by HTTP status and `RC` both, for which of them carries an error is not documented.
 *
 * @throws DataSourceError `unknown_outcome` when neither says anything
 */
export function parseAnswer({ status, json }: HttpAnswer): ImkitAnswer {
  const error = errorAnswer.safeParse(json);
  const rc = error.success && error.data.RC !== OK ? error.data.RC : undefined;
  if (status < FIRST_ERROR_STATUS && rc === undefined) {
    parseWire(envelope, json);
    return { kind: 'room', room: readRoom(parseWire(roomAnswer, json).result) };
  }
  const known = status in CODES;
  // A status that means nothing special counts for something only when the server itself has spoken.
  if (!known && !error.success) parseWire(envelope, json);
  const code = known || rc === undefined ? String(status) : rc;
  const text = error.success ? (error.data.error?.message ?? error.data.message ?? error.data.RM ?? '') : '';
  return { kind: 'refusal', verdict: verdictOf(code), code, text };
}

/** What a refusal means. That of a closed room is about nobody in particular: smaller calls would be refused too. */
export function verdictOn(refusal: ImkitAnswer & { kind: 'refusal' }, before: ImkitRoom | null): Verdict {
  return refusal.verdict === 'oneOfThem' && before?.closed === true
    ? InviteFailureReason.PROVIDER_ERROR
    : refusal.verdict;
}

function verdictOf(code: string): Verdict {
  const number = Number(code);
  // As with a HTTP status of this kind, the members may have been added before it failed.
  if (number >= FIRST_SERVER_ERROR && number <= LAST_SERVER_ERROR) return 'unknown_outcome';
  if (code === BAD_REQUEST) return 'oneOfThem';
  return CODES[code] ?? InviteFailureReason.PROVIDER_ERROR;
}

function readRoom(room: z.output<typeof roomAnswer>['result']): ImkitRoom {
  const profiles = new Map<string, ProfileFacts>();
  for (const { _id, id, nickname, avatarUrl, isRobot } of room.members) {
    const account = _id ?? id;
    if (account === undefined) continue;
    profiles.set(account, { nickname: nickname || undefined, avatarUrl: avatarUrl || undefined, isRobot });
  }
  return {
    facts: {
      type: ROOM_TYPES[room.roomType ?? ''],
      name: room.name ?? undefined,
      avatarUrl: room.cover || undefined,
      memberCount: profiles.size,
    },
    closed: room.opening === CLOSED,
    profiles,
  };
}

/** Whether the call asked for consent. Only group rooms do; a direct room drops the wish (IMKit docs, invitationRequired). */
export const asksForConsent = (room: ImkitRoom, call: InviteCall): boolean =>
  call.options.requireConsent === true && room.facts.type !== GroupType.DIRECT;

/**
 * What became of somebody who was not in the room before, as far as that was known, by the room after the call.
 *
 * @param mustConsent whether this one was invited and has to accept first
 */
export function outcomeAfter(account: string, room: ImkitRoom, mustConsent: boolean): MemberOutcome {
  if (room.profiles.has(account)) return { type: 'joined' };
  if (mustConsent) return { type: 'invited', awaiting: InviteAwaiting.CONSENT };
  return {
    type: 'failed',
    reason: InviteFailureReason.REFUSED_BY_PROVIDER,
    message: 'The room that IMKit answered does not have this member.',
  };
}

/** Somebody who is in although an attempt of ours got lost was let in by that attempt. */
export function outcomeBefore(invitee: Invitee): MemberOutcome {
  return { type: invitee.resent ? 'joined' : 'alreadyJoined' };
}
