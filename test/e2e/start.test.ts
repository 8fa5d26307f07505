import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { graphql, Program, startService } from './processes.ts';

const INVITE = `mutation ($input: InviteMembersInput!) {
  inviteMembers(input: $input) { operation { id status } results { __typename ... on InviteMemberOutcome { membership { state } } } }
}`;

const GROUPS = [
  'wechat:34757816141@chatroom',
  'tencent:@TGS#2J4SZEAEL',
  'tencent-app:groupID',
  'imkit:demo-room',
  'zim:groupA',
];

describe('the service as a process', () => {
  let folder: string;
  let folders = 0;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rollcall-start-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const dataDir = (): string => join(folder, `data-${folders++}`);
  const configFile = (text: string, name = 'rollcall.yaml'): string => {
    const path = join(folder, `${folders++}-${name}`);
    writeFileSync(path, text);
    return path;
  };
  const refusal = async (environment: Record<string, string>) => {
    await using program = Program.launch('main.js', environment);
    const { code } = await program.ended;
    return { code, stdout: program.stdout, stderr: program.stderr };
  };

  it('starts without any configuration, and invites at all five connections', async () => {
    await using service = await startService({ ROLLCALL_DATA_DIR: dataDir() });
    expect(service.program.stdout).toContain('/playground');
    const answers = await Promise.all(
      GROUPS.map((groupId) =>
        graphql(service.url, INVITE, {
          input: { groupId, members: [{ account: 'somebody' }, { account: 'anybody' }] },
        }),
      ),
    );
    const states = answers.map(({ data }) =>
      data.inviteMembers.results.map((result: { membership: { state: string } }) => result.membership.state),
    );
    const joined = ['JOINED', 'JOINED'];
    expect(Object.fromEntries(GROUPS.map((group, index) => [group, states[index]]))).toEqual({
      'wechat:34757816141@chatroom': ['INVITED', 'INVITED'],
      'tencent:@TGS#2J4SZEAEL': joined,
      'tencent-app:groupID': joined,
      'imkit:demo-room': joined,
      'zim:groupA': joined,
    });
    expect(await (await fetch(`${service.url}/readyz`)).json()).toMatchObject({
      ready: true,
      providers: { wechat: 'ok', tencent: 'ok', 'tencent-app': 'ok', imkit: 'ok', zim: 'ok' },
    });
    const [, sandboxUrl] = await service.program.prints(/five simulated providers at (http:\/\/\S+)/);
    const posted = (await (await fetch(`${sandboxUrl}/webhooks?event=group_join`)).json()) as { entries: unknown[] };
    expect(posted.entries).toMatchObject([{ connection: 'zim', group: 'groupA' }]);
    expect(service.program.stderr).toBe('');
  });

  it('refuses a broken configuration with all that is wrong, before it listens', async () => {
    const path = configFile(`
server: { port: many }
colour: blue
connections:
  - { id: a, provider: gewe, baseUrl: nowhere, token: "\${NO_SUCH_TOKEN}", appId: x }
  - { id: a, provider: pigeon }
`);
    const { code, stdout, stderr } = await refusal({ ROLLCALL_CONFIG: path, LOG_LEVEL: 'loud', PORT: '' });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.trim().split('\n')).toEqual([
      'Rollcall cannot start with this configuration:',
      '  connections[0].token: the environment variable NO_SUCH_TOKEN is not set',
      '  server.port: must be a number',
      '  connections[0].baseUrl: must be an http or https URL',
      '  connections[1].provider: must be one of gewe, tencent-im, tencent-im-sdk, imkit, zego-zim',
      '  colour: is not a key that is known here',
      '  connections[1].id: is the id of connections[0] already',
      '  LOG_LEVEL: must be one of trace, debug, info, warn, error, fatal, silent',
    ]);
  });

  it('refuses an access control that nobody can pass, without a word of its secrets', async () => {
    const connection = '{ id: a, provider: gewe, baseUrl: "http://127.0.0.1:9", token: t, appId: x }';
    const path = configFile(
      `auth: { jwt: { secret: top-secret, jwksUrl: top-secret }, routerSecret: "top secret" }\nconnections: [${connection}]\n`,
    );
    const { code, stderr } = await refusal({ ROLLCALL_CONFIG: path });
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').slice(1)).toEqual([
      '  auth.jwt.jwksUrl: must be an http or https URL',
      '  auth.jwt: needs exactly one of secret and jwksUrl',
      '  auth.routerSecret: must be ASCII without spaces, for it travels in a header',
    ]);
    expect(stderr).not.toContain('top');
  });

  it('is open to this machine alone, unless somebody says that access is controlled in front of it', async () => {
    const { code, stderr } = await refusal({ HOST: '0.0.0.0', ROLLCALL_DATA_DIR: ':memory:' });
    expect([code, stderr.split('\n').length]).toEqual([1, 3]);
    expect(stderr).toContain('  auth: is missing');
  });

  it('says in one line that its port is in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await refusal({ PORT: String(port), ROLLCALL_DATA_DIR: ':memory:' });
    other.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `Rollcall cannot start: port ${port} of 127.0.0.1 is in use by another process; PORT chooses another one\n`,
    );
  });

  it('says in one line that its database cannot be reached, also where the sandbox is its configuration', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const { code, stdout, stderr } = await refusal({
      DATABASE_URL: `postgres://u:top-secret@127.0.0.1:${port}/rollcall`,
    });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `Rollcall cannot start: the database at 127.0.0.1:${port} cannot be reached: nothing listens there; DATABASE_URL chooses another one\n`,
    );
  });

  it('says that a wire is of no use without a database, and serves', async () => {
    await using service = await startService({ ROLLCALL_DATA_DIR: ':memory:', EVENTS_URL: 'nats://127.0.0.1:9' });
    await service.program.prints(/^events\.url is not used: .*DATABASE_URL makes room for more$/m);
    expect((await fetch(`${service.url}/readyz`)).status).toBe(200);
  });

  it('says in one line that its data is in use', async () => {
    const data = dataDir();
    await using service = await startService({ ROLLCALL_DATA_DIR: data });
    const { code, stdout, stderr } = await refusal({ ROLLCALL_DATA_DIR: data });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`Rollcall cannot start: another process has opened the store in ${data}\n`);
    expect((await graphql(service.url, '{ __typename }')).data).toEqual({ __typename: 'Query' });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends on %s with code 0, quickly, and has kept what it had',
    async (signal) => {
      const data = dataDir();
      let id: string;
      {
        await using service = await startService({ ROLLCALL_DATA_DIR: data });
        const { data: answer } = await graphql(service.url, INVITE, {
          input: { groupId: GROUPS[1], members: [{ account: 'kept' }] },
        });
        ({ id } = answer.inviteMembers.operation);
        const socket = new WebSocket(`${service.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
        await once(socket, 'open');
        const goodbye = once(socket, 'close');
        const beganMs = performance.now();
        expect(await service.program.end(signal)).toEqual({ code: 0, signal: null });
        expect(performance.now() - beganMs).toBeLessThan(3_000);
        expect((await goodbye)[0]).toBe(1001);
      }
      await using again = await startService({ ROLLCALL_DATA_DIR: data });
      const { data: found } = await graphql(
        again.url,
        'query ($id: ID!) { inviteOperation(id: $id) { status counts { joined } } }',
        { id },
      );
      expect(found).toEqual({ inviteOperation: { status: 'COMPLETED', counts: { joined: 1 } } });
    },
  );

  it('runs with a JSON file, and writes no secret down when a provider cannot be reached', async () => {
    const secret = 'do-not-show-this';
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const baseUrl = `http://127.0.0.1:${(free.address() as AddressInfo).port}`;
    await new Promise((resolve) => free.close(resolve));
    const retry = { attempts: 2, firstDelayMs: 1, maxDelayMs: 1 };
    const connections = [
      { id: 'wechat', provider: 'gewe', baseUrl, token: secret, appId: 'app', retry },
      { id: 'tencent', provider: 'tencent-im', baseUrl, sdkAppId: 1, secretKey: secret, retry },
      { id: 'imkit', provider: 'imkit', baseUrl, clientKey: secret, token: secret, retry },
      { id: 'zim', provider: 'zego-zim', baseUrl, appId: 1, serverSecret: '${ZIM_SECRET}', operator: 'u_owner', retry },
    ];
    const path = configFile(JSON.stringify({ server: { port: 1 }, connections }), 'rollcall.json');
    await using service = await startService({
      ROLLCALL_CONFIG: path,
      ROLLCALL_DATA_DIR: dataDir(),
      LOG_LEVEL: 'trace',
      ZIM_SECRET: secret.padEnd(32, '!'),
    });
    const answers = await Promise.all(
      connections.map(({ id }) =>
        graphql(service.url, INVITE, {
          input: { groupId: `${id}:group`, members: [{ account: 'somebody' }], waitMs: 10_000 },
        }),
      ),
    );
    expect(answers.map(({ data }) => data.inviteMembers.results[0].__typename)).toEqual(Array(4).fill('MemberFailed'));
    expect(await (await fetch(`${service.url}/readyz`)).json()).toMatchObject({
      ready: true,
      providers: { wechat: 'unreachable' },
    });
    await service.program.end('SIGTERM');
    expect(JSON.stringify(answers) + service.program.stdout + service.program.stderr).not.toContain(secret);
  });
});
