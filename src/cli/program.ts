import { Command, CommanderError } from 'commander';
import { declareConfigCheck } from './configuration/declare.ts';
import type { CommandContext } from './context.ts';
import { declareDoctor } from './doctor/declare.ts';
import { CommandError, EXIT, type ExitCode } from './exit.ts';
import { withExamples } from './examples.ts';
import { declareInvite, declareResults } from './invite/declare.ts';
import { declareSchema } from './schema/declare.ts';
import { declareSandbox, declareServe } from './serve/declare.ts';
import type { Action, Plan } from './plan.ts';
import { declareMigrate } from './store/declare.ts';
import { declareWatch } from './watch/declare.ts';

const DECLARATIONS: readonly ((program: Command, context: CommandContext, plan: Plan) => void)[] = [
  declareServe,
  declareSandbox,
  declareInvite,
  declareResults,
  declareWatch,
  declareDoctor,
  declareConfigCheck,
  declareMigrate,
  declareSchema,
];

/** Carries out one command line; resolves with what the process is to end with. */
export async function run(parameters: readonly string[], context: CommandContext): Promise<ExitCode | null> {
  const { red, bold } = context.terminal.tellColours;
  const program = withExamples(new Command('rollcall'), [
    'rollcall serve',
    'rollcall invite zim:groupA usera',
    'rollcall watch zim:groupA',
  ])
    .description('Group membership over five chat providers, as a GraphQL subgraph.')
    .version(context.version)
    .option('--debug', 'show where an error comes from')
    .exitOverride()
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, red('rollcall:'))) })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: bold,
      // Every command takes options; without saying so the list fits into 80 columns.
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/\[options\] ?/, '')}`.trim(),
    });
  let action: Action = async () => EXIT.done;
  for (const declare of DECLARATIONS) declare(program, context, (planned) => void (action = planned));
  try {
    await program.parseAsync(parameters, { from: 'user' });
    return await action();
  } catch (error) {
    // Commander has said what is wrong, or what was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    return explain(error, context, program.opts<{ debug?: true }>().debug === true);
  }
}

function explain(error: unknown, { terminal }: CommandContext, debug: boolean): ExitCode {
  const { red } = terminal.tellColours;
  terminal.status('');
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof CommandError;
  terminal.tell(`${red('rollcall:')} ${message}${known || debug ? '' : ' (a mistake of ours: --debug shows where)'}`);
  if (debug && error instanceof Error) terminal.tell(traceOf(error));
  if (known) for (const line of error.howToGoOn) terminal.tell(line);
  return known ? error.exitCode : EXIT.broken;
}

/** The stack, with those of what caused it. */
function traceOf(error: Error): string {
  const trace = error.stack ?? error.message;
  return error.cause instanceof Error ? `${trace}\ncaused by ${traceOf(error.cause)}` : trace;
}
