import { afterEach, describe, expect, it } from 'vitest';
import { formatGroupId, formatMembershipId } from '../../src/kernel/ids.ts';
import { MAX_WEBHOOK_BYTES } from '../../src/datasources/webhook.ts';
import { TestService } from '../support/service.ts';
import { deliver, PLACES, type Post, POSTS, type ReportingConnection } from './posts.ts';

const CONNECTIONS = ['wechat', 'tencent', 'imkit', 'zim'] as const;
/** Whose signature vouches for the report. */
const TRUSTED = ['tencent', 'zim'] as const;
/** Whose reports are only a reason to ask. */
const ASKED = ['wechat', 'imkit'] as const;
const ANSWERS: Readonly<Record<ReportingConnection, unknown>> = {
  wechat: {},
  tencent: { ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 },
  imkit: { toBotState: null, data: null },
  zim: {},
};
const HISTORY = `query($id: ID!) { membership(id: $id) { state history { edges { node { sequence from to cause } } } } }`;

let service: TestService;
const start = async (options = {}): Promise<void> => void (service = await TestService.start(options));
afterEach(() => service[Symbol.asyncDispose]());

const refOf = (connection: ReportingConnection) => {
  const { groupId, account } = PLACES[connection];
  return { connectionId: connection, externalId: groupId, account };
};
const post = (connection: ReportingConnection, change: 'joined' | 'left' | 'removed'): Post =>
  POSTS[connection]({ ...PLACES[connection], change, nowMs: service.clock.now() });
const send = (given: Post, method?: string) => service.run(deliver(service.url, given, method));

/** The moves of the account so far, each as `from>to cause`. */
async function movesOf(connection: ReportingConnection): Promise<string[]> {
  const { data } = await service.graphql(HISTORY, { id: formatMembershipId(refOf(connection)) });
  const edges = (data.membership?.history.edges ?? []) as { node: { from: string; to: string; cause: string } }[];
  return edges.map(({ node }) => `${node.from ?? ''}>${node.to} ${node.cause}`);
}

const people = () => service.sandbox.people;

describe('a genuine webhook', () => {
  it.each(CONNECTIONS)('of %s is answered as its provider wants it, also when it comes again', async (connection) => {
    await start();
    const { groupId, account } = PLACES[connection];
    people().join(connection, groupId, account);
    const joined = post(connection, 'joined');
    for (let times = 0; times < 2; times++) {
      const { status, text } = await send(joined);
      expect(status).toBe(200);
      expect(JSON.parse(text)).toEqual(ANSWERS[connection]);
    }
    await service.pass(100);
    // Of GeWe's silent lines nobody is named, and of whom nothing is known nothing begins.
    expect(await movesOf(connection)).toEqual(connection === 'wechat' ? [] : ['>JOINED WEBHOOK']);
  });

  it.each(TRUSTED)('of %s counts at once', async (connection) => {
    await start();
    const { groupId, account } = PLACES[connection];
    people().join(connection, groupId, account);
    await send(post(connection, 'joined'));
    people().leave(connection, groupId, account);
    await service.pass(1_000);
    await send(post(connection, 'left'));
    people().join(connection, groupId, account);
    await service.pass(1_000);
    await send(post(connection, 'joined'));
    await service.pass(1_000);
    people().remove(connection, groupId, account);
    await send(post(connection, 'removed'));
    await service.pass(20_000);
    expect(await movesOf(connection)).toEqual([
      '>JOINED WEBHOOK',
      'JOINED>LEFT WEBHOOK',
      'LEFT>JOINED WEBHOOK',
      'JOINED>REMOVED WEBHOOK',
    ]);
  });

  it.each(TRUSTED)('of %s that is not true any more is put right by a round soon after', async (connection) => {
    await start();
    await send(post(connection, 'joined'));
    await service.pass(100);
    expect(await movesOf(connection)).toEqual(['>JOINED WEBHOOK']);
    await service.pass(5_000);
    expect(await movesOf(connection)).toEqual(['>JOINED WEBHOOK', 'JOINED>LEFT RECONCILIATION']);
  });

  it('of a changed group has it read again', async () => {
    await start();
    const id = formatGroupId({ connectionId: 'tencent', externalId: PLACES.tencent.groupId });
    await service.graphql('mutation ($id: ID!) { refreshGroup(groupId: $id) { name } }', { id });
    service.sandbox.sendWebhooksTo(service.url);
    people().rename('tencent', PLACES.tencent.groupId, 'The new name');
    await service.pass(5_000);
    const { data } = await service.graphql('query ($id: ID!) { group(id: $id) { name } }', { id });
    expect(data).toEqual({ group: { name: 'The new name' } });
  });

  it('of IMKit counts for what the room shows, and not for what it says', async () => {
    await start();
    await send(post('imkit', 'joined'));
    await service.pass(2_000);
    expect(await movesOf('imkit')).toEqual([]);
    people().join('imkit', PLACES.imkit.groupId, PLACES.imkit.account);
    // The same words again, and now they are true.
    await send(post('imkit', 'joined'));
    await service.pass(2_000);
    expect(await movesOf('imkit')).toEqual(['>JOINED WEBHOOK']);
    people().remove('imkit', PLACES.imkit.groupId, PLACES.imkit.account);
    await send(post('imkit', 'removed'));
    await service.pass(2_000);
    expect(await movesOf('imkit')).toEqual(['>JOINED WEBHOOK', 'JOINED>REMOVED WEBHOOK']);
  });

  it('of an acceptance reaches whoever follows the operation that invited', async () => {
    await start();
    const { groupId } = PLACES.zim;
    const account = 'never1';
    const invite = `mutation($input: InviteMembersInput!) { inviteMembers(input: $input) { operation { id } } }`;
    const input = { groupId: formatGroupId(refOf('zim')), members: [{ account }], requireConsent: true };
    const { id } = (await service.graphql(invite, { input })).data.inviteMembers.operation as { id: string };
    people().accept('zim', groupId, account);
    await send(POSTS.zim({ groupId, account, change: 'joined', nowMs: service.clock.now() }));
    await service.pass(100);
    const history = `query($id: ID!) { membership(id: $id) { history { edges { node { to cause operationId } } } } }`;
    const { data } = await service.graphql(history, { id: formatMembershipId({ ...refOf('zim'), account }) });
    const events = (data.membership.history.edges as { node: object }[]).map(({ node }) => node);
    expect(events.at(-1)).toEqual({ to: 'JOINED', cause: 'WEBHOOK', operationId: id });
  });

  it('of GeWe that names nobody has the list read', async () => {
    await start();
    const { groupId, account } = PLACES.wechat;
    const invite = `mutation($input: InviteMembersInput!) { inviteMembers(input: $input) { results { __typename } } }`;
    const input = { groupId: formatGroupId(refOf('wechat')), members: [{ account: 'wxid_never01' }, { account }] };
    await service.graphql(invite, { input });
    await service.pass(20_000);
    const before = await movesOf('wechat');
    people().leave('wechat', groupId, account);
    await send(post('wechat', 'left'));
    await service.pass(2_000);
    expect(await movesOf('wechat')).toEqual([...before, 'JOINED>LEFT WEBHOOK']);
  });

  it.each(ASKED)('of %s waits for its provider as long as that does not answer', async (connection) => {
    await start();
    const { groupId, account } = PLACES[connection];
    people().join(connection, groupId, account);
    await send(post(connection, 'joined'));
    await service.pass(1_000);
    service.sandbox.control({ connection, down: true });
    const named = connection === 'imkit';
    people().leave(connection, groupId, account);
    await send(post(connection, 'left'));
    await service.pass(5_000);
    service.sandbox.control({ connection, down: false });
    await service.pass(20_000);
    expect((await movesOf(connection)).at(-1)).toBe(named ? 'JOINED>LEFT WEBHOOK' : undefined);
  });
});

