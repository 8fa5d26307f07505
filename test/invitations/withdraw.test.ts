import { describe, expect, test } from 'vitest';
import { MAX_WITHDRAWAL_MS, WITHDRAWALS_AT_ONCE } from '../../src/invitations/withdraw.ts';
import { TestService } from '../support/service.ts';
import { cancel, historyOf, invite, many, type Payload, sendInvite, standing, typesOf } from './support.ts';

const ROOM = 'consent-room';
const GROUP = `imkit:${ROOM}`;

const withdrawals = (service: TestService) =>
  service.sandbox.journal.entries.filter(({ action }) => action === 'deleteInvitations');

/** Invites people who are asked, and have not answered. */
const ask = (service: TestService, ...accounts: string[]): Promise<Payload> =>
  invite(service, { groupId: GROUP, accounts });

describe('cancelling open invitations', () => {
  test('takes them back at the provider', async () => {
    await using service = await TestService.start();
    const { operation } = await ask(service, 'never1', 'never2');
    expect(service.sandbox.pendingInvitees('imkit', ROOM)).toEqual(['never1', 'never2']);
    const cancelled = await cancel(service, operation.id);
    expect(cancelled.results).toMatchObject([
      { __typename: 'MemberCancelled', account: 'never1', membership: { state: 'CANCELLED' } },
      { __typename: 'MemberCancelled', account: 'never2', membership: { state: 'CANCELLED' } },
    ]);
    expect(cancelled.operation.counts).toMatchObject({ invited: 0, cancelled: 2 });
    expect(service.sandbox.pendingInvitees('imkit', ROOM)).toEqual([]);
    expect(await historyOf(service, `${GROUP}:never1`)).toEqual([
      'nothing > QUEUED by INVITE',
      'QUEUED > INVITED by INVITE',
      'INVITED > CANCELLED by CANCELLATION',
    ]);
    // What is cancelled stays so, whatever is read later.
    await service.pass(60_000);
    expect(await standing(service, operation.id)).toMatchObject({ counts: { cancelled: 2 } });
    expect(service.sandbox.journal.violations).toEqual({});
  });

  test('takes the named ones back, and leaves the others', async () => {
    await using service = await TestService.start();
    const { operation } = await ask(service, 'never1', 'never2', 'never3');
    expect(typesOf(await cancel(service, operation.id, ['never2']))).toEqual([
      'MemberInvited',
      'MemberCancelled',
      'MemberInvited',
    ]);
    expect(service.sandbox.pendingInvitees('imkit', ROOM)).toEqual(['never1', 'never3']);
  });

  test('does not touch who has come in, nor tell that he was cancelled', async () => {
    await using service = await TestService.start();
    const { operation } = await ask(service, 'never1', 'never2');
    service.sandbox.people.accept('imkit', ROOM, 'never1');
    const cancelled = await cancel(service, operation.id);
    expect(typesOf(cancelled)[1]).toBe('MemberCancelled');
    expect(typesOf(cancelled)[0]).not.toBe('MemberCancelled');
    expect(service.sandbox.members('imkit', ROOM)).toContain('never1');
    await service.pass(20_000);
    expect((await historyOf(service, `${GROUP}:never1`)).at(-1)).toBe('INVITED > JOINED by RECONCILIATION');
  });

  test('goes together with the cancelling of what waits', async () => {
    const limits = { callsPerSecond: 1, membersPerCall: 1 };
    await using service = await TestService.start({ connections: { imkit: { limits } } });
    const { operation } = await sendInvite(service, {
      groupId: GROUP,
      accounts: ['never1', 'never2', 'never3'],
      waitMs: 0,
    });
    await service.pass(500);
    expect(typesOf(await standing(service, operation.id))).toEqual(['MemberInvited', 'MemberQueued', 'MemberQueued']);
    const cancelled = await cancel(service, operation.id);
    expect(typesOf(cancelled)).toEqual(['MemberCancelled', 'MemberCancelled', 'MemberCancelled']);
    expect(cancelled.operation.status).toBe('CANCELLED');
    expect(withdrawals(service).map((call) => call.accounts)).toEqual([['never1']]);
    await service.pass(10_000);
    expect(service.sandbox.pendingInvitees('imkit', ROOM)).toEqual([]);
  });

  test('goes in parts, within the budget of reads', async () => {
    await using service = await TestService.start();
    const accounts = many(250, 'never');
    const { operation } = await ask(service, ...accounts);
    const cancelled = await cancel(service, operation.id);
    expect(cancelled.operation.counts).toMatchObject({ invited: 0, cancelled: 250 });
    expect(withdrawals(service).map((call) => call.accounts.length)).toEqual([
      WITHDRAWALS_AT_ONCE,
      WITHDRAWALS_AT_ONCE,
      250 - 2 * WITHDRAWALS_AT_ONCE,
    ]);
    expect(service.sandbox.journal.violations).toEqual({});
  });

  test('leaves them open when the provider cannot be reached, and can be asked for again', async () => {
    await using service = await TestService.start();
    const { operation } = await ask(service, 'never1');
    service.sandbox.control({ connection: 'imkit', down: true });
    const beganMs = service.clock.now();
    expect(typesOf(await cancel(service, operation.id))).toEqual(['MemberInvited']);
    expect(service.clock.now() - beganMs).toBeLessThanOrEqual(MAX_WITHDRAWAL_MS);
    service.sandbox.control({ connection: 'imkit', clear: true });
    await service.pass(60_000);
    expect(typesOf(await cancel(service, operation.id))).toEqual(['MemberCancelled']);
  });

  test('takes no longer than it may when the provider does not answer, and keeps what comes of it later', async () => {
    await using service = await TestService.start({ connections: { imkit: { timeoutMs: 60_000 } } });
    const { operation } = await ask(service, 'never1');
    service.sandbox.control({ connection: 'imkit', latencyMs: 15_000 });
    const beganMs = service.clock.now();
    expect(typesOf(await cancel(service, operation.id))).toEqual(['MemberInvited']);
    expect(service.clock.now() - beganMs).toBe(MAX_WITHDRAWAL_MS);
    await service.pass(60_000);
    expect(typesOf(await standing(service, operation.id))).toEqual(['MemberCancelled']);
    expect(withdrawals(service)).toHaveLength(1);
  });

  test('is left to time where the provider takes nothing back', async () => {
    await using service = await TestService.start();
    const { operation } = await invite(service, { groupId: 'tencent:consent-group', accounts: ['u_never'] });
    const before = service.sandbox.journal.count('tencent');
    expect(typesOf(await cancel(service, operation.id))).toEqual(['MemberInvited']);
    expect(service.sandbox.journal.count('tencent')).toBe(before);
  });
});
