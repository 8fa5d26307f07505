import { describe, expect, it } from 'vitest';
import { ACCEPT_AFTER_MS, connection, imkit, many, start } from './support.ts';
import type { Reply, TestSandbox } from './support.ts';

const ROOM = '/rooms/demo-room';
const API_KEY = { 'im-api-key': 'sandbox-api-key' };

const add = ({ sandbox }: TestSandbox, room: string, invitees: unknown, more: object = {}): Promise<Reply> =>
  imkit(sandbox, 'POST', `/rooms/${room}/members`, { body: { invitees, ...more } });

const memberIds = ({ json }: Reply): unknown =>
  (json as { result: { members: { _id: string }[] } }).result.members.map(({ _id }) => _id);

const propertyIds = ({ json }: Reply): unknown =>
  (json as { result: { memberProperties: { client: string }[] } }).result.memberProperties.map(({ client }) => client);

/** The headers with which `client` acts for himself. */
async function actingAs({ sandbox }: TestSandbox, client: string): Promise<{ headers: Record<string, string> }> {
  const body = { _id: client, issueAccessToken: true };
  const { json } = await imkit(sandbox, 'POST', '/admin/clients', { headers: API_KEY, body });
  const { token } = (json as { result: { token: string } }).result;
  return { headers: { 'im-client-key': connection(sandbox, 'imkit').clientKey, 'im-authorization': token } };
}

describe('credentials', () => {
  it('takes the token in either header, and the API key instead of both', async () => {
    const { sandbox } = await start();
    const { clientKey, token } = connection(sandbox, 'imkit');
    for (const headers of [
      { 'im-client-key': clientKey, 'im-authorization': token },
      { 'im-client-key': clientKey, authorization: token },
      API_KEY,
    ]) {
      expect((await imkit(sandbox, 'GET', ROOM, { headers })).json).toMatchObject({ RC: 0, RM: 'OK' });
    }
  });

  it('refuses forged, expired and missing ones with RC and HTTP status 401', async () => {
    const test = await start();
    const { sandbox, clock } = test;
    const { clientKey, token } = connection(sandbox, 'imkit');
    const [head = '', , signature = ''] = token.split('.');
    const forged = `${head}.${Buffer.from('{"sub":"aaa"}').toString('base64url')}.${signature}`;
    const { headers: soonExpired } = await actingAs(test, 'aaa');
    expect((await imkit(sandbox, 'GET', ROOM, { headers: soonExpired })).status).toBe(200);
    clock.advance(7 * 86_400_000);
    for (const headers of [
      {},
      { 'im-client-key': clientKey },
      { 'im-authorization': token },
      { 'im-client-key': 'other', 'im-authorization': token },
      { 'im-client-key': clientKey, 'im-authorization': forged },
      { 'im-client-key': clientKey, 'im-authorization': 'nonsense' },
      { 'im-api-key': 'other' },
      soonExpired,
    ]) {
      const { status, json } = await imkit(sandbox, 'GET', ROOM, { headers });
      expect([status, json]).toMatchObject([401, { RC: 401, error: { code: expect.stringMatching(/^INVALID_/) } }]);
    }
  });

  it('issues tokens to the holder of the API key alone', async () => {
    const { sandbox } = await start();
    expect((await imkit(sandbox, 'POST', '/admin/clients', { body: { _id: 'aaa' } })).json).toMatchObject({ RC: 403 });
  });
});

