import { useMemo } from 'react';
import { useStore } from '../shared/use-store.ts';
import { addressOf, parseRoute, type Route } from './route.ts';

const hash = {
  get: () => location.hash,
  subscribe: (listener: () => void) => {
    addEventListener('hashchange', listener);
    return () => removeEventListener('hashchange', listener);
  },
};

export function useRoute(): Route {
  const address = useStore(hash);
  return useMemo(() => parseRoute(address), [address]);
}

export function goTo(route: Parameters<typeof addressOf>[0]): void {
  location.hash = addressOf(route);
}
