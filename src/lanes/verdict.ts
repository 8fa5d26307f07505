import { BreakerOpen } from '../datasources/breaker.ts';
import type { InviteAnswer, MemberOutcome } from '../datasources/datasource.ts';
import { DataSourceError } from '../datasources/fault.ts';
import type { InviteResult } from '../invitations/result.ts';
import { backoffMs, type RetryPolicy } from '../kernel/backoff.ts';
import type { Random } from '../kernel/clock.ts';
import type { GrantedCall, GrantedInvite } from '../store/records.ts';
import type { InviteVerdict } from '../store/store.ts';

/** The longest message of a provider that is kept and shown, in characters. */
export const MAX_MESSAGE_LENGTH = 300;

/** What one attempt of one call means: for each of its invites, for its lane, and for the size of later calls. */
export interface CallVerdict {
  readonly verdicts: ReadonlyMap<number, InviteVerdict>;
  readonly pauseUntilMs: number | null;
  readonly learnedMembersPerCall: number | null;
}

export interface Circumstances {
  readonly retry: RetryPolicy;
  readonly inviteExpiresAfterMs: number;
  readonly nowMs: number;
  readonly random: Random;
}

/** One draw for all members of a call: those who failed together come back together, in one call again. */
function drawnOnce(at: Circumstances): Circumstances {
  const drawn = at.random();
  return { ...at, random: () => drawn };
}

/**
 * Judges an answer. Members whom it settles are settled; the others go back into the lane:
 *
 * | answer | attempt counted | goes back |
 * |---|---|---|
 * | `tryAgain` for a member, or a member without an outcome | yes | after a backoff |
 * | `tooMany` | no | at once, in smaller calls; alone: failed |
 * | `unknownAccount` | no | at once, in two halves; alone: not found |
 * | `unknownAccount` that names some of the call | no | they are not found; the others at once, whole |
 */
export function judgeAnswer(call: GrantedCall, answer: InviteAnswer, circumstances: Circumstances): CallVerdict {
  const at = drawnOnce(circumstances);
  switch (answer.kind) {
    case 'outcomes':
      return forEach(call, (invite) => {
        const outcome = answer.outcomes.get(invite.account);
        if (outcome === undefined)
          return tryAgain(invite, { message: 'the provider did not tell what became of the member' }, at);
        return judgeOutcome(invite, outcome, at);
      });
    case 'tooMany': {
      const members = accountsOf(call).length;
      if (members === 1) return forEach(call, () => failed('PROVIDER_ERROR', answer.message, answer.providerCode));
      const split = answer.remember ? forEach(call, atOnce) : inHalves(call);
      return { ...split, learnedMembersPerCall: answer.remember ? Math.floor(members / 2) : null };
    }
    case 'unknownAccount':
      return withoutUnknown(call, answer);
  }
}

/**
 * Judges a failure to get an answer: everybody goes back into the lane, and when their attempts are used up they fail.
 *
 * | fault | attempt counted | goes back |
 * |---|---|---|
 * | `rate_limited` | yes | after the provider's own delay or a backoff, and the lane waits as long |
 * | `unavailable` | yes | after a backoff |
 * | `unknown_outcome` | yes | after a backoff, marked as perhaps invited already |
 * | `expired_credential` | no | at once with a new credential; the second time in a row: failed |
 *
 * Members whom a read settled before the fault are settled all the same. A call that the circuit breaker held back never began. Anything else that was thrown is a fault of our own: its outcome counts as unknown.
 */
export function judgeFailure(call: GrantedCall, error: unknown, circumstances: Circumstances): CallVerdict {
  const at = drawnOnce(circumstances);
  if (error instanceof BreakerOpen) return giveBack(call);
  const fault = error instanceof DataSourceError ? error : null;
  const message = fault?.message ?? 'Rollcall could not work with the answer of the provider';
  if (fault?.fault === 'expired_credential') {
    return forEach(call, (invite) => {
      if (invite.resigned) return failed('PROVIDER_ERROR', message, fault.providerCode);
      return { ...atOnce(invite), resigned: true };
    });
  }
  const delayMs = fault?.retryAfterMs ?? null;
  const judged = forEach(call, (invite) => {
    const known = fault?.settled.get(invite.account);
    if (known !== undefined) return judgeOutcome(invite, known, at);
    const verdict = tryAgain(invite, { message, providerCode: fault?.providerCode, delayMs }, at);
    const left = fault === null || fault.fault === 'unknown_outcome';
    return verdict.kind === 'waiting' && left ? { ...verdict, resent: true } : verdict;
  });
  if (fault?.fault !== 'rate_limited') return judged;
  return { ...judged, pauseUntilMs: at.nowMs + (delayMs ?? at.retry.firstDelayMs) };
}

