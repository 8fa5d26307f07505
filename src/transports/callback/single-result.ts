import { Results, type ResultText } from '../../graphql/fan-out/results.ts';
import type { Subscription } from '../../graphql/fan-out/subscription.ts';

/** One result and then the end. */
export function singleResult(text: ResultText): Subscription {
  let closed = false;
  return {
    passTo(sink) {
      const taken = closed ? null : sink.take(new Results([text]));
      void Promise.resolve(taken).then(() => {
        if (!closed) sink.end();
      });
    },
    close() {
      closed = true;
    },
  };
}
