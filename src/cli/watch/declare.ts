import type { Command } from 'commander';
import type { CommandContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import type { Plan } from '../plan.ts';
import { withService } from '../service/options.ts';
import type { WatchOptions } from './options.ts';

/** `rollcall watch`. */
export function declareWatch(program: Command, context: CommandContext, plan: Plan): void {
  withExamples(withService(program.command('watch')), [
    'rollcall watch zim:groupA',
    'rollcall watch zim:groupA --json | jq -r .account',
  ])
    .description('tell every change of the members of a group as it happens')
    .argument('<groupId>', 'connection:group')
    .option('--since <cursor>', 'begin with what happened after this cursor')
    .option('--json', 'a line of JSON for each change, with its cursor')
    .action((groupId: string, options: WatchOptions) =>
      plan(async () => {
        const { watch } = await import('./watch.ts');
        return watch(groupId, options, context);
      }),
    );
}
