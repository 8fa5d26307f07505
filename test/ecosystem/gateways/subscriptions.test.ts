import { afterAll, beforeAll } from 'vitest';
import { composeSupergraph } from '../composition/supergraph.ts';
import { Wiretap } from '../support/wiretap.ts';
import { START_MS } from '../support/loopback-program.ts';
import { type Graph, startGraph } from './graph.ts';
import { type Planner, startHive } from './hive.ts';
import { describeSubscriptions, type Route } from './subscription.contract.ts';

const PLANNERS: readonly Planner[] = ['javascript', 'rust'];

const WAYS = [
  {
    name: 'server-sent events',
    id: 'sse',
    // That is what it asks for, by GET, when nothing is configured.
    subscriptions: undefined,
    asks: /GET \/graphql\?.*accept: text\/event-stream/is,
  },
  {
    name: 'WebSocket',
    id: 'ws',
    // It holds a socket that is of no use any more for three seconds, unless told otherwise.
    subscriptions: { kind: 'ws', location: '/ws', options: { lazyCloseTimeout: 0 } },
    asks: /GET \/ws .*sec-websocket-protocol: graphql-transport-ws/is,
  },
];

const behind = new AsyncDisposableStack();
let graph: Graph;

beforeAll(async () => {
  graph = behind.use(await startGraph());
}, START_MS);
afterAll(() => behind.disposeAsync());

async function openRoute(planner: Planner, subscriptions: object | undefined): Promise<Route> {
  await using started = new AsyncDisposableStack();
  const tap = started.use(await Wiretap.start(graph.serviceUrl));
  const supergraph = composeSupergraph({ ...graph.urls, membership: `${tap.url}/graphql` });
  const gateway = started.use(await startHive(supergraph, { planner, subscriptions }));
  const parts = started.move();
  return { graph, gateway, tap, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

for (const planner of PLANNERS) {
  for (const { name, id, subscriptions, asks } of WAYS) {
    describeSubscriptions({
      name,
      planner,
      asks,
      group: `tencent:load-${planner}-${id}`,
      open: () => openRoute(planner, subscriptions),
      // A gateway without a subscription holds no stream, also while nothing changes.
      isSubscribed: async ({ tap }) => tap.asked(asks).some(({ isOpen }) => isOpen),
    });
  }
}
