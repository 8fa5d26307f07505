import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Registry } from 'prom-client';
import type { Access } from '../../access/access.ts';
import { hasExpired, type Scope } from '../../access/viewer.ts';
import type { Config } from '../../config/config.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Origins } from '../../transports/origin.ts';
import { HttpError } from '../../transports/request.ts';
import type { Gauges } from './gauges.ts';
import type { Metrics } from './metrics.ts';
import { processMetrics } from './process-metrics.ts';

/** What a token has to allow whose bearer reads everything of everybody. */
const READS_METRICS: Scope = 'membership:admin';

export interface MetricsPageDeps {
  readonly metrics: Metrics;
  readonly gauges: Gauges;
  readonly config: Pick<Config, 'auth' | 'signals'>;
  readonly access: Access;
  readonly origins: Origins;
  readonly clock: Clock;
}

/**
 * The page at `/metrics`, in Prometheus' text format. Who may read it:
 *
 * - whoever brings `signals.metricsToken` as a Bearer token;
 * - with `auth`: also who shows the router's secret, or brings a token with the scope `membership:admin`; nobody else;
 * - without `auth` and without that token: everybody who reaches the service, as with everything else there.
 */
export function createMetricsPage(
  deps: MetricsPageDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { metrics, gauges, origins } = deps;
  const own = processMetrics();
  return async ({ method, headers }, response) => {
    if (method !== 'GET' && method !== 'HEAD')
      throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'this path takes GET, HEAD', { allow: 'GET, HEAD' });
    if (origins.senderOf(headers) === 'foreign')
      throw new HttpError(403, 'CROSS_SITE', 'metrics are for no other site');
    if (!(await mayRead(deps, headers)))
      throw new HttpError(401, 'UNAUTHENTICATED', 'this needs signals.metricsToken, or a credential for everything', {
        'www-authenticate': 'Bearer',
      });
    await gauges.read();
    const text = `${await metrics.registry.metrics()}\n${await own.metrics()}`;
    response
      .writeHead(200, {
        'content-type': Registry.PROMETHEUS_CONTENT_TYPE,
        'content-length': Buffer.byteLength(text),
        'cache-control': 'no-store',
      })
      .end(text);
  };
}

async function mayRead({ config, access, clock }: MetricsPageDeps, headers: IncomingHttpHeaders): Promise<boolean> {
  const { metricsToken } = config.signals;
  if (metricsToken !== undefined && isEqual(bearerOf(headers), metricsToken)) return true;
  const { auth } = config;
  if (auth === undefined || auth === 'none') return metricsToken === undefined;
  if (auth.routerSecret !== undefined && access.admits(headers)) return true;
  if (auth.jwt === undefined) return false;
  const viewer = await access.viewerOf({ headers });
  return viewer.refusal === null && !hasExpired(viewer, clock) && viewer.scopes.has(READS_METRICS);
}

const bearerOf = ({ authorization = '' }: IncomingHttpHeaders): string => authorization.replace(/^\s*bearer\s+/i, '');

/** How long it takes says nothing of either text: hashes have one length. */
const isEqual = (one: string, other: string): boolean =>
  timingSafeEqual(hash('sha256', one, 'buffer'), hash('sha256', other, 'buffer'));
