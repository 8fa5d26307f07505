import { createHash, createHmac } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type SandboxConnectionId, SANDBOX_CREDENTIALS } from '../../src/sandbox/connections.ts';
import { useBench } from './support/bench.ts';
import { callsFor, fresh, freshly, invite, INVITE, type MoreInput } from './support/invite.ts';
import { all, AWAITING_CONFIRMATION, AWAITING_CONSENT, JOINED } from './support/outcomes.ts';
import { startTapped, type TappedRequest } from './support/tap.ts';

const HOUR_MS = 3_600_000;

const bench = useBench();

/** The request that invited this account, as it went over the wire; there must be exactly one. */
function requestFor(connection: SandboxConnectionId, account: string): TappedRequest {
  const requests = bench.tap
    .requestsOf(connection)
    .filter(({ path, method, body }) => invites(connection, path, method) && JSON.stringify(body).includes(account));
  expect(requests).toHaveLength(1);
  return requests[0] as TappedRequest;
}

function invites(connection: SandboxConnectionId, path: string, method: string): boolean {
  switch (connection) {
    case 'wechat':
      return path.endsWith('/inviteMember');
    case 'tencent':
      return path.endsWith('/add_group_member');
    case 'imkit':
      return method === 'POST';
    case 'tencent-app':
    case 'zim':
      return true;
  }
}

describe('the request to GeWe', () => {
  test.each<{ given: string; reason?: string | null; sent: string }>([
    { given: 'the reason of the invite', reason: 'project "kick-off" 项目', sent: 'project "kick-off" 项目' },
    { given: 'an empty reason when none is given', sent: '' },
    { given: 'an empty reason when it is null', reason: null, sent: '' },
  ])('has $given', async ({ reason, sent }) => {
    const [one, other] = freshly(2, 'wxid_friendly') as [string, string];
    const { members } = await invite(bench.service, 'wechat:34757816141@chatroom', [one, other], { reason });
    expect(members).toEqual(all([one, other], AWAITING_CONFIRMATION));
    const { method, path, query, headers, body } = requestFor('wechat', one);
    expect({ method, path, query }).toEqual({ method: 'POST', path: '/gewe/v2/api/group/inviteMember', query: {} });
    expect(headers['x-gewe-token']).toBe(SANDBOX_CREDENTIALS.gewe.token);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual({
      appId: SANDBOX_CREDENTIALS.gewe.appId,
      chatroomId: '34757816141@chatroom',
      wxids: `${one},${other}`,
      reason: sent,
    });
  });

  test('for the member list, before the invite, has the device and the group', async () => {
    const account = fresh('wxid_friendly');
    await invite(bench.service, 'wechat:load-list@chatroom', [account]);
    const requests = bench.tap.requestsOf('wechat');
    const before = requests[requests.indexOf(requestFor('wechat', account)) - 1];
    expect(before).toMatchObject({ method: 'POST', path: '/gewe/v2/api/group/getChatroomMemberList' });
    expect(before?.headers['x-gewe-token']).toBe(SANDBOX_CREDENTIALS.gewe.token);
    expect(before?.body).toEqual({ appId: SANDBOX_CREDENTIALS.gewe.appId, chatroomId: 'load-list@chatroom' });
  });
});

