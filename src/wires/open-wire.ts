import type { Connect } from './connection.ts';
import { localWire } from './local-wire.ts';
import { RemoteWire, type RemoteWireDeps } from './remote-wire.ts';
import type { EventWire } from './wire.ts';

/** What subjects and channels begin with, unless it is said otherwise. */
export const DEFAULT_PREFIX = 'rollcall';

export interface WireOptions {
  /** `nats:`, `redis:` or `rediss:`; null: the database carries the hints too. */
  readonly eventsUrl: string | null;
  /** `postgres:`; null when this process has its store alone, and so nobody to tell. */
  readonly databaseUrl: string | null;
  /** Instances that shall hear each other have the same. Default {@link DEFAULT_PREFIX}. */
  readonly prefix?: string;
}

/** The wire that fits the URLs; no other client is loaded. It connects by itself, now or when that is possible. */
export async function openWire(options: WireOptions, deps: RemoteWireDeps): Promise<EventWire> {
  const connect = await chooseConnect(options);
  return connect === null ? localWire : new RemoteWire(connect, deps);
}

async function chooseConnect({
  eventsUrl,
  databaseUrl,
  prefix = DEFAULT_PREFIX,
}: WireOptions): Promise<Connect | null> {
  if (databaseUrl === null) return null;
  if (eventsUrl !== null) return connectorOf(eventsUrl, prefix);
  const { connectPostgres } = await import('./postgres-connection.ts');
  return connectPostgres(databaseUrl, prefix);
}

/** What connects to a server that carries hints, by the scheme of its URL. */
export async function connectorOf(eventsUrl: string, prefix: string): Promise<Connect> {
  const { protocol } = new URL(eventsUrl);
  if (protocol === 'nats:') {
    const { connectNats } = await import('./nats-connection.ts');
    return connectNats(eventsUrl, prefix);
  }
  if (protocol === 'redis:' || protocol === 'rediss:') {
    const { connectRedis } = await import('./redis-connection.ts');
    return connectRedis(eventsUrl, prefix);
  }
  throw new TypeError(`no wire for ${protocol}`);
}
