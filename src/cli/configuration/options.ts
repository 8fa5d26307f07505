import { type Command, Option } from 'commander';

/** Gives a command the option by which it finds the configuration. */
export const withConfiguration = (command: Command): Command =>
  command.addOption(
    new Option('-c, --config <file>', 'the configuration; without one the sandbox is served').env('ROLLCALL_CONFIG'),
  );