/** Gives everybody back as they were, because the call never began. */
export const giveBack = (call: GrantedCall): CallVerdict => forEach(call, atOnce);

function judgeOutcome(invite: GrantedInvite, outcome: MemberOutcome, at: Circumstances): InviteVerdict {
  switch (outcome.type) {
    case 'joined':
      return settled({ type: 'joined', joinedAtMs: invite.joinedAtMs ?? at.nowMs });
    case 'alreadyJoined':
      return settled({ type: 'alreadyJoined' });
    case 'invited':
      return settled({ type: 'invited', awaiting: outcome.awaiting, expiresAtMs: at.nowMs + at.inviteExpiresAfterMs });
    case 'overGroupLimit':
      return settled({ type: 'overGroupLimit', message: brief(outcome.message) });
    case 'notFound':
      return settled({ type: 'notFound', message: brief(outcome.message) });
    case 'failed':
      return failed(outcome.reason, outcome.message, outcome.providerCode);
    case 'tryAgain':
      return tryAgain(invite, outcome, at);
  }
}

interface Setback {
  readonly message: string;
  readonly providerCode?: string | undefined;
  readonly delayMs?: number | null;
}

function tryAgain(invite: GrantedInvite, setback: Setback, at: Circumstances): InviteVerdict {
  const attempts = invite.attempts + 1;
  if (attempts >= at.retry.attempts) {
    return settled({
      type: 'failed',
      reason: 'PROVIDER_UNAVAILABLE',
      message: brief(`given up after ${attempts} attempts; the last one: ${setback.message}`),
      providerCode: setback.providerCode ?? null,
      retryable: true,
    });
  }
  const backoff = backoffMs(at.retry, attempts, at.random);
  return {
    kind: 'waiting',
    notBeforeMs: at.nowMs + Math.max(setback.delayMs ?? 0, backoff),
    attempts,
    resent: invite.resent,
    resigned: false,
    half: null,
  };
}

const atOnce = (invite: GrantedInvite): InviteVerdict & { kind: 'waiting' } => ({
  kind: 'waiting',
  notBeforeMs: 0,
  attempts: invite.attempts,
  resent: invite.resent,
  resigned: invite.resigned,
  half: null,
});

function inHalves(call: GrantedCall): CallVerdict {
  const accounts = accountsOf(call);
  const first = new Set(accounts.slice(0, Math.ceil(accounts.length / 2)));
  return forEach(call, (invite) => ({ ...atOnce(invite), half: first.has(invite.account) ? 0 : 1 }));
}

function withoutUnknown(call: GrantedCall, answer: InviteAnswer & { kind: 'unknownAccount' }): CallVerdict {
  const accounts = accountsOf(call);
  const isAlone = accounts.length === 1;
  const isUnknown = (account: string): boolean => isAlone || answer.unknown?.has(account) === true;
  // Names that are not of this call would send it whole again, and again.
  if (!accounts.some(isUnknown)) return inHalves(call);
  const notFound = settled({ type: 'notFound', message: brief(answer.message) });
  return forEach(call, (invite) => (isUnknown(invite.account) ? notFound : atOnce(invite)));
}

/** Two operations may have the same account in one call. */
const accountsOf = (call: GrantedCall): string[] => [...new Set(call.invites.map((invite) => invite.account))];

const settled = (result: InviteResult): InviteVerdict => ({ kind: 'settled', result });

const failed = (
  reason: (InviteResult & { type: 'failed' })['reason'],
  message: string,
  providerCode: string | undefined,
): InviteVerdict =>
  settled({ type: 'failed', reason, message: brief(message), providerCode: providerCode ?? null, retryable: false });

const brief = (message: string): string =>
  message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH - 1)}…` : message;

function forEach(call: GrantedCall, judge: (invite: GrantedInvite) => InviteVerdict): CallVerdict {
  return {
    verdicts: new Map(call.invites.map((invite) => [invite.key, judge(invite)])),
    pauseUntilMs: null,
    learnedMembersPerCall: null,
  };
}
