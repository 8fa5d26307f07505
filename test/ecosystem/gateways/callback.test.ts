import { composeSupergraph } from '../composition/supergraph.ts';
import { Wiretap } from '../support/wiretap.ts';
import { startGraph } from './graph.ts';
import { type Planner, startHive } from './hive.ts';
import { describeSubscriptions, type Route } from './subscription.contract.ts';

const PLANNERS: readonly Planner[] = ['javascript', 'rust'];

interface CallbackRoute extends Route {
  /** On our way to the gateway. */
  readonly callbacks: Wiretap;
}

async function openRoute(planner: Planner): Promise<CallbackRoute> {
  await using started = new AsyncDisposableStack();
  const callbacks = started.use(await Wiretap.start());
  // Nobody is called back who is not allowed to ask for it.
  const graph = started.use(await startGraph({ subscriptions: { callbackOrigins: [callbacks.url] } }));
  const tap = started.use(await Wiretap.start(graph.serviceUrl));
  const supergraph = composeSupergraph({ ...graph.urls, membership: `${tap.url}/graphql` });
  const options = { path: '/callback', public_url: `${callbacks.url}/callback` };
  const subscriptions = { kind: 'http-callback', options };
  const gateway = started.use(await startHive(supergraph, { planner, subscriptions }));
  callbacks.pointTo(gateway.url);
  const parts = started.move();
  return { graph, gateway, tap, callbacks, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

for (const planner of PLANNERS) {
  describeSubscriptions({
    name: 'HTTP callback',
    planner,
    asks: /POST \/graphql .*accept: application\/json;callbackSpec=1\.0/is,
    group: `tencent:load-${planner}-callback`,
    open: () => openRoute(planner),
    // Its answer to the next message says that nobody wants it any more.
    async isSubscribed({ callbacks }, change) {
      callbacks.forget();
      await change();
      return callbacks.asked(/"action":"next"/).length > 0;
    },
  });
}