describe('the request to Tencent', () => {
  test.each<{ given: string; silent?: boolean; sent: object }>([
    { given: 'Silence 1 when the invite is silent', silent: true, sent: { Silence: 1 } },
    { given: 'no Silence when the invite is not silent', silent: false, sent: {} },
    { given: 'no Silence when the invite does not say', sent: {} },
  ])('has $given', async ({ silent, sent }) => {
    const [one, other] = freshly(2, 'member') as [string, string];
    await invite(bench.service, 'tencent:@TGS#2J4SZEAEL', [one, other], { silent });
    const { method, path, body } = requestFor('tencent', one);
    expect({ method, path }).toEqual({ method: 'POST', path: '/v4/group_open_http_svc/add_group_member' });
    expect(body).toEqual({
      GroupId: '@TGS#2J4SZEAEL',
      MemberList: [{ Member_Account: one }, { Member_Account: other }],
      ...sent,
    });
  });

  test('is signed by TLSSigAPIv2 in the name of the administrator', async () => {
    const account = fresh('member');
    await invite(bench.service, 'tencent:load-1', [account]);
    const { query } = requestFor('tencent', account);
    const { sdkAppId, secretKey, administrator } = SANDBOX_CREDENTIALS.tencent;
    const { usersig, random, ...others } = query as Record<'usersig' | 'random', string>;
    expect(others).toEqual({ sdkappid: String(sdkAppId), identifier: administrator, contenttype: 'json' });
    expect(random).toMatch(/^\d{1,10}$/);
    expect(Number(random)).toBeLessThan(2 ** 32);

    const packed = usersig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
    const claims = JSON.parse(inflateSync(Buffer.from(packed, 'base64')).toString()) as Record<string, unknown>;
    const { 'TLS.time': time, 'TLS.expire': expire } = claims;
    const signed = `TLS.identifier:${administrator}\nTLS.sdkappid:${sdkAppId}\nTLS.time:${String(time)}\nTLS.expire:${String(expire)}\n`;
    expect(claims).toEqual({
      'TLS.ver': '2.0',
      'TLS.identifier': administrator,
      'TLS.sdkappid': sdkAppId,
      'TLS.time': expect.any(Number) as unknown,
      'TLS.expire': expect.any(Number) as unknown,
      'TLS.sig': createHmac('sha256', secretKey).update(signed).digest('base64'),
    });
  });

  test('has a new random number each time, and the same signature until shortly before it expires', async () => {
    await using own = await startTapped();
    const signatures: string[] = [];
    const randoms = new Set<string>();
    // Far longer than a signature holds.
    for (let hours = 0; hours <= 50; hours += 2) {
      const account = fresh('member');
      const { members } = await invite(own.service, 'tencent:load-1', [account]);
      expect(members).toEqual(all([account], JOINED));
      expect(callsFor(own.service, 'tencent', [account])).toHaveLength(1);
      const { query } = own.tap.requestsOf('tencent').at(-1) as TappedRequest;
      signatures.push(query['usersig'] ?? '');
      randoms.add(query['random'] ?? '');
      await own.service.leap(2 * HOUR_MS);
    }
    expect(randoms.size).toBe(signatures.length);
    expect(new Set(signatures).size).toBe(3);
    expect(signatures).toEqual(signatures.toSorted((a, b) => signatures.indexOf(a) - signatures.indexOf(b)));
  });
});

describe('the request to the sidecar', () => {
  test.each<{ given: string; operator?: string; sent: string }>([
    { given: 'the operator of the invite', operator: 'u_member', sent: 'u_member' },
    { given: 'the configured operator', sent: 'u_owner' },
  ])('has $given', async ({ operator, sent }) => {
    const [one, other] = freshly(2, 'member') as [string, string];
    const { members } = await invite(bench.service, 'tencent-app:groupID', [one, other], { operator });
    expect(members).toEqual(all([one, other], JOINED));
    const { method, path, body } = requestFor('tencent-app', one);
    expect({ method, path }).toEqual({ method: 'POST', path: '' });
    expect(body).toEqual({ operator: sent, groupID: 'groupID', userList: [one, other] });
  });
});

describe('the request to IMKit', () => {
  test.each<{ given: string; options: MoreInput; sent: object }>([
    {
      given: 'invitationRequired for consent',
      options: { requireConsent: true },
      sent: { invitationRequired: true },
    },
    {
      given: 'invitationRequired false for none',
      options: { requireConsent: false },
      sent: { invitationRequired: false },
    },
    { given: 'systemMessage when one is wanted', options: { systemMessage: true }, sent: { systemMessage: true } },
    {
      given: 'systemMessage false when none is wanted',
      options: { systemMessage: false },
      sent: { systemMessage: false },
    },
    {
      given: 'both options when both are given',
      options: { requireConsent: true, systemMessage: true },
      sent: { invitationRequired: true, systemMessage: true },
    },
    { given: 'neither option when neither is given', options: {}, sent: {} },
  ])('has $given', async ({ options, sent }) => {
    const [one, other] = freshly(2, 'willing') as [string, string];
    await invite(bench.service, 'imkit:demo-room', [one, other], options);
    const { method, path, body, headers } = requestFor('imkit', one);
    expect({ method, path }).toEqual({ method: 'POST', path: '/rooms/demo-room/members' });
    expect(body).toEqual({ invitees: [one, other], ...sent });
    expect(headers['im-client-key']).toBe(SANDBOX_CREDENTIALS.imkit.clientKey);
    expect(headers['im-authorization']).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(headers).not.toHaveProperty('im-api-key');
  });

  test('has the id of the room percent-encoded, in the read before it too', async () => {
    const room = 'load/ä b:1?x=%#&+';
    const account = fresh('willing');
    const groupId = `imkit:${room.replaceAll('%', '%25').replaceAll(':', '%3A')}`;
    const { members } = await invite(bench.service, groupId, [account]);
    expect(members).toEqual(all([account], JOINED));
    const { path } = requestFor('imkit', account);
    expect(path).toBe(`/rooms/${encodeURIComponent(room)}/members`);
    const reads = bench.tap.requestsOf('imkit').filter(({ method }) => method === 'GET');
    expect(reads.at(-1)?.path).toBe(`/rooms/${encodeURIComponent(room)}`);
    expect(reads.at(-1)?.headers['im-client-key']).toBe(SANDBOX_CREDENTIALS.imkit.clientKey);
  });

  test('has the API key alone where that is configured', async () => {
    const { apiKey } = SANDBOX_CREDENTIALS.imkit;
    await using own = await startTapped({ connections: { imkit: { clientKey: undefined, token: undefined, apiKey } } });
    const account = fresh('willing');
    const { members } = await invite(own.service, 'imkit:demo-room', [account]);
    expect(members).toEqual(all([account], JOINED));
    for (const { headers } of own.tap.requestsOf('imkit')) {
      expect(headers['im-api-key']).toBe(apiKey);
      expect(headers).not.toHaveProperty('im-client-key');
      expect(headers).not.toHaveProperty('im-authorization');
    }
  });
});

