import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { PATH_PREFIXES } from '../../src/sandbox/connections.ts';
import { MAX_JOURNAL_ENTRIES } from '../../src/sandbox/journal.ts';
import type { WorldChange } from '../../src/sandbox/world/change.ts';
import { SANDBOX_GROUPS } from '../../src/sandbox/worlds.ts';
import { WebhookReceiver } from './webhook-receiver.ts';
import {
  ACCEPT_AFTER_MS,
  addToTencent,
  bridge,
  gewe,
  imkit,
  inviteToZim,
  send,
  start,
  tencent,
  until,
  zim,
} from './support.ts';

const OPEN = '@TGS#2J4SZEAEL';

describe('the connections', () => {
  it('are the five of the configuration, with base URLs at this sandbox', async () => {
    const { sandbox } = await start();
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(sandbox.connections.map(({ id, provider, baseUrl }) => [id, provider, baseUrl])).toEqual([
      ['wechat', 'gewe', `${sandbox.url}/gewe`],
      ['tencent', 'tencent-im', `${sandbox.url}/tencent`],
      ['tencent-app', 'tencent-im-sdk', `${sandbox.url}/tencent-app/invite`],
      ['imkit', 'imkit', `${sandbox.url}/imkit`],
      ['zim', 'zego-zim', `${sandbox.url}/zim`],
    ]);
    expect(sandbox.connections.map(({ id }) => id)).toEqual(Object.keys(PATH_PREFIXES));
  });

  it('all have a group in which an invite works, and an owner in every group', async () => {
    const { sandbox } = await start();
    const chatroomId = '34757816141@chatroom';
    expect(
      (await gewe(sandbox, 'group/inviteMember', { chatroomId, wxids: 'wxid_bob', reason: '' })).json,
    ).toMatchObject({
      ret: 200,
    });
    expect(await addToTencent(sandbox, OPEN, ['tommy'])).toEqual([1]);
    expect((await bridge(sandbox, 'groupID', ['tommy'])).json).toMatchObject({ data: [{ result: 1 }] });
    expect((await imkit(sandbox, 'POST', '/rooms/demo-room/members', { body: { invitees: ['tommy'] } })).status).toBe(
      200,
    );
    expect((await inviteToZim(sandbox, 'groupA', ['tommy'])).json).toMatchObject({ Code: 0, ErrorUsers: [] });
    for (const { id } of sandbox.connections) {
      for (const { id: groupId, ownerId } of SANDBOX_GROUPS[id].groups)
        expect(sandbox.members(id, groupId)[0]).toBe(ownerId);
    }
  });
});

describe('the journal', () => {
  it('shows what was received, when, and what became of it, without credentials', async () => {
    const { sandbox, clock } = await start();
    clock.advance(250);
    await addToTencent(sandbox, OPEN, ['tommy', 'jared']);
    await tencent(sandbox, 'get_group_info', { GroupIdList: [OPEN] }, { usersig: '' });
    const [first, second] = sandbox.journal.entries;
    expect(first).toEqual({
      sequence: 1,
      atMs: clock.now(),
      connection: 'tencent',
      action: 'add_group_member',
      kind: 'invites',
      group: OPEN,
      accounts: ['tommy', 'jared'],
      method: 'POST',
      path: '/v4/group_open_http_svc/add_group_member',
      body: expect.stringContaining('"Member_Account":"tommy"'),
      verdict: 'answered',
      status: 200,
    });
    expect(second).toMatchObject({
      sequence: 2,
      action: 'get_group_info',
      kind: 'reads',
      group: OPEN,
      verdict: 'denied',
    });
    expect(JSON.stringify(sandbox.journal.entries)).not.toContain('usersig');
  });

  it('is served over HTTP, by connection and action', async () => {
    const { sandbox } = await start();
    await addToTencent(sandbox, OPEN, ['tommy']);
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    await zim(sandbox, 'QueryGroupInfo', { FromUserId: 'u_owner', GroupId: 'groupA' });
    const journal = async (query: string) =>
      (await send(`${sandbox.url}/journal${query}`, { method: 'GET' })).json as { entries: { sequence: number }[] };
    expect(await journal('')).toMatchObject({
      counts: { tencent: { add_group_member: 1 }, zim: { InviteUsersIntoGroup: 1, QueryGroupInfo: 1 } },
      violations: {},
    });
    expect((await journal('?connection=zim')).entries.map(({ sequence }) => sequence)).toEqual([2, 3]);
    expect((await journal('?connection=zim&after=2')).entries.map(({ sequence }) => sequence)).toEqual([3]);
    expect((await journal('?connection=zim&action=QueryGroupInfo')).entries.map(({ sequence }) => sequence)).toEqual([
      3,
    ]);
    expect(sandbox.journal.count('zim')).toBe(2);
    expect(sandbox.journal.count('zim', 'QueryGroupInfo')).toBe(1);
    expect(sandbox.journal.count('imkit')).toBe(0);
  });

  it('keeps the newest entries and counts all', async () => {
    const { RunningJournal } = await import('../../src/sandbox/journal.ts');
    const journal = new RunningJournal();
    const total = MAX_JOURNAL_ENTRIES * 2 + 7;
    const entry = {
      connection: 'zim',
      action: 'a',
      kind: 'invites',
      group: null,
      accounts: [],
      method: 'POST',
    } as const;
    for (let call = 1; call <= total; call++) {
      journal.record({ ...entry, atMs: call, path: '', body: '{}', verdict: 'answered', status: 200 });
    }
    expect(journal.count('zim')).toBe(total);
    expect(journal.entries).toHaveLength(MAX_JOURNAL_ENTRIES);
    expect([journal.entries[0]?.sequence, journal.entries.at(-1)?.sequence]).toEqual([
      total - MAX_JOURNAL_ENTRIES + 1,
      total,
    ]);

    for (let call = 1; call <= 40; call++) {
      journal.record({
        ...entry,
        atMs: call,
        path: '',
        body: 'x'.repeat(1024 * 1024),
        verdict: 'answered',
        status: 200,
      });
    }
    expect(journal.entries.reduce((sum, { body }) => sum + body.length, 0)).toBe(16 * 1024 * 1024);
    expect(journal.entries.at(-1)?.atMs).toBe(40);
  });
});

