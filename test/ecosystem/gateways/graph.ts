import { startSandboxProcess, startService } from '../../e2e/processes.ts';
import type { SubgraphUrls } from '../composition/subgraphs.ts';
import { type Rooms, startRooms } from '../neighbours/rooms.ts';
import { startUsers } from '../neighbours/users.ts';
import { makeWorkplace } from '../support/workplace.ts';

/** Everything behind a gateway: the built service with its sandbox, and two neighbours. */
export interface Graph extends AsyncDisposable {
  readonly urls: SubgraphUrls;
  /** The service itself, past every gateway. */
  readonly serviceUrl: string;
  readonly rooms: Rooms;
}

/**
 * Starts our service in a process of its own and the neighbours in this one.
 *
 * @param settings keys of the configuration besides its connections; absent: it runs without a configuration
 */
export async function startGraph(settings?: object): Promise<Graph> {
  await using started = new AsyncDisposableStack();
  const users = started.use(await startUsers());
  const rooms = started.use(await startRooms());
  const config = settings === undefined ? {} : await configure(settings, started);
  const service = started.use(await startService({ ...config, ROLLCALL_DATA_DIR: ':memory:' }));
  const parts = started.move();
  return {
    urls: { membership: `${service.url}/graphql`, users: users.url, rooms: rooms.url },
    serviceUrl: service.url,
    rooms,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** With a configuration the service brings no sandbox of its own. */
async function configure(settings: object, started: AsyncDisposableStack): Promise<Record<string, string>> {
  const { connections } = started.use(await startSandboxProcess());
  const workplace = started.use(makeWorkplace());
  return { ROLLCALL_CONFIG: workplace.write('rollcall.json', JSON.stringify({ connections, ...settings })) };
}
