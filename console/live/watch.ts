import type { AnyVariables, Client, TypedDocumentNode } from 'urql';
import { onEnd, pipe, subscribe } from 'wonka';
import { codeOf } from '../graphql/error-code.ts';
import { MemberStateChangedDocument } from '../graphql/generated/graphql.ts';
import { browserClock, browserRandom } from '../shared/browser-clock.ts';
import type { Filter, Watch } from './follow.ts';
import type { RetryDeps } from './keep-subscribed.ts';
import { isRefusedClose } from './socket.ts';

/** What a page waits with. */
export const retryDeps: RetryDeps = {
  clock: browserClock,
  random: browserRandom,
  onOnline(listener) {
    addEventListener('online', listener);
    return () => removeEventListener('online', listener);
  },
};

/** Subscribes once, and returns how to leave. `end` hears once that it is over, with the code of the error that ended it, if one did. */
export function subscribeOnce<Data, Variables extends AnyVariables>(
  client: Client,
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { next, end }: { next(data: Data): void; end(code?: unknown): void },
): () => void {
  let isOver = false;
  // What has ended with an error is complete a moment later as well.
  const endOnce = (code?: unknown): void => {
    if (isOver) return;
    isOver = true;
    end(code);
  };
  const { unsubscribe } = pipe(
    client.subscription(document, variables),
    onEnd(() => endOnce()),
    subscribe(({ data, error }) => {
      if (error) endOnce(isRefusedClose(error.networkError) ? 'UNAUTHENTICATED' : codeOf(error));
      else if (data) next(data);
    }),
  );
  return unsubscribe;
}

export const watchChanges =
  (client: Client, filter: Filter): Watch =>
  (after, { next, end }) =>
    subscribeOnce(
      client,
      MemberStateChangedDocument,
      { ...filter, after },
      { next: ({ memberStateChanged }) => next(memberStateChanged), end },
    );
