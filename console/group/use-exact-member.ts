import { useEffect, useState } from 'react';
import { useQuery } from 'urql';
import { formatMembershipId, type GroupRef } from '../../src/kernel/ids.ts';
import { type ListedMemberFragment, MembershipDocument } from '../graphql/generated/graphql.ts';
import { browserClock } from '../shared/browser-clock.ts';

/** How long nothing has to be typed before the service is asked, in milliseconds. */
const TYPED_MS = 300;

/** The member with exactly this account, also in a group of which only a part is read; null when there is none. */
export function useExactMember({ connectionId, externalId }: GroupRef, account: string): ListedMemberFragment | null {
  const typed = useWhenTyped(account);
  const id = typed === '' ? null : formatMembershipId({ connectionId, externalId, account: typed });
  const [{ data }] = useQuery({
    query: MembershipDocument,
    variables: { id: id ?? '', first: 0 },
    requestPolicy: 'network-only',
    pause: id === null,
  });
  return id !== null && typed === account && data?.membership?.id === id ? data.membership : null;
}

/** The text, once somebody has paused to type. */
function useWhenTyped(text: string): string {
  const [typed, setTyped] = useState(text);
  useEffect(() => browserClock.setTimer(browserClock.now() + TYPED_MS, () => setTyped(text)), [text]);
  return typed;
}
