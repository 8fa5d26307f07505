import type { Client } from 'urql';
import {
  BoardPageDocument,
  type BoardMemberFragment,
  BoardStartDocument,
  InviteOperationProgressedDocument,
  type OperationStandingFragment,
} from '../graphql/generated/graphql.ts';
import type { Quota } from '../../src/kernel/estimate.ts';
import { type Follower, follow, isRefusal } from '../live/follow.ts';
import { keepSubscribed } from '../live/keep-subscribed.ts';
import { retryDeps, subscribeOnce, watchChanges } from '../live/watch.ts';

/** An operation as the board knows it. */
export interface Standing extends Pick<OperationStandingFragment, 'status' | 'counts'> {
  readonly groupId: string;
  readonly createdAt: string;
  readonly quota: Quota;
}

export interface BoardStart {
  readonly operation: Standing;
  /** Older than whatever is read from now on; null when nothing is kept that one could begin from. */
  readonly cursor: string | null;
}

/** Where a board has its operation from. */
export interface BoardSource {
  /** @returns null when the operation is not known */
  start(): Promise<BoardStart | null>;
  readPage(
    after: string | null,
    first: number,
  ): Promise<{
    readonly members: readonly BoardMemberFragment[];
    /** Behind the page; null when nothing is there. */
    readonly endCursor: string | null;
  }>;
  follow(after: string | null, follower: Follower): () => void;
  /** Hears how the operation stands until `onProgress` says that it is over. */
  followProgress(onProgress: (operation: Pick<Standing, 'status' | 'counts'>) => boolean): () => void;
}

export function createBoardSource(client: Client, operationId: string): BoardSource {
  // What is read here is kept by the board, and not by the cache.
  const fresh = { requestPolicy: 'network-only' } as const;
  return {
    async start() {
      const { data, error } = await client.query(BoardStartDocument, { id: operationId }, fresh).toPromise();
      if (error) throw error;
      const operation = data?.inviteOperation;
      if (!operation) return null;
      const { status, counts, createdAt, group, results } = operation;
      const quota = group.connection.capabilities;
      return {
        operation: { status, counts, createdAt, groupId: group.id, quota },
        cursor: results.edges[0]?.node.membership.history.pageInfo.endCursor ?? null,
      };
    },
    async readPage(after, first) {
      const variables = { id: operationId, after, first };
      const { data, error } = await client.query(BoardPageDocument, variables, fresh).toPromise();
      if (error) throw error;
      const { edges = [], pageInfo } = data?.inviteOperation?.results ?? {};
      return {
        members: edges.map(({ node }) => node),
        endCursor: pageInfo?.hasNextPage === true ? pageInfo.endCursor : null,
      };
    },
    follow: (after, follower) => follow(watchChanges(client, { operationId }), after, follower, retryDeps),
    followProgress: (onProgress) =>
      keepSubscribed(({ alive, lost }) => {
        let over = false;
        return subscribeOnce(
          client,
          InviteOperationProgressedDocument,
          { id: operationId },
          {
            next({ inviteOperationProgressed: operation }) {
              alive();
              over = onProgress(operation);
            },
            end: (code) => void (over || isRefusal(code) || lost()),
          },
        );
      }, retryDeps),
  };
}
