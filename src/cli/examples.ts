import type { Command } from 'commander';

/** Shows lines as one would type them, below the help of a command. */
export const withExamples = (command: Command, lines: readonly string[]): Command =>
  command.addHelpText('after', ['', 'Examples:', ...lines.map((line) => `  ${line}`)].join('\n'));