describe('the server', () => {
  it('answers 404 in JSON where nothing is served, and notes unknown calls of a connection', async () => {
    const { sandbox } = await start();
    for (const path of ['/', '/nowhere', '/tencent-app', '/gewer', '/imkit/rooms', '/zim/more']) {
      const { status, json } = await send(sandbox.url + path, { body: {} });
      expect([path, status, json]).toEqual([path, 404, { error: expect.any(String) }]);
    }
    expect(sandbox.journal.counts).toEqual({ imkit: { unknown: 1 }, zim: { unknown: 1 } });
  });

  it('refuses a body over a megabyte with 413', async () => {
    const { sandbox } = await start();
    const reply = await send(`${sandbox.url}/zim/?Action=QueryGroupInfo`, { body: 'x'.repeat(1024 * 1024 + 1) });
    expect([reply.status, reply.json]).toEqual([413, { error: expect.stringContaining('1048576') }]);
  });

  it('is as at the start after a reset, and breaks off requests that wait', async () => {
    const { sandbox } = await start();
    await inviteToZim(sandbox, 'groupA', ['u_alice', 'u_shy']);
    await inviteToZim(sandbox, 'load-1', ['u_alice']);
    sandbox.control({ connection: 'zim', hang: true });
    const hanging = expect(inviteToZim(sandbox, 'groupA', ['u_bob'])).rejects.toThrow();
    await until(() => sandbox.parked === 1);
    expect((await send(`${sandbox.url}/reset`)).json).toEqual({ ok: true });
    await hanging;
    expect(sandbox.parked).toBe(0);
    expect(sandbox.members('zim', 'groupA')).toEqual(['u_owner', 'zego_user']);
    expect(sandbox.pendingInvitees('zim', 'groupA')).toEqual([]);
    expect(sandbox.members('zim', 'load-1')).toEqual([]);
    expect(sandbox.journal).toMatchObject({ entries: [], counts: {}, violations: {} });
    expect((await inviteToZim(sandbox, 'groupA', ['u_alice'])).json).toMatchObject({ Code: 0 });
  });

  it('lets nobody accept an invite from before a reset', async () => {
    const { sandbox, clock } = await start();
    await inviteToZim(sandbox, 'consent-group', ['u_alice']);
    sandbox.reset();
    clock.advance(ACCEPT_AFTER_MS);
    expect(sandbox.members('zim', 'consent-group')).toEqual(['u_owner', 'zego_user']);
    expect(clock.pending).toBe(0);
  });

  it('closes although requests hang, are late, and keep their sockets, and leaves no timer', async () => {
    const { sandbox, clock } = await start();
    await inviteToZim(sandbox, 'consent-group', ['u_alice']);
    sandbox.control({ connection: 'zim', hang: true });
    sandbox.control({ connection: 'tencent', latencyMs: 1000 });
    const broken = [
      expect(inviteToZim(sandbox, 'groupA', ['u_bob'])).rejects.toThrow(),
      expect(addToTencent(sandbox, OPEN, ['tommy'])).rejects.toThrow(),
    ];
    await until(() => sandbox.parked === 2);
    await sandbox.close();
    await Promise.all(broken);
    expect(clock.pending).toBe(0);
    await expect(send(`${sandbox.url}/journal`, { method: 'GET' })).rejects.toThrow();
  });

  it('closes although a request has come in only by half', async () => {
    const { sandbox } = await start();
    const { hostname, port } = new URL(sandbox.url);
    const socket = connect(Number(port), hostname);
    const ended = once(socket, 'close');
    socket.resume().on('error', () => undefined);
    socket.write('POST /zim/ HTTP/1.1\r\nhost: sandbox\r\ncontent-length: 100\r\n\r\nhalf');
    // An answer on another socket tells that the server has read this one, too.
    await send(`${sandbox.url}/journal`, { method: 'GET' });
    await sandbox.close();
    await ended;
  });

  it('rejects when its port is taken', async () => {
    const { sandbox } = await start();
    await expect(start({ port: Number(new URL(sandbox.url).port) })).rejects.toThrow('EADDRINUSE');
  });
});

