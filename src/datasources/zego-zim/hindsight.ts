import type { Clock } from '../../kernel/clock.ts';
import { SECOND } from '../../kernel/duration.ts';
import { InviteAwaiting, InviteFailureReason } from '../../kernel/vocabulary.ts';
import type { InviteAnswer, MemberOutcome } from '../datasource.ts';
import { explain } from '../verdict.ts';
import { isUnheardOf } from './codes.ts';
import type { LookedUp } from './limit-info.ts';
import { PLAIN_MEMBER_ROLE } from './wire.ts';
import type { ZimLimits, ZimMemberPage } from './wire.ts';

/** How long the outcome of an invite waits at most for what is known of its group, after its answer. */
export const OUTCOME_WAITS_MS = SECOND;

type Outcomes = InviteAnswer & { readonly kind: 'outcomes' };
type Failure = MemberOutcome & { readonly type: 'failed' };

/** What there is to know of the group of one invite. */
export interface Hindsight {
  readonly operator: string;
  /** Under way since before the invite left. */
  readonly lookedUp: Promise<LookedUp | null>;
  /** The first page of its members; null when it is not told. */
  readonly firstMembers: () => Promise<ZimMemberPage | null>;
}

/**
 * Tells what ZIM's answer leaves out. Whoever was taken must agree first where the group asks for it, whatever the call asked for
 * (ZIM docs, Query group information). A code that nobody knows is put down to the operator where only managers may invite and
 * he is none, else to a group that is at its limit; codes that are known keep their meaning.
 */
export async function withHindsight(answer: Outcomes, hindsight: Hindsight, clock: Clock): Promise<Outcomes> {
  const outcomes = [...answer.outcomes.values()];
  const unexplained = outcomes.some(isUnexplained);
  if (!unexplained && !outcomes.some(({ type }) => type === 'joined')) return answer;

  const untilMs = clock.now() + OUTCOME_WAITS_MS;
  const lookedUp = await toldBy(untilMs, hindsight.lookedUp, clock);
  if (lookedUp === null) return answer;
  const { limits, facts } = lookedUp;
  const cause = unexplained && limits !== null ? await toldBy(untilMs, causeIn(limits, hindsight), clock) : null;
  const correct = (outcome: MemberOutcome): MemberOutcome => {
    if (outcome.type === 'joined' && limits?.asksInvitees === true)
      return { type: 'invited', awaiting: InviteAwaiting.CONSENT };
    return cause !== null && isUnexplained(outcome) ? putDownTo(cause, outcome) : outcome;
  };
  return {
    ...answer,
    outcomes: new Map([...answer.outcomes].map(([account, outcome]) => [account, correct(outcome)])),
    ...(facts === undefined ? {} : { facts }),
  };
}

const isUnexplained = (outcome: MemberOutcome): outcome is Failure =>
  outcome.type === 'failed' && outcome.providerCode !== undefined && isUnheardOf(outcome.providerCode);

type Cause = typeof InviteFailureReason.PERMISSION_DENIED | typeof InviteFailureReason.GROUP_FULL;

async function causeIn(limits: ZimLimits, { operator, firstMembers }: Hindsight): Promise<Cause | null> {
  const { managersInvite, memberLimit } = limits;
  if (!managersInvite && memberLimit === undefined) return null;
  const page = await firstMembers();
  if (page === null) return null;
  const manager = page.members.find(({ account }) => account === operator);
  const isWhole = page.next === 0;
  const mayNot = manager === undefined ? isWhole : manager.role === PLAIN_MEMBER_ROLE;
  if (managersInvite && mayNot) return InviteFailureReason.PERMISSION_DENIED;
  const full = memberLimit !== undefined && page.total !== undefined && page.total >= memberLimit;
  return full ? InviteFailureReason.GROUP_FULL : null;
}

/** Keeps the provider's own words. */
function putDownTo(cause: Cause, failure: Failure): Failure {
  const word = { code: failure.providerCode ?? '', text: '' };
  return { ...failure, reason: cause, message: `${explain(cause, word)} ${failure.message}` };
}

/** Null when it is not told by then. */
function toldBy<Told>(untilMs: number, pending: Promise<Told | null>, clock: Clock): Promise<Told | null> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(untilMs, () => resolve(null));
    pending.then(resolve, reject).finally(cancel);
  });
}
