import { print } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MemberStateChangedSubscription, MemberStateChangedDocument } from '../../../schema/client/graphql.ts';
import { type Service, startService } from '../../e2e/processes.ts';
import { TcpProxy } from '../../support/tcp-proxy.ts';
import { until } from '../../transports/time.ts';
import { JoiningGroup } from '../joining-group.ts';
import { follow } from './examples/follow.ts';

describe('graphql-ws', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  }, 30_000);
  afterAll(() => service[Symbol.asyncDispose]());

  it('asks again from where it began, and `follow` hands out nothing twice', async () => {
    const group = await JoiningGroup.begin(service.url, 'again');
    await using gate = await TcpProxy.start(service.url, 80);
    const sockets = createClient({
      url: `${gate.through(service.url).replace('http', 'ws')}graphql`,
      retryAttempts: Infinity,
      retryWait: () => Promise.resolve(),
      shouldRetry: () => true,
    });
    const received: number[] = [];
    const handled: number[] = [];
    const leave = follow(
      (variables, { next, end }) =>
        sockets.subscribe<MemberStateChangedSubscription>(
          { query: print(MemberStateChangedDocument), variables },
          {
            next(result) {
              if (!result.data) return;
              received.push(result.data.memberStateChanged.sequence);
              next(result.data.memberStateChanged);
            },
            error: () => end(),
            complete: () => end(),
          },
        ),
      { groupId: group.id, after: group.firstCursor },
      { onChange: ({ sequence }) => void handled.push(sequence), onGap: () => {}, onRefused: () => {} },
    );
    await until('the replay came', () => handled.length === 1);
    await gate.cut();
    await group.invite('second');
    await gate.mend();
    await until('the rest came', () => handled.length === 3);
    expect(received).toEqual([2, 2, 3, 4]);
    expect(handled).toEqual([2, 3, 4]);
    leave();
    await sockets.dispose();
  });
});
