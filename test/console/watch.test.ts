import { Client, subscriptionExchange } from '@urql/core';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { InviteOperationProgressedDocument } from '../../console/graphql/generated/graphql.ts';
import { subscribeOnce } from '../../console/live/watch.ts';

/** Subscribes, lets the connection end like that, and collects with what the end was told. */
async function endsOf(failure: unknown): Promise<unknown[]> {
  const client = new Client({
    url: 'http://127.0.0.1:9/',
    preferGetMethod: false,
    exchanges: [
      subscriptionExchange({
        forwardSubscription: () => ({
          subscribe: (sink) => {
            if (failure === undefined) sink.complete();
            else sink.error(failure);
            return { unsubscribe: () => {} };
          },
        }),
      }),
    ],
  });
  const ends: unknown[] = [];
  subscribeOnce(
    client,
    InviteOperationProgressedDocument,
    { id: 'x' },
    { next: () => {}, end: (code) => ends.push(code) },
  );
  await new Promise((resolve) => setImmediate(resolve));
  return ends;
}

describe('a subscription', () => {
  it.each([
    ['refused by the service', [new GraphQLError('no', { extensions: { code: 'FORBIDDEN' } })], 'FORBIDDEN'],
    ['cut off because a token is over', { code: 4403, reason: 'Forbidden' }, 'UNAUTHENTICATED'],
    ['cut off', { code: 1006, reason: '' }, undefined],
    ['complete', undefined, undefined],
  ])('ends once when it is %s', async (_, failure, code) => {
    expect(await endsOf(failure)).toEqual([code]);
  });
});
