import { type Config, DEFAULT_HOST, DEFAULT_PORT } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import type { Endpoint } from '../../config/start-failure.ts';
import { DEFAULT_DATA_DIR } from '../../store/open-store.ts';
import type { StorePlace } from '../../store/schema-standing.ts';

/** Where the service would store; without a configuration by the environment alone. */
export function placeOf(config: Config | null, environment: Environment, dataDir?: string): StorePlace {
  return {
    url: config?.store.url ?? (environment['DATABASE_URL'] || undefined),
    dataDir: dataDir ?? (environment['ROLLCALL_DATA_DIR'] || DEFAULT_DATA_DIR),
  };
}

/** What a failure of the store is explained by. */
export const endpointOf = ({ url }: StorePlace): Endpoint => ({
  server: { host: DEFAULT_HOST, port: DEFAULT_PORT },
  store: { url },
  events: {},
});
