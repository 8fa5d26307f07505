import { fileURLToPath } from 'node:url';
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
}

/** Starts Hive Gateway's own command line over a supergraph. */
export const startHive = (
  supergraphSdl: string,
  { planner, subscriptions, headers = [] }: HiveOptions,
): Promise<Gateway> =>
  runGateway((workplace) => {
    const supergraph = workplace.write('supergraph.graphql', supergraphSdl);
    const config = {
      transportEntries: { membership: { headers, ...(subscriptions && { options: { subscriptions } }) } },
      // Callbacks arrive as its webhooks.
      webhooks: true,
    };
    const text = `export const gatewayConfig = ${JSON.stringify(config)};\n`;
    const runtime = planner === 'rust' ? ['--hive-router-runtime'] : [];
    return [PROGRAM, 'supergraph', supergraph, '-c', workplace.write('gateway.config.mjs', text), ...runtime];
  });