describe('changes', () => {
  it('are told once each, from every front', async () => {
    const { sandbox, clock } = await start();
    const changes: WorldChange[] = [];
    const end = sandbox.onChange((change) => changes.push(change));
    await addToTencent(sandbox, OPEN, ['tommy', 'jared', 'u_shy', 'u_member']);
    clock.advance(ACCEPT_AFTER_MS);
    await tencent(sandbox, 'delete_group_member', { GroupId: OPEN, MemberToDel_Account: ['jared', 'nobody'] });
    await imkit(sandbox, 'POST', '/rooms/demo-room/delete/members', { body: { members: ['u_owner'] } });
    end();
    await inviteToZim(sandbox, 'groupA', ['u_alice']);
    const startMs = clock.now() - ACCEPT_AFTER_MS;
    const inTencent = { backend: 'tencent', groupId: OPEN, actorId: 'administrator' };
    expect(changes).toEqual([
      { ...inTencent, type: 'joined', via: 'added', accounts: ['tommy', 'jared'], atMs: startMs },
      { ...inTencent, type: 'invited', accounts: ['u_shy'], atMs: startMs },
      { ...inTencent, type: 'joined', via: 'accepted', accounts: ['u_shy'], atMs: clock.now() },
      { ...inTencent, type: 'removed', accounts: ['jared'], atMs: clock.now() },
      {
        backend: 'imkit',
        groupId: 'demo-room',
        actorId: 'u_owner',
        type: 'left',
        accounts: ['u_owner'],
        atMs: clock.now(),
      },
    ]);
  });
});

describe('the command', () => {
  it('prints a configuration with all connections, serves it, posts webhooks, and ends on SIGTERM', async () => {
    const receiver = await WebhookReceiver.start();
    const entry = fileURLToPath(new URL('../../src/sandbox/main.ts', import.meta.url));
    const child = spawn(process.execPath, [entry], {
      env: { ...process.env, PORT: '0', WEBHOOKS_TO: receiver.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    let printed = '';
    for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
      printed += chunk.toString();
      if (/id: zim\n(?: {4}.+\n)* {4}operator: u_owner\n/.test(printed)) break;
    }
    const { connections } = parse(printed) as { connections: { id: string; baseUrl: string }[] };
    expect(connections.map(({ id }) => id)).toEqual(['wechat', 'tencent', 'tencent-app', 'imkit', 'zim']);
    expect(printed).toContain('34757816141@chatroom');
    expect(printed).toContain('ghost');
    expect(printed).toContain(`# webhooks go to ${receiver.url}\n`);
    const url = new URL(connections[0]?.baseUrl ?? '').origin;
    expect((await send(`${url}/journal`, { method: 'GET' })).json).toMatchObject({ entries: [] });
    const doing = { do: 'leave', connection: 'imkit', group: 'demo-room', account: 'aaa' };
    expect((await send(`${url}/people`, { body: doing })).status).toBe(200);
    await until(() => receiver.received.some(({ body }) => body.event === 'DELETE_MEMBERS'));
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
