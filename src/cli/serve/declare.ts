import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { Plan } from '../plan.ts';

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
    .option('--host <address>', 'where to listen (HOST)')
    .option('-p, --port <number>', 'at which port (PORT)')
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
    .option('--host <address>', 'where to listen (HOST)')
    .option('-p, --port <number>', 'at which port; 4100 by default (PORT)')
    .option('--webhooks-to <url>', 'the service that their webhooks go to (WEBHOOKS_TO)')
    .action((options: Record<string, string>) =>
      plan(async () => {
        Object.assign(environment, variablesOf(options, SANDBOX_VARIABLES));
        await import('../../sandbox/main.ts');
        return null;
      }),
    );
}

const variablesOf = (options: Record<string, string>, variables: Variables): Record<string, string> =>
  Object.fromEntries(Object.entries(options).map(([name, value]) => [variables[name] ?? name, value]));
