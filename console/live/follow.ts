import type { MemberChangeFragment } from '../graphql/generated/graphql.ts';
import { keepSubscribed, type RetryDeps } from './keep-subscribed.ts';

export type Change = MemberChangeFragment;

/** Whose changes: exactly one. */
export type Filter = { readonly groupId: string } | { readonly operationId: string } | { readonly userId: string };

/** Subscribes once to the changes behind a cursor, or to those from now on, and returns how to leave. */
export type Watch = (
  after: string | null,
  observer: {
    next(change: Change): void;
    /** With the code of the error that ended it; without one when the connection was lost. */
    end(code?: unknown): void;
  },
) => () => void;

export interface Follower {
  onChange(change: Change): void;
  /** What lies between is not kept any more: read anew what is shown. */
  onGap(): void;
}

const REFUSALS: readonly unknown[] = ['BAD_USER_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN', 'GRAPHQL_VALIDATION_FAILED'];

/** Whether asking again is of no use: the arguments are wrong, or somebody has to sign in first. */
export const isRefusal = (code: unknown): boolean => REFUSALS.includes(code);

/** Follows changes until it is left. After a lost connection it goes on behind the newest change that was handled, so that none is missed or seen twice. */
export function follow(watch: Watch, from: string | null, { onChange, onGap }: Follower, deps: RetryDeps): () => void {
  let cursor = from;
  return keepSubscribed(
    ({ alive, lost }) =>
      watch(cursor, {
        next(change) {
          alive();
          onChange(change);
          ({ cursor } = change);
        },
        end(code) {
          if (isRefusal(code)) return;
          if (code === 'CURSOR_EXPIRED') {
            cursor = null;
            onGap();
          }
          lost();
        },
      }),
    deps,
  );
}
