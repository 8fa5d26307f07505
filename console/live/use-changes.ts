import { useEffect, useEffectEvent } from 'react';
import { useClient } from 'urql';
import { type Change, type Filter, follow } from './follow.ts';
import { retryDeps, watchChanges } from './watch.ts';

/** Hears every change from now on, for as long as the component is shown; nothing while there is no filter. */
export function useChanges(filter: Filter | null, onChange: (change: Change) => void, onGap: () => void): void {
  const client = useClient();
  const heard = useEffectEvent(onChange);
  const missed = useEffectEvent(onGap);
  const key = JSON.stringify(filter);
  useEffect(() => {
    const followed = JSON.parse(key) as Filter | null;
    if (followed === null) return;
    return follow(
      watchChanges(client, followed),
      null,
      { onChange: (change) => heard(change), onGap: () => missed() },
      retryDeps,
    );
  }, [client, key]);
}
