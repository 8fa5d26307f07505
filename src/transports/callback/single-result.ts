import type { ExecutionResult } from 'graphql';
import type { ResultStream } from '../../graphql/subscribe.ts';

/** One result and then the end. */
export function singleResult(result: ExecutionResult): ResultStream {
  let given = false;
  const done = { done: true, value: undefined } as const;
  return {
    next() {
      if (given) return Promise.resolve(done);
      given = true;
      return Promise.resolve({ done: false, value: result });
    },
    return() {
      given = true;
      return Promise.resolve(done);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
