import type { Command } from 'commander';
import { withConfiguration } from '../configuration/options.ts';
import type { CommandContext } from '../context.ts';
import { withExamples } from '../examples.ts';
import type { Plan } from '../plan.ts';
import type { DoctorOptions } from './options.ts';

/** `rollcall doctor`. */
export function declareDoctor(program: Command, context: CommandContext, plan: Plan): void {
  withExamples(withConfiguration(program.command('doctor'), 'the configuration; without one the sandbox is served'), [
    'rollcall doctor --config rollcall.yaml --public-url https://rollcall.example',
    'rollcall doctor --group zim:groupA',
  ])
    .description('look for what keeps the service from working: configuration, store, and each provider')
    .option('--data-dir <folder>', "the embedded store's folder (ROLLCALL_DATA_DIR)")
    .option('-g, --group <groupId>', 'look whether this group is there, connection:group')
    .option('--public-url <url>', 'where providers reach the service, to look whether webhooks arrive')
    .option('--json', 'one JSON object with all findings')
    .action((options: DoctorOptions) =>
      plan(async () => {
        const { doctor } = await import('./doctor.ts');
        return doctor(options, context);
      }),
    );
}
