import type { CombinedError } from 'urql';
import { Store } from '../shared/store.ts';

/** Whether the service answers pages at all: it does; it answers routers alone; it takes listed documents alone, and ours are not listed. */
export type Door = 'open' | 'routersOnly' | 'listedOnly';

export const door = new Store<Door>('open');

/** What a 401 names when it wants the router's secret, which no page can have. */
const ROUTER_CHALLENGE = 'x-router-secret';

/** @returns null when the error says nothing of it */
export function doorOf({ response, graphQLErrors }: CombinedError): Exclude<Door, 'open'> | null {
  const challenge = (response as Response | undefined)?.headers.get('www-authenticate')?.toLowerCase();
  if (challenge === ROUTER_CHALLENGE) return 'routersOnly';
  return graphQLErrors[0]?.extensions['code'] === 'QUERY_NOT_IN_SAFELIST' ? 'listedOnly' : null;
}
