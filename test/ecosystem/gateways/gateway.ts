import { setTimeout as realDelay } from 'node:timers/promises';
import { COMPILE_CACHE, eventually, graphql, Program } from '../../e2e/processes.ts';
import type { Workplace } from '../support/workplace.ts';

/** How long a hook that starts a gateway may take, in milliseconds: gateways load thousands of files. */
export const GATEWAY_START_MS = 60_000;
/** Gives up before the hook does, and can say why. */
const PATIENCE_MS = GATEWAY_START_MS - 10_000;

/** How long a gateway may take to end by itself, in milliseconds. */
const GOODBYE_MS = 5_000;

/** A running gateway in a process of its own. */
export interface Gateway extends AsyncDisposable {
  /** Its GraphQL endpoint is `${url}/graphql`. */
  readonly url: string;
}

/** Runs a gateway's own program with Node, and resolves when it answers. The workplace is given up with the gateway. */
export async function runGateway(parameters: readonly string[], url: string, workplace: Workplace): Promise<Gateway> {
  await using started = new AsyncDisposableStack();
  started.use(workplace);
  const env = { NODE_COMPILE_CACHE: COMPILE_CACHE };
  const program = started.use(Program.run(process.execPath, parameters, { cwd: workplace.path, env }));
  started.defer(() => endGently(program));
  const serves = async (): Promise<boolean> => {
    if (program.isOver) throw new Error(`the gateway has ended:\n${program.stdout}${program.stderr}`);
    return graphql(url, '{ __typename }').then(
      ({ data }) => data?.__typename === 'Query',
      () => false,
    );
  };
  await eventually(`the gateway serves ${url}`, serves, PATIENCE_MS);
  const parts = started.move();
  return { url, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** What it has compiled is kept for the next start, unless it is killed. */
async function endGently(program: Program): Promise<void> {
  const patience = new AbortController();
  await Promise.race([program.end('SIGTERM'), realDelay(GOODBYE_MS, null, { signal: patience.signal })]);
  patience.abort();
}