describe('what is no genuine webhook', () => {
  it.each(CONNECTIONS)('at %s is refused and changes nothing', async (connection) => {
    await start();
    const { groupId, account } = PLACES[connection];
    people().join(connection, groupId, account);
    const genuine = post(connection, 'joined');
    const forged: Post = {
      path: genuine.path.replace(/Sign=../, 'Sign=00').replace(/(imkit|wechat)\/.*/, '$1/wrong'),
      headers: genuine.headers,
      body: genuine.body.replace(/"signature":"../, '"signature":"zz'),
    };
    expect((await send(forged)).status).toBe(401);
    await service.pass(5_000);
    expect(await movesOf(connection)).toEqual([]);
  });

  it.each(TRUSTED)('at %s is refused when it is old', async (connection) => {
    await start();
    const old = post(connection, 'joined');
    await service.leap(600_000);
    expect((await send(old)).status).toBe(401);
    expect(await movesOf(connection)).toEqual([]);
  });

  it('is refused by path, method and size', async () => {
    await start({ connections: { imkit: { webhook: undefined } } });
    const genuine = post('tencent', 'joined');
    expect((await send({ ...genuine, path: '/webhooks/nobody' })).status).toBe(404);
    expect((await send({ ...genuine, path: '/webhooks/tencent/a/b' })).status).toBe(404);
    expect((await send({ ...genuine, path: '/webhooks/%E0%A4%A' })).status).toBe(404);
    expect((await send({ ...genuine, path: '/webhooks/tencent-app' })).status).toBe(404);
    expect((await send(post('imkit', 'joined'))).status).toBe(404);
    expect((await send(genuine, 'GET')).status).toBe(405);
    expect((await send({ ...genuine, body: 'x'.repeat(MAX_WEBHOOK_BYTES + 1) })).status).toBe(413);
    expect((await send({ ...genuine, body: '{"CallbackCommand":' })).status).toBe(400);
  });

  it('is told by the capabilities', async () => {
    await start({ connections: { imkit: { webhook: undefined } } });
    const { data } = await service.graphql('{ connections { id capabilities { reportsChanges } } }');
    const reporting = (data.connections as { id: string; capabilities: { reportsChanges: boolean } }[])
      .filter(({ capabilities }) => capabilities.reportsChanges)
      .map(({ id }) => id);
    expect(reporting).toEqual(['wechat', 'tencent', 'zim']);
  });
});
