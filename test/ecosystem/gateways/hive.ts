import { fileURLToPath } from 'node:url';
import { freePort } from '../support/free-port.ts';
import { makeWorkplace } from '../support/workplace.ts';
import { type Gateway, runGateway } from './gateway.ts';

const PROGRAM = fileURLToPath(new URL('../node_modules/@graphql-hive/gateway/dist/bin.js', import.meta.url));

/** Who plans and executes: Hive Gateway's own code, or the planner of Hive Router, which it carries as an addon. */
export type Planner = 'javascript' | 'rust';

export interface HiveOptions {
  readonly planner: Planner;
  /** How it asks our subgraph for subscriptions. Default: nothing is configured, which means server-sent events. */
  readonly subscriptions?: object | undefined;
  /** What it sends along whenever it asks our subgraph over HTTP; values may quote what its client has sent. Default: nothing. */
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
  /** Default: a free one. */
  readonly port?: number | undefined;
}

/** Starts Hive Gateway's own command line over a supergraph, on a free port. */
export async function startHive(
  supergraphSdl: string,
  { planner, subscriptions, headers = [], port: wanted }: HiveOptions,
): Promise<Gateway> {
  const port = wanted ?? (await freePort());
  const workplace = makeWorkplace();
  const supergraph = workplace.write('supergraph.graphql', supergraphSdl);
  const config = {
    transportEntries: { membership: { headers, ...(subscriptions && { options: { subscriptions } }) } },
    // Callbacks arrive as its webhooks.
    webhooks: true,
  };
  const configFile = workplace.write('gateway.config.mjs', `export const gatewayConfig = ${JSON.stringify(config)};\n`);
  const where = ['-h', '127.0.0.1', '-p', String(port), '-c', configFile];
  const runtime = planner === 'rust' ? ['--hive-router-runtime'] : [];
  return runGateway([PROGRAM, 'supergraph', supergraph, ...where, ...runtime], `http://127.0.0.1:${port}`, workplace);
}
