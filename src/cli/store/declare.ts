import type { Command } from 'commander';
import { withConfiguration } from '../configuration/options.ts';
import type { CommandContext } from '../context.ts';
import type { Plan } from '../plan.ts';
import type { MigrateOptions } from './options.ts';

/** `rollcall migrate`. */
export function declareMigrate(program: Command, context: CommandContext, plan: Plan): void {
  withConfiguration(program.command('migrate'), 'the configuration, which may name a database')
    .description("bring the store's schema up to date, as the service does when it starts")
    .option('--data-dir <folder>', "the embedded store's folder (ROLLCALL_DATA_DIR)")
    .option('--dry-run', 'only tell what would be done')
    .action((options: MigrateOptions) =>
      plan(async () => {
        const { migrate } = await import('./migrate.ts');
        return migrate(options, context);
      }),
    );
}
