import { describe, expect, it } from 'vitest';
import type { ControlOrder } from '../../src/sandbox/control/order.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { addToTencent, bridge, gewe, imkit, inviteToZim, many, send, start, tencent, until, zim } from './support.ts';

const OPEN = '@TGS#2J4SZEAEL';
const readMembers = (sandbox: Sandbox) =>
  zim(sandbox, 'QueryGroupMemberList', { GroupId: 'groupA', Limit: 10, Next: 0 });
const outcome = (reply: Promise<unknown>): Promise<'answered' | 'broken'> =>
  reply.then(
    () => 'answered',
    () => 'broken',
  );

describe('orders', () => {
  it('hold an answer back for as long as latencyMs says, though the call is carried out at once', async () => {
    const { sandbox, clock } = await start();
    sandbox.control({ connection: 'zim', latencyMs: 5000 });
    const reply = inviteToZim(sandbox, 'groupA', ['u_alice']);
    await until(() => sandbox.parked === 1);
    expect(sandbox.members('zim', 'groupA')).toContain('u_alice');
    clock.advance(4999);
    expect(sandbox.parked).toBe(1);
    clock.advance(1);
    expect((await reply).json).toMatchObject({ Code: 0 });
    expect(sandbox.parked).toBe(0);
  });

  it('hang a call, which is not carried out', async () => {
    const { sandbox, clock } = await start();
    sandbox.control({ connection: 'zim', hang: true });
    const reply = outcome(inviteToZim(sandbox, 'groupA', ['u_alice']));
    await until(() => sandbox.parked === 1);
    clock.advance(86_400_000);
    expect(sandbox.parked).toBe(1);
    expect(sandbox.members('zim', 'groupA')).not.toContain('u_alice');
    expect(sandbox.journal.entries).toMatchObject([{ verdict: 'faulted', status: null, accounts: ['u_alice'] }]);
    await sandbox.close();
    expect(await reply).toBe('broken');
  });

  it.each([{ hang: true }, { latencyMs: 1000 }])(
    'forget a call held back by %o when its client goes away',
    async (knobs) => {
      const { sandbox, clock } = await start();
      sandbox.control({ connection: 'tencent-app', ...knobs });
      const client = new AbortController();
      const body = { operator: 'u_owner', groupID: 'groupID', userList: ['u_alice'] };
      const reply = outcome(send(`${sandbox.url}/tencent-app/invite`, { body, signal: client.signal }));
      await until(() => sandbox.parked === 1);
      client.abort();
      expect(await reply).toBe('broken');
      await until(() => sandbox.parked === 0);
      expect(clock.pending).toBe(0);
    },
  );

  it('break the socket of a provider that is down', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', down: true });
    expect(await outcome(inviteToZim(sandbox, 'groupA', ['u_alice']))).toBe('broken');
    expect(await outcome(readMembers(sandbox))).toBe('broken');
    expect(sandbox.members('zim', 'groupA')).not.toContain('u_alice');
    sandbox.control({ connection: 'zim', down: false });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(200);
  });

  it('answer any HTTP status, with Retry-After', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', status: 429, retryAfterSeconds: 3 });
    const reply = await inviteToZim(sandbox, 'groupA', ['u_alice']);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '3']);
    expect(sandbox.members('zim', 'groupA')).not.toContain('u_alice');
  });

  it('answer text that is not JSON, or JSON of another shape', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', malformed: true });
    expect(await inviteToZim(sandbox, 'groupA', ['u_alice'])).toMatchObject({ status: 200, json: undefined });
    sandbox.control({ connection: 'zim', malformed: false, wrongShape: true });
    expect(await inviteToZim(sandbox, 'groupA', ['u_alice'])).toMatchObject({
      status: 200,
      json: [{ unexpected: true }],
    });
    expect(sandbox.members('zim', 'groupA')).not.toContain('u_alice');
  });

  it('carry a call out and lose its answer', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', loseAnswer: 'break' });
    expect(await outcome(inviteToZim(sandbox, 'groupA', ['u_alice']))).toBe('broken');
    expect(sandbox.members('zim', 'groupA')).toContain('u_alice');
    expect((await readMembers(sandbox)).status).toBe(200);

    sandbox.control({ connection: 'zim', loseAnswer: 'hang' });
    const reply = outcome(inviteToZim(sandbox, 'groupA', ['u_bob']));
    await until(() => sandbox.parked === 1);
    expect(sandbox.members('zim', 'groupA')).toContain('u_bob');
    expect(sandbox.journal.entries.map(({ verdict }) => verdict)).toEqual(['lost', 'answered', 'lost']);
    await sandbox.close();
    expect(await reply).toBe('broken');
  });

  it('spoil the next inviting calls, then go on', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', failNext: { times: 2, status: 503, retryAfterSeconds: 1 } });
    expect((await readMembers(sandbox)).status).toBe(200);
    const statuses: number[] = [];
    for (let call = 0; call < 3; call++) statuses.push((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status);
    expect(statuses).toEqual([503, 503, 200]);
  });

  it.each<[ControlOrder['connection'], (sandbox: Sandbox) => Promise<unknown>, unknown]>([
    ['tencent', (sandbox) => addToTencent(sandbox, OPEN, ['tommy']), 10002],
    ['tencent-app', async (sandbox) => (await bridge(sandbox, OPEN, ['tommy'])).json, { code: 10002, data: null }],
    ['zim', async (sandbox) => (await inviteToZim(sandbox, 'groupA', ['tommy'])).json, { Code: 10002 }],
    [
      'wechat',
      async (sandbox) =>
        (await gewe(sandbox, 'group/inviteMember', { chatroomId: '34757816141@chatroom', wxids: 'tommy', reason: '' }))
          .json,
      { ret: 10002 },
    ],
    [
      'imkit',
      async (sandbox) =>
        (await imkit(sandbox, 'POST', '/rooms/demo-room/members', { body: { invitees: ['tommy'] } })).json,
      { RC: 10002 },
    ],
  ])('answer a code of %s for as many calls as ordered', async (connection, call, answer) => {
    const { sandbox } = await start();
    sandbox.control({ connection, code: { code: 10002, times: 1 } });
    const matching = typeof answer === 'number' ? answer : expect.objectContaining(answer as object);
    expect(await call(sandbox)).toEqual(matching);
    expect(await call(sandbox)).not.toEqual(matching);
  });

  it.each<[ControlOrder['connection'], (sandbox: Sandbox) => Promise<unknown>, unknown]>([
    ['tencent', (sandbox) => addToTencent(sandbox, OPEN, ['tommy']), 10006],
    [
      'tencent-app',
      async (sandbox) => (await bridge(sandbox, OPEN, ['tommy'])).json,
      expect.objectContaining({ code: 9506 }),
    ],
    [
      'zim',
      async (sandbox) => (await inviteToZim(sandbox, 'groupA', ['tommy'])).json,
      expect.objectContaining({ Code: 660300006 }),
    ],
    [
      'imkit',
      async (sandbox) => (await imkit(sandbox, 'GET', '/rooms/demo-room')).json,
      expect.objectContaining({ RC: 429, retryAfter: 1 }),
    ],
  ])('make %s say that it is called too often, which is no violation', async (connection, call, answer) => {
    const { sandbox } = await start();
    sandbox.control({ connection, rateLimited: true });
    expect(await call(sandbox)).toEqual(answer);
    expect(sandbox.journal.violationCount()).toBe(0);
  });

  it('fill a group, and only that one', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'tencent', group: OPEN, full: true });
    expect(await addToTencent(sandbox, OPEN, ['tommy'])).toBe(10014);
    expect(await addToTencent(sandbox, 'groupID', ['tommy'])).toEqual([1]);
    sandbox.control({ connection: 'zim', full: true });
    expect((await inviteToZim(sandbox, 'groupA', ['tommy'])).json).toMatchObject({
      ErrorUsers: [{ SubCode: 660600016 }],
    });
  });

  it('set another batch limit and another quota', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'tencent', membersPerCall: 20, callsPerSecond: 1 });
    expect(await addToTencent(sandbox, OPEN, many(21))).toBe(10005);
    expect(await addToTencent(sandbox, OPEN, ['tommy'])).toBe(60011);
  });

  it('for a group outweigh those for the connection, and those for a kind of calls those for all', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', group: 'groupA', status: 500 });
    sandbox.control({ connection: 'zim', status: 503 });
    sandbox.control({ connection: 'zim', group: 'groupA', calls: 'reads', status: 502 });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(500);
    expect((await inviteToZim(sandbox, 'full-group', ['u_alice'])).status).toBe(503);
    expect((await readMembers(sandbox)).status).toBe(502);
    sandbox.control({ connection: 'zim', group: 'groupA', status: null });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(200);
  });

  it('are forgotten with clear: those of a group, or those of a connection and all its groups', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', status: 503 });
    sandbox.control({ connection: 'zim', group: 'groupA', status: 500 });
    sandbox.control({ connection: 'zim', group: 'load-1', status: 500 });
    sandbox.control({ connection: 'zim', group: 'groupA', clear: true });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(503);
    sandbox.control({ connection: 'zim', clear: true, latencyMs: 0 });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(200);
    expect((await inviteToZim(sandbox, 'load-1', ['u_alice'])).status).toBe(200);
  });

  it('leave the other connections alone', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'tencent', status: 503 });
    expect((await tencent(sandbox, 'get_group_info', { GroupIdList: [OPEN] })).status).toBe(503);
    expect((await bridge(sandbox, OPEN, ['tommy'])).status).toBe(200);
  });
});

