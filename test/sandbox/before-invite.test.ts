import { describe, expect, it } from 'vitest';
import { addToTencent, bridge, start, until } from './support.ts';
import { WebhookReceiver } from './webhook-receiver.ts';
import type { Reaction } from './webhook-receiver.ts';

const OPEN = '@TGS#2J4SZEAEL';
const QUESTION = 'Group.CallbackBeforeInviteJoinGroup';

/** A sandbox whose Tencent asks before it invites. */
async function asking(answer: () => Reaction) {
  const started = await start();
  const receiver = await WebhookReceiver.start();
  receiver.react = ({ body }) => (body?.CallbackCommand === QUESTION ? answer() : {});
  started.sandbox.sendWebhooksTo(receiver.url);
  started.sandbox.control({ connection: 'tencent', webhooks: { beforeInvite: true } });
  await started.sandbox.webhooks.idle();
  receiver.received.splice(0);
  return { ...started, receiver };
}

const says = (answer: object) => (): Reaction => ({
  json: { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0, ...answer },
});

describe('the question before an invite', () => {
  it('is asked before anybody is added, at both fronts', async () => {
    const { sandbox, clock, receiver } = await asking(says({}));
    expect(await addToTencent(sandbox, OPEN, ['u_alice', 'u_bob'])).toEqual([1, 1]);
    await sandbox.webhooks.idle();
    expect(receiver.received.map(({ body }) => body)).toMatchObject([
      {
        CallbackCommand: QUESTION,
        GroupId: OPEN,
        Type: 'Public',
        Operator_Account: 'administrator',
        DestinationMembers: [{ Member_Account: 'u_alice' }, { Member_Account: 'u_bob' }],
        EventTime: clock.now(),
      },
      { CallbackCommand: 'Group.CallbackAfterNewMemberJoin' },
    ]);
    expect(receiver.received[0]?.query).toMatchObject({ CallbackCommand: QUESTION, Sign: expect.any(String) });
    expect((await bridge(sandbox, 'groupID', ['u_alice'])).json).toMatchObject({ code: 0, data: [{ result: 1 }] });
    expect(receiver.received[2]?.body).toMatchObject({ CallbackCommand: QUESTION, Operator_Account: 'u_owner' });
  });

  it('can keep some out: they fail, the others join', async () => {
    const { sandbox } = await asking(says({ RefusedMembers_Account: ['u_bob', 'u_member', 'u_nobody'] }));
    expect(await addToTencent(sandbox, OPEN, ['u_alice', 'u_bob', 'u_member'])).toEqual([1, 0, 2]);
    expect(sandbox.members('tencent', OPEN)).toEqual(['u_owner', 'u_member', 'u_alice']);
  });

  it.each([
    [1, 10016],
    [10100, 10100],
    [10200, 10200],
  ])('refuses the whole call when it is answered with %d', async (ErrorCode, code) => {
    const { sandbox } = await asking(says({ ErrorCode }));
    expect(await addToTencent(sandbox, OPEN, ['u_alice'])).toBe(code);
    expect((await bridge(sandbox, OPEN, ['u_alice'])).json).toMatchObject({ code, data: null });
    expect(sandbox.members('tencent', OPEN)).not.toContain('u_alice');
  });

  it.each<[string, () => Reaction]>([
    ['another code', says({ ErrorCode: 10201, RefusedMembers_Account: ['u_alice'] })],
    ['no JSON object', () => ({ json: [] })],
    ['another status', () => ({ status: 500, json: { ErrorCode: 1 } })],
  ])('lets the invite go on when the answer is %s', async (_what, answer) => {
    const { sandbox } = await asking(answer);
    expect(await addToTencent(sandbox, OPEN, ['u_alice'])).toEqual([1]);
  });

  it('lets the invite go on when there is no answer within two seconds', async () => {
    const { sandbox, clock, receiver } = await asking(() => 'hang');
    const added = addToTencent(sandbox, OPEN, ['u_alice']);
    await until(() => receiver.received.length === 1);
    clock.advance(1999);
    expect(sandbox.members('tencent', OPEN)).not.toContain('u_alice');
    clock.advance(1);
    expect(await added).toEqual([1]);
    expect(sandbox.webhooks.entries).toContainEqual(
      expect.objectContaining({ event: QUESTION, attempts: 1, state: 'lost', lostBy: 'unanswered' }),
    );
  });

  it('finds no group any more when it was dissolved meanwhile', async () => {
    const { sandbox, clock, receiver } = await asking(() => 'hang');
    const added = addToTencent(sandbox, OPEN, ['u_alice']);
    await until(() => receiver.received.length === 1);
    sandbox.people.dissolve('tencent', OPEN);
    clock.advance(2000);
    expect(await added).toBe(10010);
  });

  it('is not asked about calls that Tencent refuses itself', async () => {
    const { sandbox, receiver } = await asking(says({}));
    expect(await addToTencent(sandbox, 'live-group', ['u_alice'])).toBe(10007);
    expect(await addToTencent(sandbox, 'no-such-group', ['u_alice'])).toBe(10010);
    await sandbox.webhooks.idle();
    expect(receiver.received).toEqual([]);
  });
});
