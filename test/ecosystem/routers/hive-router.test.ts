import { describe, expect, it } from 'vitest';
import { describeTransportContract } from '../../contract/transport.contract.ts';
import { GROUP, Stage } from '../../transports/stage.ts';
import { until } from '../../transports/time.ts';
import { askAsHiveRouter, hiveRouterStreams } from './hive-router.ts';

describeTransportContract(hiveRouterStreams());

describe('Hive Router', () => {
  it('gets answers to queries in a type that it knows', async () => {
    await using stage = await Stage.start();
    expect(await askAsHiveRouter(stage.url, '{ connections { id } }')).toEqual({
      data: { connections: [{ id: 'wechat' }] },
    });
    expect(await askAsHiveRouter(stage.url, '{ nothing }')).toMatchObject({ errors: [{}] });
  });

  it('is not misled by an account that looks like its boundary', async () => {
    await using stage = await Stage.start();
    const query = `subscription { memberStateChanged(groupId: "${GROUP}") { membership { account } } }`;
    const subscriber = await hiveRouterStreams().subscribe(stage.url, query);
    await until('the feed has the subscriber', () => stage.feed.subscribers === 1);
    await stage.invite(['--graphql--', 'b']);
    const accounts = [await subscriber.next(), await subscriber.next()].map(
      (result) => result?.data.memberStateChanged.membership.account,
    );
    expect(accounts).toEqual(['--graphql--', 'b']);
    subscriber.vanish();
  });
});