describe('POST /control', () => {
  it('takes one order or several', async () => {
    const { sandbox } = await start();
    const orders: ControlOrder[] = [
      { connection: 'zim', status: 503 },
      { connection: 'tencent', status: 502 },
    ];
    expect(await send(`${sandbox.url}/control`, { body: orders })).toMatchObject({ status: 200, json: { ok: true } });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(503);
    await send(`${sandbox.url}/control`, { body: { connection: 'zim', clear: true } });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(200);
    expect((await tencent(sandbox, 'get_group_info', { GroupIdList: [OPEN] })).status).toBe(502);
  });

  it.each([
    ['an unknown connection', { connection: 'zoom' }, 'connection'],
    ['an unknown field', { connection: 'zim', latency: 5 }, 'latency'],
    ['a wrong type', { connection: 'zim', latencyMs: '5' }, 'latencyMs'],
    ['a status that is no failure', { connection: 'zim', status: 200 }, 'status'],
    ['Retry-After without a status', { connection: 'zim', retryAfterSeconds: 5 }, 'retryAfterSeconds'],
    ['a counted fault without a fault', { connection: 'zim', failNext: { times: 1 } }, 'failNext'],
    ['no times', { connection: 'zim', failNext: { hang: true } }, 'failNext.times'],
    ['a quota of one group', { connection: 'zim', group: 'groupA', callsPerSecond: 5 }, 'callsPerSecond'],
    ['a knob of another provider', { connection: 'tencent', errorListName: 'ErrorList' }, 'errorListName'],
    ['a knob that GeWe has not', { connection: 'wechat', unknownAccountMode: 'whole' }, 'unknownAccountMode'],
    ['a probability above 1', { connection: 'zim', webhooks: { lose: 1.5 } }, 'webhooks.lose'],
    ['an unknown field of webhooks', { connection: 'zim', webhooks: { drop: 1 } }, 'drop'],
    ['how another provider posts', { connection: 'zim', webhooks: { version: 'v2' } }, 'only wechat'],
    ['webhooks where none are sent', { connection: 'tencent-app', webhooks: { lose: 1 } }, 'tencent-app'],
    ['webhooks of a kind of calls', { connection: 'zim', calls: 'reads', webhooks: { lose: 1 } }, 'calls'],
    ['no object', 5, 'order'],
  ])('refuses %s and names the field', async (_what, order, field) => {
    const { sandbox } = await start();
    const { status, json } = await send(`${sandbox.url}/control`, { body: JSON.stringify(order) });
    expect(status).toBe(400);
    expect((json as { problems: string[] }).problems.join('\n')).toContain(field);
    expect(() => sandbox.control(order as unknown as ControlOrder)).toThrow(field);
  });

  it('carries out nothing when one of several orders is not understood', async () => {
    const { sandbox } = await start();
    const body = [{ connection: 'zim', status: 503 }, { connection: 'zoom' }];
    expect((await send(`${sandbox.url}/control`, { body })).status).toBe(400);
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).status).toBe(200);
  });

  it('refuses what is not JSON, and other methods', async () => {
    const { sandbox } = await start();
    expect((await send(`${sandbox.url}/control`, { body: '{' })).status).toBe(400);
    expect((await send(`${sandbox.url}/control`, { method: 'GET' })).status).toBe(405);
  });

  it('takes orders for a bounded number of groups', async () => {
    const { sandbox } = await start();
    sandbox.control({ connection: 'zim', clear: true });
    for (let group = 1; group <= 2000; group++) {
      try {
        sandbox.control({ connection: 'zim', group: `load-${group}`, full: true });
      } catch (error) {
        expect(String(error)).toContain('groups have orders already');
        expect(group).toBeLessThanOrEqual(1001);
        return;
      }
    }
    throw new Error('it took them all');
  });
});
