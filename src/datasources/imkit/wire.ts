import { z } from 'zod';
import { GroupType, InviteAwaiting, InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { GroupFacts, InviteCall, Invitee, MemberOutcome, ProfileFacts } from '../datasource.ts';
import { type CodeTable, verdictIn } from '../code-table.ts';
import type { HttpAnswer } from '../http.ts';
import type { Verdict } from '../verdict.ts';
import { looseText, parseWire, wireCode, wireId } from '../wire.ts';

type RefusalVerdict = InviteFailureReason | 'rate_limited' | 'unknown_outcome' | 'oneOfThem';

/** What is said by a HTTP status or an `RC`, whichever it is (IMKit docs, errors). */
const SPECIAL: Readonly<Record<string, RefusalVerdict>> = {
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
/** The members may have been added before it failed. */
const SERVER_ERRORS = { first: 500, last: 599, verdict: 'unknown_outcome' } as const;

/** What a HTTP status or an `RC` says of the whole call. */
export const CODES: CodeTable<RefusalVerdict> = {
  codes: { ...SPECIAL, [BAD_REQUEST]: 'oneOfThem' },
  ranges: [SERVER_ERRORS],
  other: InviteFailureReason.PROVIDER_ERROR,
};

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
const invitationsAnswer = z.object({
  result: z.object({
    totalCount: z.int().optional().catch(undefined),
    data: z.array(z.object({ invitee: client })),
  }),
});

/** Who is invited into a room and has not answered. */
export interface ImkitInvitations {
  readonly invitees: ReadonlySet<string>;
  /** Whether these are all: the server may count more than it lists, or list somebody without saying who. */
  readonly complete: boolean;
}

/** What a room shows; `profiles` has every member. */
export interface ImkitRoom {
  readonly facts: GroupFacts;
  /** Whether nobody can be invited into it any more. */
  readonly closed: boolean;
  readonly profiles: ReadonlyMap<string, ProfileFacts>;
}

/** Why there is no answer of the wanted kind. */
export interface ImkitRefusal {
  readonly kind: 'refusal';
  readonly verdict: RefusalVerdict;
  readonly code: string;
  readonly text: string;
  /** Whether it came as JSON, as the server's own answers do; else something in between may have said it. */
  readonly spoken: boolean;
}

/** The room, or why there is none. */
export type ImkitAnswer = { readonly kind: 'room'; readonly room: ImkitRoom } | ImkitRefusal;

/** The open invitations, or why they are not told. */
export type ImkitInvitationsAnswer =
  { readonly kind: 'invitations'; readonly invitations: ImkitInvitations } | ImkitRefusal;

/** @throws DataSourceError `unknown_outcome` when it is neither a room nor a refusal */
export function parseAnswer(answer: HttpAnswer): ImkitAnswer {
  return refusalIn(answer) ?? { kind: 'room', room: readRoom(parseWire(roomAnswer, answer.json).result) };
}

/** @throws DataSourceError `unknown_outcome` when it is neither a list of invitations nor a refusal */
export function parseInvitations(answer: HttpAnswer): ImkitInvitationsAnswer {
  return (
    refusalIn(answer) ?? {
      kind: 'invitations',
      invitations: readInvitations(parseWire(invitationsAnswer, answer.json)),
    }
  );
}

/**
 * What is answered when invitations were deleted: those that remain, in a shape that the docs do not print. Another one than
 * that of the list counts as an incomplete list.
 *
 * @throws DataSourceError `unknown_outcome` when it has no `RC` and is no refusal
 */
export function parseRemainingInvitations(answer: HttpAnswer): ImkitInvitationsAnswer {
  const refusal = refusalIn(answer);
  if (refusal !== null) return refusal;
  const read = invitationsAnswer.safeParse(answer.json);
  const invitations = read.success ? readInvitations(read.data) : { invitees: new Set<string>(), complete: false };
  return { kind: 'invitations', invitations };
}

/**
 * Judges an answer by HTTP status and `RC` both, for which of them carries an error is not documented; null when it is none.
 *
 * @throws DataSourceError `unknown_outcome` when neither says anything
 */
function refusalIn({ status, json }: HttpAnswer): ImkitRefusal | null {
  const error = errorAnswer.safeParse(json);
  const rc = error.success && error.data.RC !== OK ? error.data.RC : undefined;
  if (status < FIRST_ERROR_STATUS && rc === undefined) {
    parseWire(envelope, json);
    return null;
  }
  const known = status in SPECIAL;
  // A status that means nothing special counts for something only when the server itself has spoken.
  if (!known && !error.success) parseWire(envelope, json);
  const code = known || rc === undefined ? String(status) : rc;
  const text = error.success ? (error.data.error?.message ?? error.data.message ?? error.data.RM ?? '') : '';
  return { kind: 'refusal', verdict: verdictIn(CODES, code), code, text, spoken: error.success };
}

/** What a refusal means. That of a closed room is about nobody in particular: smaller calls would be refused too. */
export function verdictOn(refusal: ImkitRefusal, before: ImkitRoom | null): Verdict {
  return refusal.verdict === 'oneOfThem' && before?.closed === true
    ? InviteFailureReason.PROVIDER_ERROR
    : refusal.verdict;
}

function readInvitations({ result }: z.output<typeof invitationsAnswer>): ImkitInvitations {
  const { data, totalCount = data.length } = result;
  const accounts = data.map(({ invitee }) => invitee._id ?? invitee.id);
  const named = accounts.filter((account) => account !== undefined);
  return { invitees: new Set(named), complete: totalCount <= named.length };
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
