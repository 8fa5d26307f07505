import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from '../context.ts';
import { CommandError, EXIT } from '../exit.ts';
import type { Plan } from '../plan.ts';

/** Where both listen without being told. */
const DEFAULT_HOST = '127.0.0.1';

/** Options and the environment variables that they stand for. */
type Variables = Readonly<Record<string, string>>;

const SERVE_VARIABLES: Variables = {
  config: 'ROLLCALL_CONFIG',
  host: 'HOST',
  port: 'PORT',
  dataDir: 'ROLLCALL_DATA_DIR',
};
const SANDBOX_VARIABLES: Variables = { host: 'HOST', port: 'PORT', webhooksTo: 'WEBHOOKS_TO' };

/** `rollcall serve`: the service, in this process. */
export function declareServe(program: Command, { environment }: CommandContext, plan: Plan): void {
  program
    .command('serve')
    .description('serve; without a configuration with five simulated providers')
    .option('-c, --config <file>', 'the configuration (ROLLCALL_CONFIG)')
    .option('--host <address>', `where to listen; ${DEFAULT_HOST} by default (HOST)`)
    .option('-p, --port <number>', 'at which port; 4000 by default (PORT)', portOf)
    .option('--data-dir <folder>', "the embedded store's folder (ROLLCALL_DATA_DIR)")
    .action((options: Record<string, string>) =>
      plan(async () => {
        Object.assign(environment, variablesOf(options, SERVE_VARIABLES));
        await import('../../main.ts');
        return null;
      }),
    );
}

/** `rollcall sandbox`: the simulated providers alone. */
export function declareSandbox(program: Command, { environment }: CommandContext, plan: Plan): void {
  program
    .command('sandbox')
    .description('simulate the five providers, and print the configuration for them')
    .option('--host <address>', `where to listen; ${DEFAULT_HOST} by default (HOST)`)
    .option('-p, --port <number>', 'at which port; 4100 by default (PORT)', portOf)
    .option('--webhooks-to <url>', 'the service that their webhooks go to (WEBHOOKS_TO)')
    .action((options: Record<string, string>) =>
      plan(async () => {
        Object.assign(environment, variablesOf(options, SANDBOX_VARIABLES));
        await startSandbox(environment);
        return null;
      }),
    );
}

/** @throws CommandError when it cannot listen */
async function startSandbox({
  HOST: host = DEFAULT_HOST,
  PORT: port = '',
}: CommandContext['environment']): Promise<void> {
  try {
    await import('../../sandbox/main.ts');
  } catch (error) {
    const { explainStart } = await import('../../config/start-failure.ts');
    const why = explainStart(error, { server: { host, port: Number(port) }, store: {}, events: {} });
    throw new CommandError(EXIT.notAllWell, why, error);
  }
}

/** @throws InvalidArgumentError when it is no port; kept as the text that its variable holds */
function portOf(text: string): string {
  if (/^\d{1,5}$/.test(text) && Number(text) < 2 ** 16) return text;
  throw new InvalidArgumentError('A port is a number up to 65535.');
}

const variablesOf = (options: Record<string, string>, variables: Variables): Record<string, string> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [variables[name] ?? name, value]));
