import { type Command, Option } from 'commander';

/** Where `npm start` serves. */
const DEFAULT_URL = 'http://127.0.0.1:4000/graphql';

/** Where the service is, and who asks. */
export interface ServiceOptions {
  readonly url: string;
  readonly token?: string;
}

/** Gives a command the options by which it finds the service; a token comes from the environment rather than from a line that others can see. */
export const withService = (command: Command): Command =>
  command
    .addOption(new Option('--url <url>', 'the service').env('ROLLCALL_URL').default(DEFAULT_URL))
    .addOption(new Option('--token <token>', 'the bearer token, where access is controlled').env('ROLLCALL_TOKEN'));
