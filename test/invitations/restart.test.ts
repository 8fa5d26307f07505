import { describe, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type ServiceOptions, TestService } from '../support/service.ts';
import { callsTo, cancel, historyOf, many, newFolder, sendInvite, standing, typesOf } from './support.ts';

/** What outlives a service: its folder, the time, and the providers. */
async function lasting(): Promise<Required<Pick<ServiceOptions, 'dataDir' | 'clock' | 'sandbox'>>> {
  const clock = new ManualClock();
  const sandbox = await startSandbox({ clock });
  onTestFinished(() => sandbox.close());
  return { dataDir: await newFolder(), clock, sandbox };
}

describe('a service that is started again', () => {
  test('goes on with what was queued, and sends nobody twice', async () => {
    const world = await lasting();
    const accounts = many(350);
    let operationId = '';
    {
      await using service = await TestService.start(world);
      ({ id: operationId } = (await sendInvite(service, { groupId: 'zim:load-1', accounts, waitMs: 0 })).operation);
      await service.pass(1_500);
      expect(await standing(service, operationId)).toMatchObject({ counts: { joined: 200, queued: 150 } });
    }
    await using service = await TestService.start(world);
    expect(await standing(service, operationId)).toMatchObject({ counts: { joined: 200, queued: 150 } });
    await service.pass(5_000);
    expect(await standing(service, operationId)).toMatchObject({
      status: 'COMPLETED',
      counts: { joined: 350, queued: 0 },
    });
    expect(callsTo(service, 'zim').flatMap((call) => call.accounts)).toEqual(accounts);
    expect(world.sandbox.journal.violations).toEqual({});
  });

  test('still tells of the operations of a connection that was taken out of the configuration, and says so', async () => {
    const world = await lasting();
    let operationId = '';
    {
      await using service = await TestService.start(world);
      ({ id: operationId } = (
        await sendInvite(service, { groupId: 'imkit:load-1', accounts: ['ann'], waitMs: 0 })
      ).operation);
      await service.pass(1_000);
    }
    await using service = await TestService.start({ ...world, connections: { imkit: null } });
    expect(await standing(service, operationId)).toMatchObject({ status: 'COMPLETED', counts: { joined: 1 } });
    const asked = 'query ($id: ID!) { inviteOperation(id: $id) { group { id connection { id } } } }';
    const { errors } = await service.graphql(asked, { id: operationId });
    expect(errors).toMatchObject([{ extensions: { code: 'CONNECTION_NOT_CONFIGURED' } }]);
  });

  test('keeps to the quota from one process to the next', async () => {
    const world = await lasting();
    for (let round = 0; round < 4; round++) {
      await using service = await TestService.start(world);
      await sendInvite(service, { groupId: 'zim:load-1', accounts: [`m${round}`], waitMs: 0 });
      await service.pass(100);
    }
    await using service = await TestService.start(world);
    await service.pass(10_000);
    expect(callsTo(service, 'zim').flatMap((call) => call.accounts)).toEqual(many(4));
    expect(world.sandbox.journal.violations).toEqual({});
  });

  test('has settled what was under way when it ended', async () => {
    const world = await lasting();
    world.sandbox.control({ connection: 'tencent', latencyMs: 2_000 });
    let operationId = '';
    {
      await using service = await TestService.start(world);
      const order = { groupId: 'tencent:load-1', accounts: ['u_ann'], waitMs: 0 };
      ({ id: operationId } = (await sendInvite(service, order)).operation);
      await service.pass(500);
    }
    await using service = await TestService.start(world);
    expect(await standing(service, operationId)).toMatchObject({ status: 'COMPLETED', counts: { joined: 1 } });
    expect(callsTo(service, 'tencent')).toHaveLength(1);
  });

  test('has answered those who waited when it ended, with what had become of each member by then', async () => {
    const world = await lasting();
    world.sandbox.control({ connection: 'zim', latencyMs: 300 });
    let answer;
    {
      await using service = await TestService.start(world);
      answer = sendInvite(service, { groupId: 'zim:load-1', accounts: many(150), waitMs: 60_000 });
      await service.pass(100);
    }
    const { operation, results } = await answer;
    expect(operation).toMatchObject({ status: 'RUNNING', counts: { joined: 100, queued: 50 } });
    expect(results.map((result) => result.__typename)).toEqual([
      ...many(100).map(() => 'MemberJoined'),
      ...many(50).map(() => 'MemberQueued'),
    ]);
  });

  test('sends nobody who was cancelled before it ended', async () => {
    const world = await lasting();
    {
      await using service = await TestService.start(world);
      const { operation } = await sendInvite(service, { groupId: 'zim:load-1', accounts: many(150), waitMs: 0 });
      await service.pass(100);
      await cancel(service, operation.id);
    }
    await using service = await TestService.start(world);
    await service.pass(10_000);
    expect(callsTo(service, 'zim')).toHaveLength(1);
    expect(await historyOf(service, 'zim:load-1:m149')).toHaveLength(2);
  });

  test('still knows its idempotency keys', async () => {
    const world = await lasting();
    const order = { groupId: 'tencent:load-1', accounts: ['u_ann'], idempotencyKey: 'key', waitMs: 60_000 };
    let first;
    {
      await using service = await TestService.start(world);
      first = await service.run(sendInvite(service, order));
    }
    await using service = await TestService.start(world);
    expect(await service.run(sendInvite(service, order))).toEqual(first);
    expect(typesOf(first)).toEqual(['MemberJoined']);
    expect(callsTo(service, 'tencent')).toHaveLength(1);
  });

  test('goes on with a backoff where it stopped', async () => {
    const world = await lasting();
    world.sandbox.control({ connection: 'tencent', code: { code: 10002, times: 2 } });
    let operationId = '';
    {
      await using service = await TestService.start(world);
      const order = { groupId: 'tencent:load-1', accounts: ['u_ann'], waitMs: 0 };
      ({ id: operationId } = (await sendInvite(service, order)).operation);
      await service.pass(10);
      expect(callsTo(service, 'tencent')).toHaveLength(1);
    }
    await using service = await TestService.start(world);
    await service.pass(10_000);
    expect(await standing(service, operationId)).toMatchObject({ status: 'COMPLETED', counts: { joined: 1 } });
    const [first = 0, second = 0, third = 0] = callsTo(service, 'tencent').map(({ atMs }) => atMs);
    expect(second - first).toBeGreaterThanOrEqual(250);
    expect(third - second).toBeGreaterThanOrEqual(500);
  });
});
