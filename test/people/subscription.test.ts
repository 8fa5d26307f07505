import { describe, expect, test } from 'vitest';
import { invite } from '../invitations/support.ts';
import { remove } from '../members/support.ts';
import { TestService } from '../support/service.ts';
import { type Subscriber, webSocketClient } from '../transports/clients.ts';
import { link, unlink } from './support.ts';

const SUBSCRIBE = `subscription ($userId: ID!, $after: String) {
  memberStateChanged(userId: $userId, after: $after) {
    cursor sequence from to cause membership { id user { id } }
  }
}`;

interface Change {
  readonly cursor: string;
  readonly from: string | null;
  readonly to: string;
  readonly membership: { readonly id: string; readonly user: { readonly id: string } | null };
}

/** A cursor after which everything of the test happens: that of the first change of a bystander. */
async function begin(service: TestService): Promise<string> {
  await invite(service, { groupId: 'tencent:load-0', accounts: ['bystander'] });
  const { data } = await service.graphql(
    '{ membership(id: "tencent:load-0:bystander") { history { edges { node { cursor } } } } }',
  );
  return data.membership.history.edges.at(-1).node.cursor as string;
}

const subscribe = (service: TestService, userId: string, after: string | null = null): Promise<Subscriber> =>
  webSocketClient('/graphql').subscribe(service.url, SUBSCRIBE, { userId, after });

async function next(subscriber: Subscriber): Promise<Change> {
  const { data, errors } = (await subscriber.next()) ?? {};
  expect(errors).toBeUndefined();
  return data.memberStateChanged as Change;
}

/** The next changes, such as `tencent:load-1:u_ann QUEUED > JOINED`. */
async function take(subscriber: Subscriber, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { membership, from, to } = await next(subscriber);
    taken.push(`${membership.id} ${from ?? 'nothing'} > ${to}`);
  }
  return taken;
}

describe('changes of a user', () => {
  test('are those of all his accounts, replayed and then live, and of nobody else', async () => {
    await using service = await TestService.start();
    const after = await begin(service);
    await link(service, 'ann', 'tencent:u_ann', 'zim:z_ann');
    await link(service, 'bob', 'tencent:u_bob');
    await invite(service, { groupId: 'tencent:load-1', accounts: ['u_bob', 'u_ann', 'u_eve'] });
    const subscriber = await subscribe(service, 'ann', after);
    expect(await take(subscriber, 2)).toEqual([
      'tencent:load-1:u_ann nothing > QUEUED',
      'tencent:load-1:u_ann QUEUED > JOINED',
    ]);
    await invite(service, { groupId: 'zim:load-1', accounts: ['u_eve', 'z_ann'] });
    await remove(service, { groupId: 'tencent:load-1', accounts: ['u_bob', 'u_ann'] });
    expect(await take(subscriber, 3)).toEqual([
      'zim:load-1:z_ann nothing > QUEUED',
      'zim:load-1:z_ann QUEUED > JOINED',
      'tencent:load-1:u_ann JOINED > REMOVED',
    ]);
    await subscriber.leave();
  });

  test('begin again after any cursor', async () => {
    await using service = await TestService.start();
    const after = await begin(service);
    await link(service, 'ann', 'tencent:u_ann');
    for (const group of ['load-1', 'load-2']) {
      await invite(service, { groupId: `tencent:${group}`, accounts: ['u_ann'] });
    }
    const first = await subscribe(service, 'ann', after);
    const { cursor } = await next(first);
    first.vanish();
    const second = await subscribe(service, 'ann', cursor);
    expect(await take(second, 3)).toEqual([
      'tencent:load-1:u_ann QUEUED > JOINED',
      'tencent:load-2:u_ann nothing > QUEUED',
      'tencent:load-2:u_ann QUEUED > JOINED',
    ]);
    await second.leave();
  });

  test('have those of an account in them that was linked afterwards, and not of one that is his no more', async () => {
    await using service = await TestService.start();
    const after = await begin(service);
    await link(service, 'ann', 'tencent:u_old');
    await invite(service, { groupId: 'tencent:load-1', accounts: ['u_old', 'u_ann'] });
    await unlink(service, 'ann', 'tencent:u_old');
    await link(service, 'ann', 'tencent:u_ann');
    const subscriber = await subscribe(service, 'ann', after);
    expect(await take(subscriber, 2)).toEqual([
      'tencent:load-1:u_ann nothing > QUEUED',
      'tencent:load-1:u_ann QUEUED > JOINED',
    ]);
    await subscriber.leave();
  });

  test('follow what is linked and taken back meanwhile', async () => {
    await using service = await TestService.start();
    const after = await begin(service);
    await link(service, 'ann', 'tencent:u_ann');
    await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann'] });
    const subscriber = await subscribe(service, 'ann', after);
    await take(subscriber, 2);

    await link(service, 'ann', 'tencent:u_new');
    await unlink(service, 'ann', 'tencent:u_ann');
    await invite(service, { groupId: 'tencent:load-2', accounts: ['u_ann', 'u_new'] });
    const change = await next(subscriber);
    expect(change).toMatchObject({
      from: null,
      to: 'QUEUED',
      membership: { id: 'tencent:load-2:u_new', user: { id: 'ann' } },
    });
    expect(await take(subscriber, 1)).toEqual(['tencent:load-2:u_new QUEUED > JOINED']);
    await subscriber.leave();
  });
});
