import { describe, expect, test } from 'vitest';
import { TestService } from '../support/service.ts';
import { callsTo, cancel, historyOf, invite, many, refusalOf, sendInvite, standing, typesOf } from './support.ts';

describe('cancelling', () => {
  test('takes everybody out of the lane who has not been sent', async () => {
    await using service = await TestService.start();
    const { operation } = await sendInvite(service, { groupId: 'zim:load-1', accounts: many(250), waitMs: 0 });
    await service.pass(500);
    const cancelled = await cancel(service, operation.id);
    expect(cancelled.operation).toMatchObject({
      status: 'CANCELLED',
      counts: { joined: 100, cancelled: 150, queued: 0 },
    });
    expect(typesOf(cancelled).slice(98, 102)).toEqual([
      'MemberJoined',
      'MemberJoined',
      'MemberCancelled',
      'MemberCancelled',
    ]);
    await service.pass(5_000);
    expect(callsTo(service, 'zim')).toHaveLength(1);
    expect(await historyOf(service, 'zim:load-1:m249')).toEqual([
      'nothing > QUEUED by INVITE',
      'QUEUED > CANCELLED by CANCELLATION',
    ]);
  });

  test('takes the named ones out of the lane, and leaves the others in it', async () => {
    await using service = await TestService.start();
    await sendInvite(service, { groupId: 'zim:load-1', accounts: ['first'], waitMs: 0 });
    await service.pass(10);
    const { operation } = await sendInvite(service, { groupId: 'zim:load-1', accounts: ['a', 'b', 'c'], waitMs: 0 });
    const cancelled = await cancel(service, operation.id, ['b']);
    expect(typesOf(cancelled)).toEqual(['MemberQueued', 'MemberCancelled', 'MemberQueued']);
    expect(cancelled.results.map(({ position }) => position)).toEqual([1, undefined, 2]);
    await service.pass(2_000);
    expect(await standing(service, operation.id)).toMatchObject({
      status: 'COMPLETED',
      counts: { joined: 2, cancelled: 1 },
    });
    expect(callsTo(service, 'zim').flatMap(({ accounts }) => accounts)).not.toContain('b');
  });

  test('does not reach a member under way whom the attempt settles', async () => {
    await using service = await TestService.start();
    service.sandbox.control({ connection: 'tencent', latencyMs: 3_000 });
    const { operation } = await sendInvite(service, { groupId: 'tencent:load-1', accounts: ['u_ann'], waitMs: 0 });
    await service.pass(1_000);
    const cancelled = await cancel(service, operation.id);
    expect(cancelled.operation).toMatchObject({ status: 'RUNNING', counts: { queued: 1, cancelled: 0 } });
    await service.pass(2_500);
    expect(await standing(service, operation.id)).toMatchObject({ status: 'COMPLETED', counts: { joined: 1 } });
  });

  test('reaches a member under way whom the attempt does not settle', async () => {
    await using service = await TestService.start();
    service.sandbox.control({ connection: 'tencent', latencyMs: 3_000, code: { code: 10002, times: 1 } });
    const { operation } = await sendInvite(service, { groupId: 'tencent:load-1', accounts: ['u_ann'], waitMs: 0 });
    await service.pass(1_000);
    await cancel(service, operation.id);
    await service.pass(60_000);
    expect(await standing(service, operation.id)).toMatchObject({ status: 'CANCELLED', counts: { cancelled: 1 } });
    expect(callsTo(service, 'tencent')).toHaveLength(1);
  });

  test('changes nothing of an operation that has ended', async () => {
    await using service = await TestService.start();
    const before = await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann', 'u_refused'] });
    expect(await cancel(service, before.operation.id)).toEqual(before);
  });

  test('of one operation leaves the invite of the same member by another one', async () => {
    await using service = await TestService.start();
    await sendInvite(service, { groupId: 'zim:load-1', accounts: ['first'], waitMs: 0 });
    await service.pass(10);
    const one = await sendInvite(service, { groupId: 'zim:load-1', accounts: ['ann'], waitMs: 0 });
    const other = await sendInvite(service, { groupId: 'zim:load-1', accounts: ['ann'], waitMs: 0 });
    expect((await cancel(service, one.operation.id)).results).toMatchObject([
      { __typename: 'MemberCancelled', membership: { state: 'QUEUED' } },
    ]);
    await service.pass(2_000);
    expect(await standing(service, other.operation.id)).toMatchObject({ counts: { joined: 1 } });
    expect(await historyOf(service, 'zim:load-1:ann')).toEqual([
      'nothing > QUEUED by INVITE',
      'QUEUED > JOINED by INVITE',
    ]);
  });

  test('is refused for an operation or a member that is not known', async () => {
    await using service = await TestService.start();
    const { operation } = await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann'] });
    expect(await refusalOf(service, 'cancelInvites', { operationId: 'unknown' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'input.operationId',
    });
    expect(
      await refusalOf(service, 'cancelInvites', { operationId: operation.id, accounts: ['u_ann', 'who'] }),
    ).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'input.accounts[1]',
    });
  });
});
