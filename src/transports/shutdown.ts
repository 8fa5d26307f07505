import type { Server } from 'node:http';
import type { GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { type Clock, type Random, sleep } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { ErrorExtensions } from '../kernel/error-codes.ts';
import { HttpError } from './request.ts';

/** How long calls under way may take to end once the process shall end, in milliseconds. */
export const SHUTDOWN_DEADLINE_MS = 10 * SECOND;
/** How long answers that are still open may take after that, in milliseconds. */
export const LAST_ANSWERS_MS = SECOND;

/** The time over which goodbyes are spread, for each client and at most, in milliseconds: they all come back, and better not at once. */
export const GOODBYE_SPREAD_MS = { perClient: 2, atMost: 2 * SECOND } as const;

/** When one of so many clients is to be told that the process goes, in milliseconds from now. */
export const goodbyeDelayMs = (clients: number, random: Random): number =>
  Math.floor(random() * Math.min(clients * GOODBYE_SPREAD_MS.perClient, GOODBYE_SPREAD_MS.atMost));

const SHUTTING_DOWN = 'SHUTTING_DOWN';

/** What clients are told whose protocol can tell why a subscription ends. */
export const GOODBYE_ERRORS: readonly GraphQLFormattedError[] = [
  {
    message: 'this process is about to end; subscribe again',
    extensions: { code: SHUTTING_DOWN } satisfies ErrorExtensions<typeof SHUTTING_DOWN>,
  },
];

/** @throws HttpError 503 once the process is about to end */
export function refuseWhenDraining(draining: AbortSignal): void {
  if (draining.aborted) throw new HttpError(503, SHUTTING_DOWN, 'this process is about to end');
}

export interface ShutdownSteps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly stopTakingRequests: readonly (() => void)[];
  readonly http: Server;
  readonly closeSockets: () => Promise<void>;
  /** Ends work under way; what is not done by the deadline is taken up by the next start. */
  readonly drain: readonly (() => Promise<void>)[];
  /** Lets requests answer that wait for work which will not be done any more. */
  readonly answerWaiting: () => void;
  /** Closes what the work needed. */
  readonly release: readonly (() => Promise<void>)[];
}

/** Ends the service in order: not ready, no new requests, clients of streams are told and work is drained, then everything is closed. */
export async function shutDown({
  clock,
  log,
  stopTakingRequests,
  http,
  closeSockets,
  drain,
  answerWaiting,
  release,
}: ShutdownSteps): Promise<void> {
  for (const stop of stopTakingRequests) stop();
  const closed = new Promise((resolve) => http.close(resolve));
  http.closeIdleConnections();
  const attempt = (step: () => Promise<void>): Promise<void> =>
    step().catch((error: unknown) => log.error({ err: error }, 'something could not be ended'));
  await within(clock, SHUTDOWN_DEADLINE_MS, Promise.all([closeSockets, ...drain].map(attempt)));
  answerWaiting();
  http.closeIdleConnections();
  await within(clock, LAST_ANSWERS_MS, closed);
  http.closeAllConnections();
  await closed;
  for (const step of release) await attempt(step);
}

/** Resolves when `work` is done, or `ms` have passed. */
async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  const deadline = sleep(clock, ms, done.signal).catch(() => {});
  await Promise.race([work, deadline]);
  done.abort();
}
