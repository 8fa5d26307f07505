import { type Client, createClient } from 'graphql-ws';
import type { CancelTimer } from '../../src/kernel/clock.ts';
import { refusal } from '../access/sign-in.ts';
import { credentials, token } from '../access/token.ts';
import { browserClock } from '../shared/browser-clock.ts';
import { connectivity, type Connectivity } from './connectivity.ts';

/** How long the connection may be silent before it is asked whether it still lives, and how long it may take to say so. */
const PING_AFTER_MS = 10_000;
const PONG_WITHIN_MS = 5_000;

/** With these codes the service says that a token is missing, wrong or over. */
const REFUSED_CODES: readonly number[] = [4401, 4403];
const NORMAL_CLOSURE = 1000;

/** What the end of a connection means for whoever wants to go on. */
function standingAfter(code: number): Connectivity {
  if (REFUSED_CODES.includes(code)) return 'refused';
  return code === NORMAL_CLOSURE ? 'idle' : 'lost';
}

/** Whether the connection has ended because somebody has to sign in. */
export const isRefusedClose = (event: unknown): boolean =>
  REFUSED_CODES.includes((Object(event) as { readonly code?: number }).code ?? 0);

/** One socket for all subscriptions, open while there is one. It does not come back by itself: who follows something asks from its newest cursor. */
export function openSocket(): Client {
  let cancelPong: CancelTimer = () => {};
  const client = createClient({
    url: new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
    connectionParams: credentials,
    retryAttempts: 0,
    keepAlive: PING_AFTER_MS,
    on: {
      connected: () => connectivity.set('connected'),
      ping: (received) => {
        if (!received)
          cancelPong = browserClock.setTimer(browserClock.now() + PONG_WITHIN_MS, () => client.terminate());
      },
      pong: (received) => {
        if (received) cancelPong();
      },
      closed: (event) => {
        cancelPong();
        const { code, reason } = event as { readonly code: number; readonly reason: string };
        const standing = standingAfter(code);
        if (standing === 'refused') refusal.set(reason);
        connectivity.set(standing);
      },
    },
  });
  // A browser knows at once that there is no network, a socket only when something is not answered.
  addEventListener('offline', () => client.terminate());
  // A socket shows its token once: whoever signs in or out begins with another one.
  token.subscribe(() => {
    client.terminate();
    connectivity.set('idle');
  });
  return client;
}
