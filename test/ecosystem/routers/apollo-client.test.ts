import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors, CombinedProtocolErrors } from '@apollo/client/errors';
import { describe, expect, it } from 'vitest';
import { HEARTBEAT_MS } from '../../../src/transports/heartbeat.ts';
import { GOODBYE_SPREAD_MS } from '../../../src/transports/shutdown.ts';
import { GROUP, Stage } from '../../transports/stage.ts';
import { until } from '../../transports/time.ts';

interface Seen {
  readonly data: unknown[];
  readonly errors: unknown[];
  complete: boolean;
}

/** Subscribes with the HttpLink of the real Apollo Client, which is how Apollo's own multipart protocol is read. */
function subscribe(stage: Stage, field: string): { seen: Seen; leave: () => void } {
  const link = new HttpLink({ uri: `${stage.url}/graphql` });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const seen: Seen = { data: [], errors: [], complete: false };
  const subscription = client
    .subscribe({ query: gql(`subscription { ${field} }`), errorPolicy: 'none', fetchPolicy: 'no-cache' })
    .subscribe({
      next: ({ data, error }) => void (error === undefined ? seen.data.push(data) : seen.errors.push(error)),
      error: (error: unknown) => void seen.errors.push(error),
      complete: () => void (seen.complete = true),
    });
  return { seen, leave: () => subscription.unsubscribe() };
}

const CHANGES = `memberStateChanged(groupId: "${GROUP}") { sequence }`;
const sequences = (...numbers: number[]) =>
  numbers.map((sequence) => ({ memberStateChanged: { __typename: 'MemberStateChange', sequence } }));

describe('Apollo Client over its HttpLink', () => {
  it('gets every event at once, passes over signs of life, and frees everything when it leaves', async () => {
    await using stage = await Stage.start();
    const { seen, leave } = subscribe(stage, CHANGES);
    await until('the feed has the subscriber', () => stage.feed.subscribers === 1);
    await stage.invite(['a']);
    await until('it came', () => seen.data.length === 1);
    stage.clock.advance(HEARTBEAT_MS);
    await stage.invite(['b', 'c']);
    await until('they came', () => seen.data.length === 3);
    expect(seen).toEqual({ data: sequences(1, 2, 3), errors: [], complete: false });
    leave();
    await until('it is gone', () => stage.feed.subscribers === 0);
  });

  it('sees the end of a subscription', async () => {
    await using stage = await Stage.start();
    const id = await stage.invite(['a']);
    const { seen } = subscribe(stage, `inviteOperationProgressed(id: "${id}") { status }`);
    await until('it has begun', () => seen.data.length === 1);
    await stage.join();
    await until('it is over', () => seen.complete);
    expect([seen.data.length, seen.errors]).toEqual([2, []]);
  });

  it('is told what is wrong with a subscription', async () => {
    await using stage = await Stage.start();
    const { seen } = subscribe(stage, 'memberStateChanged(groupId: "nobody:x") { sequence }');
    await until('it was told', () => seen.errors.length === 1);
    const [error] = seen.errors as CombinedGraphQLErrors[];
    expect(CombinedGraphQLErrors.is(error)).toBe(true);
    expect(error?.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field: 'groupId' } }]);
  });

  it('is told that the process ends as an error of the transport, so that it does not take it for the end of the events', async () => {
    await using stage = await Stage.start();
    const { seen } = subscribe(stage, CHANGES);
    await until('the feed has the subscriber', () => stage.feed.subscribers === 1);
    void stage.front.close();
    stage.clock.advance(GOODBYE_SPREAD_MS.perClient);
    await until('it was told', () => seen.errors.length === 1);
    const [error] = seen.errors as CombinedProtocolErrors[];
    expect(CombinedProtocolErrors.is(error)).toBe(true);
    expect(error?.errors).toMatchObject([{ extensions: { code: 'SHUTTING_DOWN' } }]);
  });
});
