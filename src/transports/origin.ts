import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_HOSTS = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Who sends a request, as far as browsers tell. */
export type Sender =
  /** No browser, or a page of our own, or an address that somebody has typed. */
  | 'ours'
  /** A page of another origin, which may use us. */
  | 'welcome'
  /** A page of another origin, of which we know nothing. */
  | 'foreign';

export interface OriginRules {
  /** Origins of other pages that may use us, as browsers send them. */
  readonly origins: readonly string[];
  /** Whether pages that a program on the user's own machine serves may. */
  readonly loopback: boolean;
}

/**
 * Tells by what browsers say of themselves (`Origin` and Fetch Metadata) which page a request comes from. Gateways and scripts
 * say nothing and need no special header. The rule is the same for HTTP and for WebSockets, which browsers let any page open.
 */
export class Origins {
  readonly #listed: ReadonlySet<string>;
  readonly #loopback: boolean;

  constructor({ origins, loopback }: OriginRules) {
    this.#listed = new Set(origins);
    this.#loopback = loopback;
  }

  senderOf({ origin, host, 'sec-fetch-site': site, 'x-router-secret': routerSecret }: IncomingHttpHeaders): Sender {
    // A router may hand on all headers of its client. No page can send this one without having been given leave to.
    if (routerSecret !== undefined || site === 'same-origin') return 'ours';
    if (origin === undefined) return site === 'cross-site' || site === 'same-site' ? 'foreign' : 'ours';
    if (this.#listed.has(origin)) return 'welcome';
    if (!URL.canParse(origin)) return 'foreign';
    const url = new URL(origin);
    if (url.host === host) return 'ours';
    return this.#loopback && LOOPBACK_HOSTS.test(url.hostname) ? 'welcome' : 'foreign';
  }
}

/** While nothing is said: a developer's pages, beside a service that only this machine can reach. */
export const loopbackOrigins = new Origins({ origins: [], loopback: true });
