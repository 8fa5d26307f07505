import { useEffect, useRef } from 'react';
import { useQuery } from 'urql';
import type { CancelTimer } from '../../src/kernel/clock.ts';
import { GroupCountsDocument, type MemberState } from '../graphql/generated/graphql.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { MEMBER_STATES } from './state-name.ts';

/** How soon after a change everybody is counted anew, in milliseconds; what comes meanwhile is counted with it. */
const COUNT_AFTER_MS = 1_000;

export interface StateCounts {
  readonly all: number;
  /** How many are in each state, in the order of {@link MEMBER_STATES}. */
  readonly byState: ReadonlyMap<MemberState, number>;
}

/** How many members a group has in each state; null until they are counted. */
export function useStateCounts(groupId: string): { counts: StateCounts | null; countSoon: () => void } {
  const [{ data }, count] = useQuery({
    query: GroupCountsDocument,
    variables: { id: groupId },
    requestPolicy: 'network-only',
  });
  const timer = useRef<CancelTimer | null>(null);
  useEffect(
    () => () => {
      timer.current?.();
      timer.current = null;
    },
    [],
  );
  const countSoon = (): void => {
    timer.current ??= browserClock.setTimer(browserClock.now() + COUNT_AFTER_MS, () => {
      timer.current = null;
      count();
    });
  };
  const group = data?.group;
  if (!group) return { counts: null, countSoon };
  const byState = new Map(MEMBER_STATES.map((state) => [state, group[state].totalCount]));
  return { counts: { all: group.ALL.totalCount, byState }, countSoon };
}
