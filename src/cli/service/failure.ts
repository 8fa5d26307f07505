import { ERROR_CODES, type ErrorCodeEntry } from '../../kernel/error-codes.ts';
import { CommandError, EXIT, type ExitCode } from '../exit.ts';

/** The service was not reached, has broken off, or says that it cannot answer now: asking again may help. */
export class ServiceLost extends Error {
  override readonly name = 'ServiceLost';
  /** Nobody was there to hear the question. */
  readonly isUnheard: boolean;

  constructor(message: string, { isUnheard = false, ...options }: ErrorOptions & { isUnheard?: boolean } = {}) {
    super(message, options);
    this.isUnheard = isUnheard;
  }
}

/** The service has answered with an error of GraphQL. */
export class ServiceRefusal extends Error {
  override readonly name = 'ServiceRefusal';
  /** `extensions.code`; null where there is none. */
  readonly code: string | null;
  /** The input that is wrong, such as `input.members[3].account`. */
  readonly field: string | null;

  constructor(message: string, code: string | null, field: string | null) {
    super(message);
    this.code = code;
    this.field = field;
  }
}

/** Whether a question that has failed so may have been heard all the same. */
export const mayHaveArrived = (error: unknown): boolean =>
  error instanceof ServiceLost ? !error.isUnheard : !(error instanceof ServiceRefusal);

interface Advice {
  readonly exitCode: ExitCode;
  readonly advice: string;
}

const ADVICE: Readonly<Record<string, Advice>> = {
  UNAUTHENTICATED: {
    exitCode: EXIT.notAllowed,
    advice: 'ROLLCALL_TOKEN or --token gives a token; one that has expired has to be made anew',
  },
  FORBIDDEN: {
    exitCode: EXIT.notAllowed,
    advice: 'the token needs the scope membership:invite to invite, and membership:read to watch',
  },
  NOT_FOUND: { exitCode: EXIT.unreachable, advice: '--url or ROLLCALL_URL names the path too, which is /graphql' },
  BAD_USER_INPUT: { exitCode: EXIT.usage, advice: '' },
  GRAPHQL_VALIDATION_FAILED: {
    exitCode: EXIT.unreachable,
    advice: 'the service does not understand this version of the command line: use the one that came with it',
  },
};

/** What the person at the keyboard is told of a failed question to the service. */
export function explainFailure(error: unknown, url: string): CommandError {
  if (error instanceof CommandError) return error;
  if (error instanceof ServiceLost)
    return new CommandError(
      EXIT.unreachable,
      `${error.message}; \`rollcall serve\` starts a service, --url or ROLLCALL_URL names another one`,
      error,
    );
  if (!(error instanceof ServiceRefusal)) throw error;
  const known = ADVICE[error.code ?? ''];
  const where = error.field === null ? '' : `${error.field}: `;
  if (known === undefined) {
    const { advice } = (ERROR_CODES as Partial<Record<string, ErrorCodeEntry>>)[error.code ?? ''] ?? { advice: '' };
    return new CommandError(EXIT.unreachable, `${url} failed: ${where}${error.message}. ${advice}`.trim(), error);
  }
  const advice = known.advice === '' ? '' : `; ${known.advice}`;
  return new CommandError(known.exitCode, `${where}${error.message}${advice}`, error);
}
