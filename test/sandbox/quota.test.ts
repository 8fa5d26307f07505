import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QuotaWindows } from '../../src/sandbox/quota.ts';
import { addToTencent, bridge, gewe, imkit, inviteToZim, start, tencent, zim } from './support.ts';
import type { Reply } from './support.ts';
import type { SandboxConnectionId } from '../../src/sandbox/connections.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';

interface Budget {
  readonly connection: SandboxConnectionId;
  readonly budget: 'invites' | 'reads';
  readonly perSecond: number;
  readonly call: (sandbox: Sandbox) => Promise<Reply>;
  readonly refusal: { readonly status?: number; readonly json: unknown };
}

const SMALL = '34757816141@chatroom';
const OPEN = '@TGS#2J4SZEAEL';

const budgets: readonly Budget[] = [
  {
    connection: 'wechat',
    budget: 'invites',
    perSecond: 1,
    call: (sandbox) => gewe(sandbox, 'group/inviteMember', { chatroomId: SMALL, wxids: 'wxid_a', reason: '' }),
    refusal: { json: { ret: 500, msg: expect.stringContaining('频率') } },
  },
  {
    connection: 'wechat',
    budget: 'reads',
    perSecond: 2,
    call: (sandbox) => gewe(sandbox, 'group/getChatroomMemberList', { chatroomId: SMALL }),
    refusal: { json: { ret: 500, msg: expect.stringContaining('频率') } },
  },
  {
    connection: 'tencent',
    budget: 'invites',
    perSecond: 100,
    call: (sandbox) =>
      tencent(sandbox, 'add_group_member', { GroupId: OPEN, MemberList: [{ Member_Account: 'tommy' }] }),
    refusal: { json: { ActionStatus: 'FAIL', ErrorCode: 60011 } },
  },
  {
    connection: 'tencent',
    budget: 'reads',
    perSecond: 100,
    call: (sandbox) => tencent(sandbox, 'get_group_info', { GroupIdList: [OPEN] }),
    refusal: { json: { ActionStatus: 'FAIL', ErrorCode: 60011 } },
  },
  {
    connection: 'tencent-app',
    budget: 'invites',
    perSecond: 5,
    call: (sandbox) => bridge(sandbox, 'groupID', ['u_alice']),
    refusal: { json: { code: 9506, data: null } },
  },
  {
    connection: 'imkit',
    budget: 'invites',
    perSecond: 16,
    call: (sandbox) => imkit(sandbox, 'POST', '/rooms/demo-room/members', { body: { invitees: ['u_alice'] } }),
    refusal: { status: 429, json: { RC: 429, retryAfter: 1, error: { code: 'RATE_LIMIT_EXCEEDED' } } },
  },
  {
    connection: 'imkit',
    budget: 'reads',
    perSecond: 16,
    call: (sandbox) => imkit(sandbox, 'GET', '/rooms/demo-room'),
    refusal: { status: 429, json: { RC: 429, retryAfter: 1 } },
  },
  {
    connection: 'zim',
    budget: 'invites',
    perSecond: 1,
    call: (sandbox) => inviteToZim(sandbox, 'groupA', ['u_alice']),
    refusal: { json: { Code: 660300006 } },
  },
  {
    connection: 'zim',
    budget: 'reads',
    perSecond: 20,
    call: (sandbox) => zim(sandbox, 'QueryGroupMemberList', { GroupId: 'groupA', Limit: 10, Next: 0 }),
    refusal: { json: { Code: 660300005 } },
  },
];