describe('adding members', () => {
  it('answers the whole room, in whose properties former members stand too', async () => {
    const test = await start();
    const before = await imkit(test.sandbox, 'GET', ROOM);
    expect(memberIds(before)).not.toContain('ccc');
    expect(propertyIds(before)).toContain('ccc');
    const after = await add(test, 'demo-room', ['ccc', 'bbb', 'u_refused', 'u_crowded']);
    expect(after.json).toMatchObject({
      RC: 0,
      RM: 'OK',
      result: { _id: 'demo-room', id: 'demo-room', name: 'Demo', roomType: 'group', status: 1 },
    });
    expect(memberIds(after)).toEqual([
      'u_owner',
      'STARBUCKS',
      'test-user',
      '12345',
      'bbb',
      'sss',
      'robot001',
      'aaa',
      'ccc',
    ]);
  });

  it('posts a system message only when asked to', async () => {
    const test = await start();
    expect((await add(test, 'demo-room', ['u_alice'])).json).not.toHaveProperty('result.lastMessage');
    expect((await add(test, 'demo-room', ['u_bob'], { systemMessage: true })).json).toMatchObject({
      result: {
        lastMessage: {
          messageType: 'addMembers',
          extra: { invitees: ['u_bob'] },
          _id: expect.stringMatching(/^[0-9a-f]{24}$/),
        },
      },
    });
  });

  it('leaves invitees out of the room, though in its properties, until they accept', async () => {
    const test = await start();
    const after = await add(test, 'demo-room', ['u_bob', 'u_never'], { invitationRequired: true });
    expect(memberIds(after)).not.toContain('u_bob');
    expect(propertyIds(after)).toEqual(expect.arrayContaining(['u_bob', 'u_never']));
    expect((await imkit(test.sandbox, 'GET', `${ROOM}/invitations`)).json).toMatchObject({
      RC: 0,
      result: {
        totalCount: 2,
        data: [{ invitee: { _id: 'u_bob', nickname: 'Bob' }, inviter: { _id: 'u_owner' } }, {}],
      },
    });
    test.clock.advance(ACCEPT_AFTER_MS);
    expect(memberIds(await imkit(test.sandbox, 'GET', ROOM))).toContain('u_bob');
    expect(test.sandbox.pendingInvitees('imkit', 'demo-room')).toEqual(['u_never']);
  });

  it('notes the date of a repeated invite beside that of the first', async () => {
    const test = await start();
    await add(test, 'demo-room', ['u_never'], { invitationRequired: true });
    test.clock.advance(5000);
    await add(test, 'demo-room', ['u_never'], { invitationRequired: true });
    expect((await imkit(test.sandbox, 'GET', `${ROOM}/invitations`)).json).toMatchObject({
      result: { data: [{ createdAt: '2023-11-14T22:13:20.000Z', updatedAt: '2023-11-14T22:13:25.000Z' }] },
    });
  });

  it('asks everybody in a room that requires it, the shy everywhere, and nobody in a direct room', async () => {
    const test = await start();
    await add(test, 'consent-room', ['u_alice']);
    await add(test, 'demo-room', ['u_shy', 'u_alice']);
    await add(test, 'direct-room', ['u_alice'], { invitationRequired: true });
    expect(test.sandbox.pendingInvitees('imkit', 'consent-room')).toEqual(['u_alice']);
    expect(test.sandbox.pendingInvitees('imkit', 'demo-room')).toEqual(['u_shy']);
    expect(test.sandbox.members('imkit', 'direct-room')).toContain('u_alice');
  });

  it('refuses the whole call for an unknown client, or leaves him out when ordered to', async () => {
    const test = await start();
    expect((await add(test, 'demo-room', ['u_alice', 'u_ghost'])).json).toMatchObject({ RC: 400 });
    expect(test.sandbox.members('imkit', 'demo-room')).not.toContain('u_alice');
    test.sandbox.control({ connection: 'imkit', unknownAccountMode: 'result0' });
    const after = await add(test, 'demo-room', ['u_alice', 'u_ghost']);
    expect([after.status, memberIds(after)]).toEqual([200, expect.arrayContaining(['u_alice'])]);
    expect(memberIds(after)).not.toContain('u_ghost');
  });

  it.each([
    ['a room that does not exist', 'no-such-room', ['u_alice'], 404, 'ROOM_NOT_FOUND'],
    ['a room in which the operator is not', 'locked-room', ['u_alice'], 403, 'NOT_ROOM_MEMBER'],
    ['a closed room', 'closed-room', ['u_alice'], 400, 'ROOM_CLOSED'],
    ['nobody', 'demo-room', [], 400, 'INVALID_PARAMETERS'],
    ['101 invitees', 'demo-room', many(101), 400, 'INVALID_PARAMETERS'],
  ])('refuses %s with RC, HTTP status and code', async (_what, room, invitees, rc, code) => {
    const { status, json } = await add(await start(), room, invitees);
    expect([status, json]).toEqual([
      rc,
      { RC: rc, RM: expect.any(String), error: { code, message: expect.any(String) } },
    ]);
  });

  it('lets the holder of the API key act for the owner of any room', async () => {
    const { sandbox } = await start();
    const sent = { headers: API_KEY, body: { invitees: many(100) } };
    expect((await imkit(sandbox, 'POST', '/rooms/locked-room/members', sent)).status).toBe(200);
    expect(sandbox.members('imkit', 'locked-room')).toHaveLength(102);
  });

  it('leaves those out for whom there is no place', async () => {
    const after = await add(await start(), 'full-room', many(3));
    expect([after.status, memberIds(after)]).toEqual([200, ['u_owner', 'aaa', 'bbb', 'u_1', 'u_2']]);
  });

  it('reads percent-encoded room ids', async () => {
    const test = await start();
    const after = await add(test, encodeURIComponent('load/ä ?'), ['u_alice']);
    expect(after.json).toMatchObject({ RC: 0, result: { _id: 'load/ä ?' } });
    expect(test.sandbox.members('imkit', 'load/ä ?')).toEqual(['u_owner', 'u_alice']);
    expect((await add(test, '%E0%A4%A', ['u_alice'])).status).toBe(404);
  });
});