describe('the request to ZIM', () => {
  const JOINED_AT = '2026-11-01T12:34:56.789Z';
  const JOINED_AT_MS = Date.parse(JOINED_AT);

  test.each<{ given: string; options: MoreInput; sent: object }>([
    { given: 'the operator of the invite', options: { operator: 'zego_user' }, sent: { FromUserId: 'zego_user' } },
    {
      given: 'the configured operator',
      options: {},
      sent: { FromUserId: 'u_owner' },
    },
  ])('has $given and a plain list', async ({ options, sent }) => {
    const [one, other] = freshly(2, 'willing') as [string, string];
    const { members } = await invite(bench.service, 'zim:groupA', [one, other], options);
    expect(members).toEqual(all([one, other], JOINED));
    const { method, path, body } = requestFor('zim', one);
    expect({ method, path }).toEqual({ method: 'POST', path: '/' });
    expect(body).toEqual({ GroupId: 'groupA', UserIds: [one, other], ...sent });
  });

  test.each<{ requireConsent: boolean; isInvite: number }>([
    { requireConsent: true, isInvite: 1 },
    { requireConsent: false, isInvite: 0 },
  ])(
    'has IsInvite $isInvite for each member when requireConsent is $requireConsent',
    async ({ requireConsent, isInvite }) => {
      const [one, other] = freshly(2, 'willing') as [string, string];
      const { members } = await invite(bench.service, 'zim:groupA', [one, other], { requireConsent });
      expect(members).toEqual(all([one, other], requireConsent ? AWAITING_CONSENT : JOINED));
      expect(requestFor('zim', one).body).toEqual({
        FromUserId: 'u_owner',
        GroupId: 'groupA',
        GroupMemberInfos: [
          { UserId: one, IsInvite: isInvite },
          { UserId: other, IsInvite: isInvite },
        ],
      });
    },
  );

  test('has EnterGroupTime for whoever has a joinedAt, who counts as joined since then', async () => {
    const [dated, undated] = freshly(2, 'willing') as [string, string];
    const { members } = await invite(bench.service, 'zim:groupA', [], {
      members: [{ account: dated, joinedAt: JOINED_AT }, { account: undated }],
    });
    const nowMs = bench.service.clock.now();
    expect(members).toMatchObject([
      { account: dated, type: 'MemberJoined', state: 'JOINED' },
      { account: undated, type: 'MemberJoined', state: 'JOINED' },
    ]);
    expect(members.map(({ joinedAt }) => Date.parse(String(joinedAt)))).toEqual([JOINED_AT_MS, nowMs]);
    expect(requestFor('zim', dated).body).toEqual({
      FromUserId: 'u_owner',
      GroupId: 'groupA',
      GroupMemberInfos: [{ UserId: dated, EnterGroupTime: JOINED_AT_MS }, { UserId: undated }],
    });
  });

  test('has EnterGroupTime and IsInvite together when both are given', async () => {
    const account = fresh('willing');
    await invite(bench.service, 'zim:groupA', [], {
      members: [{ account, joinedAt: JOINED_AT }],
      requireConsent: true,
      operator: 'zego_user',
    });
    expect(requestFor('zim', account).body).toEqual({
      FromUserId: 'zego_user',
      GroupId: 'groupA',
      GroupMemberInfos: [{ UserId: account, EnterGroupTime: JOINED_AT_MS, IsInvite: 1 }],
    });
  });

  test('is signed by md5 with a new nonce for every attempt', async () => {
    const account = fresh('willing');
    bench.service.sandbox.control({ connection: 'zim', group: 'load-signed', code: { code: 660000001, times: 2 } });
    const { members } = await invite(bench.service, 'zim:load-signed', [account]);
    expect(members).toEqual(all([account], JOINED));
    const requests = bench.tap.requestsOf('zim').filter(({ body }) => body.GroupId === 'load-signed');
    const attempts = requests.filter(({ query }) => query['Action'] === 'InviteUsersIntoGroup');
    expect(attempts).toHaveLength(3);
    const { appId, serverSecret } = SANDBOX_CREDENTIALS.zim;
    for (const { query, atMs } of attempts) {
      const { SignatureNonce: nonce = '', Timestamp: timestamp = '', Signature: signature, ...others } = query;
      expect(others).toEqual({ Action: 'InviteUsersIntoGroup', AppId: String(appId), SignatureVersion: '2.0' });
      expect(nonce).toMatch(/^[0-9a-f]{16}$/);
      expect(timestamp).toBe(String(Math.floor(atMs / 1000)));
      expect(signature).toBe(createHash('md5').update(`${appId}${nonce}${serverSecret}${timestamp}`).digest('hex'));
    }
    expect(new Set(attempts.map(({ query }) => query['SignatureNonce'])).size).toBe(3);
  });
});

