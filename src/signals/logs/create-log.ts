import { type DestinationStream, type Logger, pino } from 'pino';
import { currentScope } from '../request-scope.ts';
import { createMask, MASK } from './mask.ts';

/** Fields that are never written, whatever is in them: a header or a body that somebody logs as a whole. */
const NEVER_WRITTEN = ['headers', 'authorization', 'cookie', 'body', 'password', 'connectionParams', 'variables'];

export interface LogOptions {
  readonly level: string;
  readonly destination: DestinationStream;
  /** What must never be read in a line. */
  readonly secrets: readonly string[];
}

/**
 * The log: a line of JSON for each thing that happened. Lines on behalf of a request say which one (`requestId`), and its operation and
 * trace as far as they are known.
 */
export function createLog({ level, destination, secrets }: LogOptions): Logger {
  const streamWrite = createMask(secrets);
  const paths = NEVER_WRITTEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, mixin: requestFields, redact: { paths, censor: MASK }, hooks: { streamWrite } }, destination);
}

function requestFields(): Record<string, string> {
  const scope = currentScope();
  if (scope === undefined) return {};
  const { requestId, operationId, trace } = scope;
  const traceId = trace?.traceId ?? null;
  return {
    requestId,
    ...(operationId === null ? {} : { operationId }),
    ...(traceId === null ? {} : { traceId }),
  };
}
