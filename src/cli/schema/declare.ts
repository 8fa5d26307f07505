import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import type { Plan } from '../plan.ts';

/** `rollcall schema`. */
export function declareSchema(program: Command, context: CommandContext, plan: Plan): void {
  program
    .command('schema')
    .description("print the subgraph's SDL, for a composer or a registry")
    .option('--check <file>', 'print nothing, and fail unless the file is this SDL')
    .action(({ check }: { check?: string }) =>
      plan(async () => {
        const { checkSchema, printSchema } = await import('./schema.ts');
        return check === undefined ? printSchema(context) : checkSchema(check, context);
      }),
    );
}
