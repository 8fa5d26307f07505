import { describe, expect, it } from 'vitest';
import { ACCEPT_AFTER_MS, addToTencent, bridge, connection, many, send, start } from './support.ts';

describe('inviteUserToGroup', () => {
  it('answers the callback of the SDK with one result for each account', async () => {
    const { sandbox } = await start();
    const { status, json } = await bridge(sandbox, 'groupID', [
      'u_alice',
      'u_member',
      'u_refused',
      'u_shy',
      'u_crowded',
    ]);
    expect(status).toBe(200);
    expect(json).toEqual({
      code: 0,
      desc: '',
      data: [
        { memberID: 'u_alice', result: 1 },
        { memberID: 'u_member', result: 2 },
        { memberID: 'u_refused', result: 0 },
        { memberID: 'u_shy', result: 3 },
        { memberID: 'u_crowded', result: 4 },
      ],
    });
  });

  it('works on the same groups as the REST front', async () => {
    const { sandbox } = await start();
    await bridge(sandbox, '@TGS#2J4SZEAEL', ['u_alice']);
    expect(await addToTencent(sandbox, '@TGS#2J4SZEAEL', ['u_alice'])).toEqual([2]);
    expect(sandbox.members('tencent-app', '@TGS#2J4SZEAEL')).toEqual(sandbox.members('tencent', '@TGS#2J4SZEAEL'));
  });

  it.each([
    ['a plain member may invite into a work group', 'groupID', 'u_member', 0],
    ['a stranger may not invite into a work group', 'groupID', 'u_stranger', 10007],
    ['a member may invite into an open public group', '@TGS#2J4SZEAEL', 'u_member', 0],
    ['not even the owner may invite into a meeting', 'meeting-group', 'u_owner', 10007],
    ['the administrator may invite into a meeting', 'meeting-group', 'administrator', 0],
    ['nobody may invite into a live room', 'live-group', 'administrator', 10007],
    ['nobody may invite into a broadcast group', 'broadcast-group', 'u_owner', 10007],
    ['nobody without permission may invite into a locked group', 'locked-group', 'u_owner', 10007],
    ['a group that does not exist is named as such', 'no-such-group', 'u_owner', 10010],
    ['a malformed group id is refused by the SDK itself', 'white space', 'u_owner', 8501],
  ])('%s', async (_rule, groupId, operator, code) => {
    const { sandbox } = await start();
    const { json } = await bridge(sandbox, groupId, ['u_alice'], operator);
    expect(json).toMatchObject({ code });
    expect(sandbox.members('tencent-app', groupId).includes('u_alice')).toBe(code === 0);
  });

  it('leaves invitees to an administrator where the group wants that, who lets them in after a moment', async () => {
    const { sandbox, clock } = await start();
    expect((await bridge(sandbox, 'consent-group', ['u_alice'], 'u_member')).json).toMatchObject({
      code: 0,
      data: [{ memberID: 'u_alice', result: 3 }],
    });
    clock.advance(ACCEPT_AFTER_MS);
    expect(sandbox.members('tencent-app', 'consent-group')).toContain('u_alice');
  });

  it('refuses the whole call for an unknown account, for an overfull group, and for 21 accounts', async () => {
    const { sandbox } = await start();
    expect((await bridge(sandbox, 'groupID', ['u_alice', 'u_ghost'])).json).toMatchObject({ code: 10019, data: null });
    expect((await bridge(sandbox, 'full-group', many(3))).json).toMatchObject({ code: 10014, data: null });
    expect((await bridge(sandbox, 'groupID', many(21))).json).toMatchObject({ code: 8507, data: null });
    expect((await bridge(sandbox, 'groupID', many(20))).json).toMatchObject({ code: 0 });
  });

  it('refuses an empty list with 8510 and other nonsense with 6017', async () => {
    const { sandbox } = await start();
    expect((await bridge(sandbox, 'groupID', [])).json).toMatchObject({ code: 8510 });
    expect((await bridge(sandbox, 'groupID', 'u_alice')).json).toMatchObject({ code: 6017 });
    expect((await send(connection(sandbox, 'tencent-app').baseUrl, { body: '{' })).json).toMatchObject({ code: 6017 });
  });

  it('listens at its base URL alone', async () => {
    const { sandbox } = await start();
    const { baseUrl } = connection(sandbox, 'tencent-app');
    expect((await send(`${baseUrl}/more`, { body: {} })).status).toBe(404);
    expect((await send(baseUrl, { method: 'GET' })).status).toBe(404);
  });
});