describe('leaving, cancelling, answering', () => {
  it('removes members, who then stand in the properties alone', async () => {
    const { sandbox } = await start();
    const after = await imkit(sandbox, 'POST', `${ROOM}/delete/members`, { body: { members: ['bbb', 'nobody'] } });
    expect(memberIds(after)).not.toContain('bbb');
    expect(propertyIds(after)).toContain('bbb');
  });

  it('cancels invitations, so that nobody accepts them any more', async () => {
    const test = await start();
    await add(test, 'demo-room', ['u_alice', 'u_bob'], { invitationRequired: true });
    const { json } = await imkit(test.sandbox, 'POST', `${ROOM}/delete/invitations`, { body: { invitees: ['u_bob'] } });
    expect(json).toMatchObject({ RC: 0, result: { totalCount: 1, data: [{ invitee: { _id: 'u_alice' } }] } });
    test.clock.advance(ACCEPT_AFTER_MS);
    expect(test.sandbox.members('imkit', 'demo-room')).toContain('u_alice');
    expect(test.sandbox.members('imkit', 'demo-room')).not.toContain('u_bob');
  });

  it('lets an invitee accept or decline before he would by himself', async () => {
    const test = await start();
    await add(test, 'consent-room', ['u_never1', 'u_never2']);
    const asFirst = await actingAs(test, 'u_never1');
    expect(memberIds(await imkit(test.sandbox, 'POST', '/rooms/consent-room/join', asFirst))).toContain('u_never1');
    const asSecond = await actingAs(test, 'u_never2');
    expect((await imkit(test.sandbox, 'DELETE', '/rooms/consent-room/invitations', asSecond)).json).toEqual({
      RC: 0,
      RM: 'OK',
      result: { totalCount: 0, data: [] },
    });
    expect(test.sandbox.pendingInvitees('imkit', 'consent-room')).toEqual([]);
    expect((await imkit(test.sandbox, 'POST', '/rooms/consent-room/join', asSecond)).json).toMatchObject({ RC: 403 });
    expect(memberIds(await imkit(test.sandbox, 'POST', `${ROOM}/join`, asSecond))).toContain('u_never2');
  });
});