describe('members who wait together', () => {
  test('leave in one call as far as their options are equal, and by themselves as far as they are not', async () => {
    const [plain, alike, silent] = freshly(3, 'member') as [string, string, string];
    const send = (account: string, more: object) =>
      bench.service.send(INVITE, { input: { groupId: 'tencent:load-mixed', members: [{ account }], ...more } });
    await bench.service.run(Promise.all([send(plain, {}), send(silent, { silent: true }), send(alike, {})]));
    const calls = callsFor(bench.service, 'tencent', [plain, alike, silent]);
    expect(calls.map(({ accounts }) => accounts.toSorted())).toEqual([[plain, alike].toSorted(), [silent]]);
    expect(requestFor('tencent', silent).body).toHaveProperty('Silence', 1);
    expect(requestFor('tencent', plain).body).not.toHaveProperty('Silence');
  });
});

const OPTIONS = {
  REASON: { field: 'input.reason', more: { reason: 'because' } },
  REQUIRE_CONSENT: { field: 'input.requireConsent', more: { requireConsent: true } },
  SILENT: { field: 'input.silent', more: { silent: true } },
  SYSTEM_MESSAGE: { field: 'input.systemMessage', more: { systemMessage: true } },
  OPERATOR: { field: 'input.operator', more: { operator: 'zego_user' } },
  JOINED_AT: {
    field: 'input.members[1].joinedAt',
    more: { members: [{ account: 'a' }, { account: 'b', joinedAt: '2026-11-01T00:00:00Z' }] },
  },
} as const;

const TAKEN: Readonly<Record<SandboxConnectionId, readonly (keyof typeof OPTIONS)[]>> = {
  wechat: ['REASON'],
  tencent: ['SILENT'],
  'tencent-app': ['OPERATOR'],
  imkit: ['REQUIRE_CONSENT', 'SYSTEM_MESSAGE'],
  zim: ['OPERATOR', 'REQUIRE_CONSENT', 'JOINED_AT'],
};

describe('an option that the provider does not take', () => {
  const refused = Object.entries(TAKEN).flatMap(([connection, taken]) =>
    (Object.keys(OPTIONS) as (keyof typeof OPTIONS)[])
      .filter((option) => !taken.includes(option))
      .map((option) => ({ connection, option, ...OPTIONS[option] })),
  );

  test.each(refused)(
    '$option is a mistake of $field at the connection $connection',
    async ({ connection, field, more }) => {
      const groupId = `${connection}:load-refused@chatroom`;
      const { data, errors } = await bench.service.send(INVITE, {
        input: { groupId, members: [{ account: 'a' }, { account: 'b' }], ...more },
      });
      expect(data).toBeNull();
      expect(errors).toMatchObject([{ path: ['inviteMembers'], extensions: { code: 'BAD_USER_INPUT', field } }]);
      await bench.service.pass(1_000);
      const sent = bench.service.sandbox.journal.entries.filter((entry) => entry.group === 'load-refused@chatroom');
      expect(sent).toEqual([]);
    },
  );

  test.each(Object.keys(TAKEN) as SandboxConnectionId[])(
    'is none at the connection %s when it is null',
    async (connection) => {
      const account = fresh('member');
      const nothing = { operator: null, reason: null, requireConsent: null, silent: null, systemMessage: null };
      const { types } = await invite(bench.service, `${connection}:load-null@chatroom`, [], {
        ...nothing,
        members: [{ account, userId: null, joinedAt: null }],
      });
      expect(types).toEqual([connection === 'wechat' ? 'MemberInvited' : 'MemberJoined']);
    },
  );
});
