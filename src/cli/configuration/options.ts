import { type Command, Option } from 'commander';

/** Gives a command the option by which it finds the configuration. @param meaning what it is to the command */
export const withConfiguration = (command: Command, meaning: string): Command =>
  command.addOption(new Option('-c, --config <file>', meaning).env('ROLLCALL_CONFIG'));
