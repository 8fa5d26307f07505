import { type DestinationStream, type Logger, pino } from 'pino';
import { currentScope } from '../request-scope.ts';
import { countLinesOf, LineCounter } from './line-counts.ts';
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
 * trace as far as they are known. The lines are counted, for `rollcall_log_lines_total`.
 */
export function createLog({ level, destination, secrets }: LogOptions): Logger {
  const streamWrite = createMask(secrets);
  const lines = new LineCounter();
  const paths = NEVER_WRITTEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const mixin = (_line: object, lineLevel: number): Record<string, string> => {
    lines.count(lineLevel);
    return requestFields();
  };
  const log = pino({ level, mixin, redact: { paths, censor: MASK }, hooks: { streamWrite } }, destination);
  countLinesOf(log, lines);
  return log;
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
