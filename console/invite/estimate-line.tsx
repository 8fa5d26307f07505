import { useDeferredValue } from 'react';
import { useQuery } from 'urql';
import { estimate } from '../../src/kernel/estimate.ts';
import { formatGroupId } from '../../src/kernel/ids.ts';
import { WaitingInGroupDocument } from '../graphql/generated/graphql.ts';
import { useLanguage } from '../language/language.ts';
import type { ConnectionChoice } from './use-invite.ts';

interface EstimateLineProps {
  readonly members: number;
  readonly connection: ConnectionChoice;
  /** As it is typed; empty while there is none. */
  readonly externalId: string;
}

/** How long the quota will make it take, before anything is sent; who waits for the group already goes first. */
export function EstimateLine({ members, connection: { id, capabilities }, externalId }: EstimateLineProps) {
  const { words, formats } = useLanguage();
  const waiting = useWaiting(id, useDeferredValue(externalId));
  if (members === 0) return null;
  const { calls } = estimate(members, capabilities);
  const { durationMs } = estimate(members + waiting, capabilities);
  const count = formats.number(calls);
  return (
    <>
      <p className="estimate">
        {durationMs === 0 ? words.invite.atOnce(count) : words.invite.estimate(count, formats.duration(durationMs))}
      </p>
      {waiting > 0 && <p className="quiet">{words.invite.waitingBefore(formats.number(waiting))}</p>}
      <p className="quiet">{words.invite.estimateMeans}</p>
    </>
  );
}

/** How many wait for the group; 0 as long as that is not known. */
function useWaiting(connectionId: string, externalId: string): number {
  const [{ data }] = useQuery({
    query: WaitingInGroupDocument,
    variables: { id: formatGroupId({ connectionId, externalId }) },
    pause: externalId === '',
  });
  return externalId === '' ? 0 : (data?.group?.memberships.totalCount ?? 0);
}
