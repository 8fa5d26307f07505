import { describe, expect, test } from 'vitest';
import { TestService } from '../support/service.ts';
import { callsTo, historyOf, invite, many, type Payload, sendInvite, standing, tryInvite, typesOf } from './support.ts';

const PRODUCT = 'tencent:@TGS#2J4SZEAEL';

describe('the answer to an invite', () => {
  test('has one result for each distinct account, in input order', async () => {
    await using service = await TestService.start();
    const { operation, results } = await invite(service, {
      groupId: PRODUCT,
      accounts: ['u_zoe', 'u_refused', 'u_ann', 'u_zoe', 'u_member', 'x'.repeat(33), 'u_crowded', 'u_ann'],
    });
    expect(results.map(({ account, __typename }) => [account, __typename])).toEqual([
      ['u_zoe', 'MemberJoined'],
      ['u_refused', 'MemberFailed'],
      ['u_ann', 'MemberJoined'],
      ['u_member', 'MemberAlreadyJoined'],
      ['x'.repeat(33), 'MemberFailed'],
      ['u_crowded', 'MemberOverGroupLimit'],
    ]);
    expect(operation).toMatchObject({
      status: 'COMPLETED',
      counts: { total: 6, queued: 0, joined: 2, alreadyJoined: 1, failed: 3 },
    });
    expect(callsTo(service, 'tencent')).toHaveLength(1);
    expect((await standing(service, operation.id)).results.map(({ account }) => account)).toEqual(
      results.map(({ account }) => account),
    );
  });

  test('comes at once when it is not to wait, with the place of each member and when it will be sent', async () => {
    await using service = await TestService.start();
    const startedAtMs = service.clock.now();
    const first = await sendInvite(service, { groupId: 'zim:load-1', accounts: many(250), waitMs: 0 });
    const second = await sendInvite(service, { groupId: 'zim:load-1', accounts: ['late'], waitMs: 0 });
    expect(service.clock.now()).toBe(startedAtMs);
    expect(first.operation).toMatchObject({ status: 'RUNNING', counts: { queued: 250 } });
    // Members of a call that is granted already are all next to be sent.
    const positions = first.results.map(({ position }) => position ?? 0);
    const granted = positions.filter((position) => position === 1).length > 100 ? 100 : 0;
    expect(positions.slice(granted)).toEqual(Array.from({ length: 250 - granted }, (_, index) => index + 1));
    const estimatesMs = first.results.map(({ estimatedSendAt }) => Date.parse(estimatedSendAt ?? '') - startedAtMs);
    expect(estimatesMs).toEqual(estimatesMs.toSorted((a, b) => a - b));
    expect(estimatesMs[0]).toBeLessThanOrEqual(1_300);
    // Between the two looks of one report a call may have been granted.
    expect(Math.abs((estimatesMs[249] ?? 0) - 2_000)).toBeLessThanOrEqual(1_300);
    // By then the first call has left.
    expect(second.results).toMatchObject([{ __typename: 'MemberQueued', membership: { state: 'QUEUED' } }]);
    expect(second.results[0]?.position).toBeOneOf([151, 251]);

    await service.pass(5_000);
    expect(await standing(service, first.operation.id)).toMatchObject({ status: 'COMPLETED', counts: { joined: 250 } });
    expect(await standing(service, second.operation.id)).toMatchObject({ status: 'COMPLETED', counts: { joined: 1 } });
    const sentMs = callsTo(service, 'zim').map(({ atMs }) => atMs - startedAtMs);
    expect(sentMs).toHaveLength(3);
    for (const [index, atMs] of sentMs.entries()) expect(Math.abs(atMs - index * 1_000)).toBeLessThan(50);
  });

  test('comes when the wait is over, and members under way are next to be sent', async () => {
    await using service = await TestService.start();
    service.sandbox.control({ connection: 'tencent', latencyMs: 8_000 });
    const startedAtMs = service.clock.now();
    const { operation, results } = await invite(service, {
      groupId: PRODUCT,
      accounts: ['u_ann', 'u_bob'],
      waitMs: 2_000,
    });
    expect(service.clock.now() - startedAtMs).toBe(2_000);
    expect(results).toMatchObject([
      { __typename: 'MemberQueued', account: 'u_ann', position: 1 },
      { __typename: 'MemberQueued', account: 'u_bob', position: 1 },
    ]);
    await service.pass(6_500);
    expect(await standing(service, operation.id)).toMatchObject({ status: 'COMPLETED', counts: { joined: 2 } });
    expect(callsTo(service, 'tencent')).toHaveLength(1);
  });

  test('comes as soon as everybody is settled', async () => {
    await using service = await TestService.start();
    service.sandbox.control({ connection: 'tencent', latencyMs: 300 });
    const startedAtMs = service.clock.now();
    const { operation } = await invite(service, { groupId: PRODUCT, accounts: ['u_ann'] });
    expect(service.clock.now() - startedAtMs).toBe(300);
    expect(operation.completedAt).toBe(new Date(startedAtMs + 300).toISOString());
  });

  test('comes without a call when nobody has to be sent', async () => {
    await using service = await TestService.start();
    const { operation } = await sendInvite(service, { groupId: 'tencent:load-1', accounts: ['x'.repeat(33)] });
    expect(operation).toMatchObject({ status: 'COMPLETED', counts: { failed: 1 } });
    expect(callsTo(service, 'tencent')).toHaveLength(0);
  });
});

