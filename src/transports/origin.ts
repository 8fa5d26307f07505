import type { IncomingHttpHeaders } from 'node:http';

const LOOPBACK_HOSTS = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Names that no page's owner can have lead to this machine: addresses, its own names, and those without a domain. */
const UNOWNED_HOSTS = /^([^.]+|.+\.localhost|[\d.]+|\[.+\])$/;

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
  /**
   * Whether everybody who reaches us may do everything. Then a domain in the header `host` is foreign unless it is listed: its owner
   * may have let it lead to this machine, and the owner's pages would pass for ours. Default: false.
   */
  readonly open?: boolean | undefined;
}

/**
 * Tells by what browsers say of themselves (`Origin` and Fetch Metadata) which page a request comes from. Gateways and scripts
 * say nothing and need no special header. The rule is the same for HTTP and for WebSockets, which browsers let any page open.
 */
export class Origins {
  readonly #listed: ReadonlySet<string>;
  readonly #listedHosts: ReadonlySet<string>;
  readonly #loopback: boolean;
  readonly #open: boolean;

  constructor({ origins, loopback, open = false }: OriginRules) {
    this.#listed = new Set(origins);
    this.#listedHosts = new Set(origins.map((origin) => new URL(origin).host));
    this.#loopback = loopback;
    this.#open = open;
  }

  senderOf({ origin, host, 'sec-fetch-site': site, 'x-router-secret': routerSecret }: IncomingHttpHeaders): Sender {
    if (this.#open && !this.#isOurs(host)) return 'foreign';
    // A router may hand on all headers of its client. No page can send this one without having been given leave to.
    if (routerSecret !== undefined || site === 'same-origin') return 'ours';
    if (origin === undefined) return site === 'cross-site' || site === 'same-site' ? 'foreign' : 'ours';
    if (this.#listed.has(origin)) return 'welcome';
    if (!URL.canParse(origin)) return 'foreign';
    const url = new URL(origin);
    if (url.host === host) return 'ours';
    return this.#loopback && LOOPBACK_HOSTS.test(url.hostname) ? 'welcome' : 'foreign';
  }

  #isOurs(host = ''): boolean {
    return this.#listedHosts.has(host) || UNOWNED_HOSTS.test(host.replace(/:\d+$/, ''));
  }
}

/** While nothing is said: a developer's pages, beside a service that only this machine can reach. */
export const loopbackOrigins = new Origins({ origins: [], loopback: true });
