import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { Plan } from '../plan.ts';
import { withConfiguration } from './options.ts';

/** `rollcall config check`. */
export function declareConfigCheck(program: Command, context: CommandContext, plan: Plan): void {
  const config = program.command('config').description('look at the configuration');
  withConfiguration(config.command('check'), 'the configuration')
    .description('find what is wrong with the configuration, or print what is in force, without its secrets')
    .option('--json', 'print it as JSON')
    .action((options: { config?: string; json?: true }) =>
      plan(async () => {
        const { checkConfiguration } = await import('./check.ts');
        return checkConfiguration(options, context);
      }),
    );
}