describe('the quota', () => {
  it.each(budgets)(
    'of $budget at $connection is $perSecond in any second',
    async ({ call, perSecond, refusal, connection, budget }) => {
      const { sandbox, clock } = await start({ quotas: true });
      const ok = await call(sandbox);
      for (let count = 1; count < perSecond; count++) await call(sandbox);
      expect(sandbox.journal.violationCount()).toBe(0);

      clock.advance(999);
      const refused = await call(sandbox);
      expect(refused).toMatchObject({ status: refusal.status ?? 200, json: refusal.json });
      expect(sandbox.journal.violations).toEqual({ [connection]: { invites: 0, reads: 0, [budget]: 1 } });
      expect(sandbox.journal.entries.at(-1)).toMatchObject({ verdict: 'overQuota', connection, kind: budget });

      clock.advance(1);
      expect((await call(sandbox)).status).toBe(ok.status);
      expect(sandbox.journal.violationCount(connection)).toBe(1);
    },
  );

  it('tells IMKit clients in the header, too, how long to wait', async () => {
    const { sandbox } = await start({ quotas: true });
    sandbox.control({ connection: 'imkit', readsPerSecond: 0.25 });
    await imkit(sandbox, 'GET', '/rooms/demo-room');
    const { headers, json } = await imkit(sandbox, 'GET', '/rooms/demo-room');
    expect([headers.get('retry-after'), json]).toMatchObject(['4', { retryAfter: 4 }]);
  });

  it('carries out nothing beyond it', async () => {
    const { sandbox } = await start({ quotas: true });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    await inviteToZim(sandbox, 'groupA', ['u_bob']);
    expect(sandbox.members('zim', 'groupA')).toEqual(['u_owner', 'zego_user', 'u_alice']);
  });

  it('of ZIM invites is one for each group', async () => {
    const { sandbox } = await start({ quotas: true });
    for (const group of ['groupA', 'full-group', 'load-1', 'load-2']) {
      expect((await inviteToZim(sandbox, group, ['u_alice'])).json).toMatchObject({ Code: 0 });
    }
    expect(sandbox.journal.violationCount()).toBe(0);
  });

  it('is spent by invites and reads apart, and by the two Tencent fronts apart', async () => {
    const { sandbox } = await start({ quotas: true });
    sandbox.control({ connection: 'tencent', callsPerSecond: 1, readsPerSecond: 1 });
    sandbox.control({ connection: 'tencent-app', callsPerSecond: 1 });
    expect(await addToTencent(sandbox, OPEN, ['tommy'])).toEqual([1]);
    expect((await tencent(sandbox, 'get_group_info', { GroupIdList: [OPEN] })).json).toMatchObject({ ErrorCode: 0 });
    expect((await bridge(sandbox, OPEN, ['jared'])).json).toMatchObject({ code: 0 });
    expect(sandbox.journal.violationCount()).toBe(0);
  });

  it('is not spent by calls with bad credentials', async () => {
    const { sandbox } = await start({ quotas: true });
    const wrong = { 'x-gewe-token': 'other' };
    await gewe(sandbox, 'group/inviteMember', { chatroomId: SMALL, wxids: 'wxid_a', reason: '' }, wrong);
    await gewe(sandbox, 'group/inviteMember', { chatroomId: SMALL, wxids: 'wxid_a', reason: '' });
    expect(sandbox.journal.violationCount()).toBe(0);
  });

  it('is spent also by calls that an order spoils', async () => {
    const { sandbox } = await start({ quotas: true });
    sandbox.control({ connection: 'zim', failNext: { times: 2, status: 503 } });
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    expect(sandbox.journal.violations).toEqual({ zim: { invites: 1, reads: 0 } });
  });
});

describe('QuotaWindows', () => {
  it('never lets more through than the limit in any second, and lets through whoever waits as told', () => {
    const gaps = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 5 }), (gapsMs, limit) => {
        const windows = new QuotaWindows();
        const through: number[] = [];
        let nowMs = 0;
        for (const gapMs of gapsMs) {
          nowMs += gapMs;
          const waitMs = windows.admit('key', limit, nowMs);
          if (waitMs === 0) through.push(nowMs);
          else {
            expect(waitMs).toBeLessThanOrEqual(1000);
            nowMs += waitMs;
            expect(windows.admit('key', limit, nowMs)).toBe(0);
            through.push(nowMs);
          }
        }
        for (const [index, atMs] of through.entries()) {
          const next = through[index + limit];
          if (next !== undefined) expect(next - atMs).toBeGreaterThanOrEqual(1000);
        }
      }),
    );
  });

  it('lets one call through in two seconds at 0.5 a second, and all at 0', () => {
    const windows = new QuotaWindows();
    expect([0, 1999, 2000].map((atMs) => windows.admit('half', 0.5, atMs))).toEqual([0, 1, 0]);
    expect([0, 0, 0].map((atMs) => windows.admit('free', 0, atMs))).toEqual([0, 0, 0]);
  });
});
