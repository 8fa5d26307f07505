import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOSTS = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Whether a browser sends this read on behalf of another site. Browsers say so by themselves (Fetch Metadata); gateways and
 * scripts say nothing and need no special header. A POST of JSON cannot be sent across sites without our consent.
 */
export function isCrossSiteRead({ method, headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  return method === 'GET' && (site === 'cross-site' || site === 'same-site');
}

/**
 * Whether a WebSocket may be opened by the page that asks. Browsers let any page open one and send the page's origin along: so
 * ours is welcome, a developer's on this machine is, and no origin at all, which is no browser.
 */
export function isWelcomeOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  try {
    const url = new URL(origin);
    return url.host === host || LOOPBACK_HOSTS.test(url.hostname);
  } catch {
    return false;
  }
}
