import { describe, expect, test } from 'vitest';
import { TestService } from '../support/service.ts';
import { callsTo, cancel, historyOf, invite, refusalOf, retry, sendInvite, standing, typesOf } from './support.ts';

const RETRY_TWICE = { connections: { tencent: { retry: { attempts: 2, firstDelayMs: 100, maxDelayMs: 100 } } } };

describe('retrying', () => {
  test('sends those again whose failure may pass, within the same operation', async () => {
    await using service = await TestService.start(RETRY_TWICE);
    service.sandbox.control({ connection: 'tencent', code: { code: 10002, times: 2 } });
    const failed = await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann', 'x'.repeat(33)] });
    expect(failed.results).toMatchObject([
      { reason: 'PROVIDER_UNAVAILABLE', retryable: true },
      { reason: 'INVALID_ACCOUNT', retryable: false },
    ]);
    const retried = await retry(service, failed.operation.id);
    expect(typesOf(retried)).toEqual(['MemberJoined', 'MemberFailed']);
    expect(retried.operation).toMatchObject({
      id: failed.operation.id,
      status: 'COMPLETED',
      counts: { total: 2, joined: 1, failed: 1 },
    });
    expect(callsTo(service, 'tencent').map(({ accounts }) => accounts)).toEqual([['u_ann'], ['u_ann'], ['u_ann']]);
    expect(await historyOf(service, 'tencent:load-1:u_ann')).toEqual([
      'nothing > QUEUED by INVITE',
      'QUEUED > FAILED by INVITE',
      'FAILED > QUEUED by INVITE',
      'QUEUED > JOINED by INVITE',
    ]);
  });

  test('gives a member as many attempts as the first time', async () => {
    await using service = await TestService.start(RETRY_TWICE);
    service.sandbox.control({ connection: 'tencent', code: { code: 10002, times: 3 } });
    const { operation } = await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann'] });
    expect(typesOf(await retry(service, operation.id))).toEqual(['MemberJoined']);
    expect(callsTo(service, 'tencent')).toHaveLength(4);
  });

  test('changes nothing where nobody can be sent again', async () => {
    await using service = await TestService.start();
    const before = await invite(service, {
      groupId: 'tencent:load-1',
      accounts: ['u_ann', 'u_refused', 'u_crowded', 'u_never', 'x'.repeat(33)],
    });
    expect(await retry(service, before.operation.id)).toEqual(before);
    expect(await retry(service, before.operation.id, ['u_ann', 'u_never', 'x'.repeat(33)])).toEqual(before);
    expect(callsTo(service, 'tencent')).toHaveLength(1);
  });

  test('sends named members again whatever kept them out', async () => {
    await using service = await TestService.start();
    const { operation } = await invite(service, {
      groupId: 'tencent:load-1',
      accounts: ['u_ann', 'u_refused', 'u_crowded'],
    });
    const retried = await retry(service, operation.id, ['u_crowded', 'u_refused', 'u_ann']);
    expect(typesOf(retried)).toEqual(['MemberJoined', 'MemberFailed', 'MemberOverGroupLimit']);
    expect(callsTo(service, 'tencent').map(({ accounts }) => accounts)).toEqual([
      ['u_ann', 'u_refused', 'u_crowded'],
      ['u_refused', 'u_crowded'],
    ]);
  });

  test('sends cancelled members again when they are named, with the options of their operation', async () => {
    await using service = await TestService.start();
    service.sandbox.control({ connection: 'tencent', latencyMs: 500 });
    await sendInvite(service, { groupId: 'tencent:load-1', accounts: ['first'], waitMs: 0 });
    const order = { groupId: 'tencent:load-1', accounts: ['first', 'u_ann'], silent: true, waitMs: 0 };
    const { operation } = await sendInvite(service, order);
    const cancelled = await cancel(service, operation.id, ['first']);
    expect(cancelled.results[0]).toMatchObject({ __typename: 'MemberCancelled' });
    const retried = await retry(service, operation.id, ['first']);
    expect(retried.operation).toMatchObject({ status: 'COMPLETED', counts: { cancelled: 0, queued: 0, total: 2 } });
    expect(callsTo(service, 'tencent').at(-1)?.body).toContain('"Silence":1');
  });

  test('waits as long as it is told, and members go on in the background', async () => {
    await using service = await TestService.start(RETRY_TWICE);
    service.sandbox.control({ connection: 'tencent', code: { code: 10002, times: 2 } });
    const { operation } = await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann'] });
    service.sandbox.control({ connection: 'tencent', latencyMs: 4_000 });
    const startedAtMs = service.clock.now();
    const { data } = await service.graphql(
      'mutation ($id: ID!) { retryInvites(input: { operationId: $id, waitMs: 1000 }) { results { __typename } } }',
      { id: operation.id },
    );
    expect(service.clock.now() - startedAtMs).toBe(1_000);
    expect(data.retryInvites.results).toEqual([{ __typename: 'MemberQueued' }]);
    await service.pass(4_000);
    expect(await standing(service, operation.id)).toMatchObject({ status: 'COMPLETED', counts: { joined: 1 } });
  });

  test('is refused for an operation or a member that is not known', async () => {
    await using service = await TestService.start();
    const { operation } = await invite(service, { groupId: 'tencent:load-1', accounts: ['u_ann'] });
    expect(await refusalOf(service, 'retryInvites', { operationId: 'unknown' })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'input.operationId',
    });
    expect(await refusalOf(service, 'retryInvites', { operationId: operation.id, accounts: ['who'] })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'input.accounts[0]',
    });
    expect(await refusalOf(service, 'retryInvites', { operationId: operation.id, waitMs: 60_001 })).toEqual({
      code: 'BAD_USER_INPUT',
      field: 'input.waitMs',
    });
  });
});
