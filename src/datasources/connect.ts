import { buildConnector } from 'undici';
import type { Clock } from '../kernel/clock.ts';
import { reasonOf } from './exchange.ts';
import { DataSourceError } from './fault.ts';

/**
 * Opens a connection to the origin of `url`, TLS included, and closes it again without a request.
 *
 * @throws DataSourceError `unavailable`, also when it takes longer than `timeoutMs`
 */
export function connectOnce(url: URL, timeoutMs: number, clock: Clock): Promise<void> {
  const connect = buildConnector({ timeout: timeoutMs });
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(new DataSourceError('unavailable', { message: `the provider could not be reached: ${reason}` }));
    const cancelDeadline = clock.setTimer(clock.now() + timeoutMs, () => fail(`no connection within ${timeoutMs} ms`));
    // `host` becomes the server name of TLS, without which shared hosts refuse; an IPv6 address has no brackets here.
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    connect({ hostname, host: url.host, protocol: url.protocol, port: url.port }, (error, socket) => {
      cancelDeadline();
      socket?.destroy();
      if (error === null) resolve();
      else fail(reasonOf(error));
    });
  });
}
