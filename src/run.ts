import { destination, type Logger, levels } from 'pino';
import { type App, startApp } from './app.ts';
import type { Config } from './config/config.ts';
import type { Environment } from './config/environment.ts';
import { checkConfig, loadConfig, type Loaded, nameVariable } from './config/load.ts';
import type { Problem } from './config/problem.ts';
import { explainStart } from './config/start-failure.ts';
import { systemClock, systemRandom } from './kernel/clock.ts';
import type { InviteExample } from './kernel/invite-example.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { createLog } from './signals/logs/create-log.ts';
import { secretsOf } from './signals/logs/secrets.ts';
import { openTracing } from './signals/traces/open-tracing.ts';
import { DEFAULT_DATA_DIR, openStore } from './store/open-store.ts';

/** How long the process may take to end after a signal before it is ended, in milliseconds; a little above the drain's own deadline. */
const EXIT_DEADLINE_MS = 15_000;

/** A wire carries events between processes that share a database. */
const UNUSED_WIRE =
  'events.url is not used: one process alone holds the embedded store; DATABASE_URL makes room for more\n';

/** Serves what the environment asks for until a signal ends it, or tells why that cannot be and ends the process. */
export async function run(environment: Environment): Promise<void> {
  try {
    await serve(environment);
  } catch (error) {
    process.stderr.write(`Rollcall cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

interface Plan {
  readonly loaded: Loaded;
  readonly examples: readonly InviteExample[];
  readonly sandbox: Sandbox | null;
}

/** Without a configuration file: the sandbox, in this process. */
async function planSandbox(environment: Environment): Promise<Plan> {
  const { startSandbox } = await import('./sandbox/sandbox.ts');
  const sandbox = await startSandbox({ clock: systemClock });
  return {
    loaded: checkConfig({ connections: sandbox.connections }, environment),
    examples: sandboxExamples(),
    sandbox,
  };
}

const sandboxExamples = (): InviteExample[] => [
  { connectionId: 'wechat', groupId: 'wechat:34757816141@chatroom', accounts: ['wxid_alice01', 'wxid_bob02'] },
  { connectionId: 'tencent', groupId: 'tencent:@TGS#2J4SZEAEL', accounts: ['tommy', 'jared'] },
  { connectionId: 'tencent-app', groupId: 'tencent-app:groupID', accounts: ['u_alice', 'u_bob'] },
  { connectionId: 'imkit', groupId: 'imkit:demo-room', accounts: ['u_alice', 'u_bob'] },
  { connectionId: 'zim', groupId: 'zim:groupA', accounts: ['usera', 'userb'] },
  { connectionId: 'zim', groupId: 'zim:load-demo', accounts: crowd(1_000) },
];

/** Every so many members one is not simply willing. */
const ODD_EVERY = 25;

/** Enough for one to watch: some whom nobody knows, some who cannot be invited, some who have to agree first. */
function crowd(size: number): string[] {
  const odd = ['ghost', 'refused', 'shy', 'never'];
  return Array.from({ length: size }, (_, index) => {
    const nth = index + 1;
    return `${nth % ODD_EVERY === 0 ? odd[(nth / ODD_EVERY - 1) % odd.length] : 'user'}-${nth}`;
  });
}

/** Which groups there are at real providers is not known. */
const planConfigured = (path: string, environment: Environment): Plan => ({
  loaded: loadConfig(path, environment),
  examples: [],
  sandbox: null,
});

const LOG_LEVELS: readonly string[] = [...Object.keys(levels.values), 'silent'];

/** Everything that is wrong with the configuration, and keeps the process from starting. */
function findProblems(loaded: Loaded, logLevel: string, environment: Environment): Problem[] {
  const problems = 'problems' in loaded ? [...loaded.problems] : [];
  if (!LOG_LEVELS.includes(logLevel))
    problems.push({ path: 'LOG_LEVEL', message: `must be one of ${LOG_LEVELS.join(', ')}` });
  return problems.map((problem) => nameVariable(problem, environment));
}

async function serve(environment: Environment): Promise<void> {
  const path = environment['ROLLCALL_CONFIG'];
  const { loaded, examples, sandbox } = path ? planConfigured(path, environment) : await planSandbox(environment);
  const logLevel = environment['LOG_LEVEL'] || 'info';
  const problems = findProblems(loaded, logLevel, environment);
  if (problems.length > 0 || !('config' in loaded)) {
    const lines = problems.map((problem) => `  ${problem.path}: ${problem.message}`);
    process.stderr.write(`Rollcall cannot start with this configuration:\n${lines.join('\n')}\n`);
    process.exit(1);
  }
  const { config } = loaded;
  const log = createLog({ level: logLevel, destination: destination(2), secrets: secretsOf(config) });
  const app = await start(config, examples, log, environment).catch((error: unknown) => {
    throw new Error(explainStart(error, config), { cause: error });
  });
  sandbox?.sendWebhooksTo(app.url);
  process.stdout.write(addressesOf(app));
  if (sandbox !== null) process.stdout.write(`without a configuration: five simulated providers at ${sandbox.url}\n`);
  if (config.events.url !== undefined && config.store.url === undefined) process.stdout.write(UNUSED_WIRE);
  endOnSignal(() => app.close());
}

/** Where to look, for whoever has just started it. */
const addressesOf = ({ url }: App): string => `Rollcall serves ${url}/graphql
  console     ${url}/
  playground  ${url}/playground
  metrics     ${url}/metrics
`;

async function start(
  config: Config,
  examples: readonly InviteExample[],
  log: Logger,
  environment: Environment,
): Promise<App> {
  const dataDir = environment['ROLLCALL_DATA_DIR'] || DEFAULT_DATA_DIR;
  const store = await openStore({ url: config.store.url, dataDir, clock: systemClock, log });
  const tracing = await openTracing(environment, { clock: systemClock, log });
  return startApp({ config, store, clock: systemClock, random: systemRandom, log, examples, tracing });
}

function endOnSignal(close: () => Promise<void>): void {
  const end = (): void => {
    setTimeout(() => process.exit(1), EXIT_DEADLINE_MS).unref();
    close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
}
