import { GraphQLError } from 'graphql';
import type { Viewer } from '../access/viewer.ts';
import type { ResultStream } from '../graphql/subscribe.ts';
import type { Clock } from '../kernel/clock.ts';

/** Whether the viewer's credential has ended. */
export const hasExpired = ({ expiresAtMs }: Viewer, clock: Clock): boolean =>
  expiresAtMs !== null && clock.now() >= expiresAtMs;

/**
 * The same results until the viewer's credential ends; then the last one is an error UNAUTHENTICATED, also while nothing
 * happens. No result passes after that instant, however late the timer is.
 */
export function endAtExpiry(results: ResultStream, viewer: Viewer, clock: Clock): ResultStream {
  const { expiresAtMs } = viewer;
  if (expiresAtMs === null) return results;
  let left = false;
  let expired = false;
  const expire = (): void => {
    expired = true;
    // Wakes whoever waits for a result. A failure to close is the source's, and is told to nobody who waits here.
    results.return?.().catch(() => {});
  };
  const cancel = clock.setTimer(expiresAtMs, expire);
  const leave = (): void => {
    left = true;
    cancel();
  };
  return {
    async next() {
      if (left) return { done: true, value: undefined };
      const result = await results.next().catch((error: unknown) => {
        leave();
        throw error;
      });
      if (!expired && !result.done && hasExpired(viewer, clock)) expire();
      // Whoever left meanwhile is told nothing any more.
      if (left || (result.done === true && !expired)) {
        leave();
        return { done: true, value: undefined };
      }
      if (!expired) return result;
      leave();
      return { done: false, value: { errors: [expiredError()] } };
    },
    async return() {
      leave();
      await results.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const expiredError = (): GraphQLError =>
  new GraphQLError('the credential has expired; subscribe again with a new one', {
    extensions: { code: 'UNAUTHENTICATED' },
  });
