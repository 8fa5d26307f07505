import type { MemberChangeFragment } from '../../../../schema/client/graphql.ts';

/** What of a change is used here. */
export type Change = Pick<MemberChangeFragment, 'cursor' | 'sequence' | 'to' | 'membership'>;

/** Subscribes once, with any client, and returns how to leave. */
export type Watch = (
  from: { readonly groupId: string; readonly after: string | null },
  observer: {
    next(change: Change): void;
    /** With the code of the error that ended it; without one when the connection was lost. */
    end(code?: unknown): void;
  },
) => () => void;

export interface Follower {
  onChange(change: Change): void;
  /** What lies between is not kept any more: read the group anew. */
  onGap(): void;
  /** Asking again is of no use. */
  onRefused(code: unknown): void;
}

const REFUSALS: readonly unknown[] = ['BAD_USER_INPUT', 'UNAUTHENTICATED', 'FORBIDDEN', 'GRAPHQL_VALIDATION_FAILED'];

/** Follows a group until it is left: after a lost connection it goes on behind the last change that was handled. */
export function follow(
  watch: Watch,
  { groupId, after = null, retryMs = 1000 }: { groupId: string; after?: string | null; retryMs?: number },
  { onChange, onGap, onRefused }: Follower,
): () => void {
  let cursor = after;
  let sequence: number | null = null;
  let leave = (): void => {};

  const begin = (): void => {
    let over = false;
    let stop = (): void => {};
    leave = () => {
      over = true;
      stop();
    };
    const again = (): void => {
      leave();
      const timer = setTimeout(begin, retryMs);
      leave = () => clearTimeout(timer);
    };
    stop = watch(
      { groupId, after: cursor },
      {
        next(change) {
          // A client that connects again by itself begins where it began the first time.
          if (over || (sequence !== null && change.sequence <= sequence)) return;
          // A router in between may drop events when it is busy.
          if (sequence !== null && change.sequence > sequence + 1) return again();
          ({ cursor, sequence } = change);
          onChange(change);
        },
        end(code) {
          if (over) return;
          if (REFUSALS.includes(code)) {
            over = true;
            return onRefused(code);
          }
          if (code === 'CURSOR_EXPIRED') {
            cursor = null;
            sequence = null;
            onGap();
          }
          again();
        },
      },
    );
  };
  begin();
  return () => leave();
}
