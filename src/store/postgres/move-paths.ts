import type { InviteResult } from '../../invitations/result.ts';
import { settledAs } from '../../invitations/result.ts';
import type { MemberChangeCause } from '../../kernel/vocabulary.ts';
import { MemberState } from '../../kernel/vocabulary.ts';
import { type SettledAs, stateOnInvite, statesOnSettled } from '../../members/member.ts';

/** One move of a membership, as the functions of the database take it. */
export type Step = readonly [from: MemberState | null, to: MemberState, cause: MemberChangeCause];

const SETTLEMENTS: readonly SettledAs[] = ['joined', 'invited', 'failed', 'cancelled'];
const KNOWN_STATES: readonly MemberState[] = Object.values(MemberState);

/** What one invite's result moves; `othersWait` says whether further invites of the member are not settled yet. */
export function stepsOnSettled(from: MemberState, as: SettledAs, othersWait: boolean): Step[] {
  let state = from;
  return statesOnSettled(from, as, othersWait).map((to) => {
    const step: Step = [state, to, as === 'cancelled' ? 'CANCELLATION' : 'INVITE'];
    state = to;
    return step;
  });
}

/** What storing an invite moves that is settled at once, or with null has to be sent. */
function stepsOnInvite(from: MemberState | null, as: SettledAs | null, othersWait: boolean): Step[] {
  const queued = stateOnInvite(from);
  const steps: Step[] = queued === null ? [] : [[from, queued, 'INVITE']];
  const state = queued ?? from;
  return as === null || state === null ? steps : [...steps, ...stepsOnSettled(state, as, othersWait)];
}

/** Under which the functions of the database look a path up; {@link PATH_KEY} says the same in SQL. */
const keyOf = (from: MemberState | null, as: SettledAs | null, othersWait: boolean): string =>
  `${from ?? '-'} ${as ?? '-'} ${othersWait ? 'more' : 'last'}`;

/** @param othersWait a condition; null is no */
export const pathKey = (from: string, as: string, othersWait: string): string =>
  `coalesce(${from}, '-') || ' ' || coalesce(${as}, '-') || CASE WHEN ${othersWait} THEN ' more' ELSE ' last' END`;

/** Every path that is not empty, by its key, as JSON. */
function tabulate<From extends MemberState | null, As extends SettledAs | null>(
  froms: readonly From[],
  settlements: readonly As[],
  stepsOf: (from: From, as: As, othersWait: boolean) => Step[],
): string {
  const paths: Record<string, Step[]> = {};
  for (const from of froms)
    for (const as of settlements)
      for (const othersWait of [false, true]) {
        const steps = stepsOf(from, as, othersWait);
        if (steps.length > 0) paths[keyOf(from, as, othersWait)] = steps;
      }
  return JSON.stringify(paths);
}

/**
 * The rules of `members/member.ts` as tables that travel with a statement: the database looks up what moves, and never knows why.
 * Instances of two releases may so share a database while their rules differ.
 */
export const PATHS_ON_INVITE = tabulate([null, ...KNOWN_STATES], [null, ...SETTLEMENTS], stepsOnInvite);
export const PATHS_ON_SETTLED = tabulate(KNOWN_STATES, SETTLEMENTS, stepsOnSettled);

/** How a result reaches the functions of the database. */
export const settlementOf = (result: InviteResult | null): SettledAs | null =>
  result === null ? null : settledAs(result);
