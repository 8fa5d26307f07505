import { startService } from '../../e2e/processes.ts';
import type { SubgraphUrls } from '../composition/subgraphs.ts';
import { type Rooms, startRooms } from '../neighbours/rooms.ts';
import { startUsers } from '../neighbours/users.ts';
import { Wiretap } from '../support/wiretap.ts';

/** Everything behind a gateway: the built service with its sandbox, and two neighbours. */
export interface Graph extends AsyncDisposable {
  readonly urls: SubgraphUrls;
  /** The service itself, past every gateway. */
  readonly serviceUrl: string;
  readonly rooms: Rooms;
}

/** Starts our service in a process of its own and the neighbours in this one. */
export async function startGraph(): Promise<Graph> {
  await using started = new AsyncDisposableStack();
  const users = started.use(await startUsers());
  const rooms = started.use(await startRooms());
  const service = started.use(await startService({ ROLLCALL_DATA_DIR: ':memory:' }));
  const parts = started.move();
  return {
    urls: { membership: `${service.url}/graphql`, users: users.url, rooms: rooms.url },
    serviceUrl: service.url,
    rooms,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** The same graph as it is seen by one gateway whose way to us is watched. */
export async function tapped(graph: Graph): Promise<{ urls: SubgraphUrls; tap: Wiretap }> {
  const tap = await Wiretap.start(graph.serviceUrl);
  return { urls: { ...graph.urls, membership: `${tap.url}/graphql` }, tap };
}
