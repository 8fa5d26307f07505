import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Where the routers in front of us show the secret that they share with us. */
export const ROUTER_SECRET_HEADER = 'x-router-secret';

/** Tells requests that show the secret; how long that takes says nothing about the secret. */
export function createRouterCheck(secret: string): (headers: IncomingHttpHeaders) => boolean {
  const expected = digest(secret);
  return (headers) => {
    const shown = headers[ROUTER_SECRET_HEADER];
    return typeof shown === 'string' && timingSafeEqual(digest(shown), expected);
  };
}

// Of one length, whatever was shown.
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