describe('an idempotency key', () => {
  const order = { groupId: PRODUCT, accounts: ['u_ann', 'u_bob'], idempotencyKey: 'key-1' };

  test('returns the same operation, and sends nothing again', async () => {
    await using service = await TestService.start();
    const first = await invite(service, order);
    const again = await invite(service, { ...order, waitMs: 1 });
    expect(again).toEqual(first);
    expect(callsTo(service, 'tencent')).toHaveLength(1);
  });

  test('makes one operation of orders that come at the same time', async () => {
    await using service = await TestService.start();
    const answers = await service.run(Promise.all(many(10).map(() => sendInvite(service, order))));
    expect(new Set(answers.map(({ operation }) => operation.id)).size).toBe(1);
    for (const answer of answers) expect(typesOf(answer)).toEqual(['MemberJoined', 'MemberJoined']);
    expect(callsTo(service, 'tencent').flatMap(({ accounts }) => accounts)).toEqual(['u_ann', 'u_bob']);
  });

  test.each([
    ['other members', { accounts: ['u_ann'] }],
    ['members in another order', { accounts: ['u_bob', 'u_ann'] }],
    ['another group', { groupId: 'tencent:load-1' }],
    ['other options', { silent: true }],
  ])('is refused with %s', async (_title, other) => {
    await using service = await TestService.start();
    await invite(service, order);
    const { errors } = await tryInvite(service, { ...order, ...other });
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'input.idempotencyKey' });
    expect(callsTo(service, 'tencent')).toHaveLength(1);
  });

  test('is free again after 24 hours', async () => {
    await using service = await TestService.start();
    const first = await invite(service, order);
    service.clock.advance(24 * 3_600_000 - 1);
    expect((await invite(service, order)).operation.id).toBe(first.operation.id);
    service.clock.advance(1_000);
    const later = await invite(service, order);
    expect(later.operation.id).not.toBe(first.operation.id);
    expect(typesOf(later)).toEqual(['MemberAlreadyJoined', 'MemberAlreadyJoined']);
  });
});

describe('many invites', () => {
  test('of one member each to one Tencent group leave in a hundred calls or less', async () => {
    await using service = await TestService.start();
    const groupId = 'tencent:load-1';
    const startedAtMs = service.clock.now();
    const pending: Promise<Payload>[] = [];
    for (let wave = 0; wave < 5; wave++) {
      // A listening socket holds so many new connections at once; the others would come a second later.
      pending.push(...many(200, `m${wave}-`).map((account) => sendInvite(service, { groupId, accounts: [account] })));
      await service.still(() => false);
    }
    const answers = await service.run(Promise.all(pending));
    expect(answers.every((answer) => typesOf(answer).join() === 'MemberJoined')).toBe(true);
    expect(callsTo(service, 'tencent').length).toBeLessThanOrEqual(100);
    expect(service.sandbox.journal.violations).toEqual({});
    expect(service.clock.now() - startedAtMs).toBeLessThan(1_500);
  });

  test('into one GeWe group do not keep another group waiting', async () => {
    await using service = await TestService.start();
    const busy = await sendInvite(service, { groupId: 'wechat:load-busy@chatroom', accounts: many(400), waitMs: 0 });
    await service.pass(3_500);
    const askedMs = service.clock.now();
    const calm = await invite(service, { groupId: 'wechat:load-calm@chatroom', accounts: ['wxid_ann'] });
    expect(typesOf(calm)).toEqual(['MemberInvited']);
    expect(service.clock.now() - askedMs).toBeLessThan(2_500);
    await service.pass(30_000);
    expect(await standing(service, busy.operation.id)).toMatchObject({ status: 'COMPLETED' });
    expect(callsTo(service, 'wechat')).toHaveLength(21);
    expect(service.sandbox.journal.violations).toEqual({});
  });

  test('of the same member at the same time move the membership once', async () => {
    await using service = await TestService.start();
    service.sandbox.control({ connection: 'imkit', latencyMs: 200 });
    const accounts = ['u_ann', 'u_bob'];
    const answers = await service.run(
      Promise.all(many(20).map(() => sendInvite(service, { groupId: 'imkit:load-1', accounts }))),
    );
    for (const answer of answers) {
      for (const type of typesOf(answer)) expect(type).toBeOneOf(['MemberJoined', 'MemberAlreadyJoined']);
    }
    expect(new Set(answers.map(({ operation }) => operation.id)).size).toBe(20);
    expect(await historyOf(service, 'imkit:load-1:u_ann')).toEqual([
      'nothing > QUEUED by INVITE',
      'QUEUED > JOINED by INVITE',
    ]);
    // Whoever was under way is not sent a second time meanwhile.
    expect(callsTo(service, 'imkit').length).toBeLessThanOrEqual(2);
  });

  test('of a member who is in leave the membership as it is', async () => {
    await using service = await TestService.start();
    await invite(service, { groupId: PRODUCT, accounts: ['u_ann'] });
    const again = await invite(service, { groupId: PRODUCT, accounts: ['u_ann'] });
    expect(again.results).toMatchObject([{ __typename: 'MemberAlreadyJoined', membership: { state: 'JOINED' } }]);
    expect(await historyOf(service, `${PRODUCT}:u_ann`)).toHaveLength(2);
  });
});
