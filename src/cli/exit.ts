/** What the process ends with. */
export const EXIT = {
  /** Done; for an invite: everybody is in or invited. */
  done: 0,
  /** Done, and not all is well: members who are not in, a fault that was found, a store that is not there, output that cannot be written. */
  notAllWell: 1,
  /** Wrong usage or input. */
  usage: 2,
  /** The service cannot be reached, or failed. */
  unreachable: 3,
  /** The service does not let us do this. */
  notAllowed: 4,
  /** A mistake of the command line itself. */
  broken: 70,
  /** Interrupted; what the service has taken goes on there. */
  interrupted: 130,
  /** Whoever read the output has left; as shells count SIGPIPE. */
  readerGone: 141,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with one line that says what is wrong and what to do, and no stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;
  /** Lines below it: how what was begun goes on. */
  readonly howToGoOn: readonly string[];

  constructor(exitCode: ExitCode, message: string, cause?: unknown, howToGoOn: readonly string[] = []) {
    super(message, { cause });
    this.exitCode = exitCode;
    this.howToGoOn = howToGoOn;
  }
}

/** The caller's own mistake. */
export const usageError = (message: string): CommandError => new CommandError(EXIT.usage, message);
