import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { FETCH_PAUSE_MS } from '../../src/access/published-keys.ts';
import type { Scope } from '../../src/access/viewer.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type GraphQLAnswer, TestService } from '../support/service.ts';
import { ask, postJson } from '../transports/clients.ts';
import { bearer, createKey, Issuer, SECRET, secondsFromNow, signWithKey, signWithSecret } from './issuer.ts';
import { listen } from './listen.ts';

const GROUP = 'zim:groupA';
const CONNECTIONS = '{ connections { id } }';
const CHANGES = 'subscription ($after: String) { memberStateChanged(after: $after) { cursor to membership { id } } }';

const withJwt = (jwt: object = { secret: SECRET }, more: object = {}): { config: object } => ({
  config: { auth: { jwt, ...more } },
});
const tokenOf = (...scopes: Scope[]): Promise<string> => signWithSecret({ sub: 'anna', scope: scopes.join(' ') });
const codesOf = ({ errors = [] }: Pick<GraphQLAnswer, 'errors'>): unknown[] =>
  errors.map(({ extensions }) => extensions['code']);
const invite = (account: string, idempotencyKey = ''): string =>
  `mutation { inviteMembers(input: { groupId: "${GROUP}", members: [{ account: "${account}" }]${
    idempotencyKey && `, idempotencyKey: "${idempotencyKey}"`
  } }) { operation { id } results { __typename } } }`;

describe('a service that wants tokens', () => {
  it('finds them in the header and in the operation, by POST and by GET', async () => {
    await using service = await TestService.start(withJwt());
    const url = `${service.url}/graphql`;
    const token = await tokenOf('membership:read');
    const codes = async (answer: Promise<{ text: string }>): Promise<unknown[]> =>
      codesOf(JSON.parse((await answer).text) as GraphQLAnswer);
    const get = (extensions: object): string =>
      `${url}?${new URLSearchParams({ query: CONNECTIONS, extensions: JSON.stringify(extensions) })}`;
    const extensions = { authorization: token };

    expect(await codes(postJson(url, { query: CONNECTIONS }, bearer(token)))).toEqual([]);
    expect(await codes(postJson(url, { query: CONNECTIONS, extensions }))).toEqual([]);
    expect(await codes(ask(get(extensions)))).toEqual([]);
    expect(await codes(ask(get({}), { headers: bearer(token) }))).toEqual([]);
    expect(await codes(ask(get({})))).toEqual(['UNAUTHENTICATED']);
    expect(await codes(postJson(url, { query: CONNECTIONS, extensions }, bearer('bad')))).toEqual([]);
    const bad = { authorization: 'bad' };
    expect(await codes(postJson(url, { query: CONNECTIONS, extensions: bad }, bearer(token)))).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(await codes(postJson(url, { query: CONNECTIONS }, { authorization: token }))).toEqual(['UNAUTHENTICATED']);
  });

  it('answers in words, with status 200, and names what is missing', async () => {
    await using service = await TestService.start(withJwt());
    const { status, text } = await postJson(`${service.url}/graphql`, { query: CONNECTIONS });
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        data: null,
        errors: [
          {
            message: 'no credential was given: send a token as the header "authorization: Bearer …"',
            locations: [{ line: 1, column: 3 }],
            path: ['connections'],
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      },
    ]);
  });

  it('takes tokens as long as a header can be, and says so of longer ones', async () => {
    await using service = await TestService.start(withJwt());
    const long = await signWithSecret({ sub: 'anna', scope: 'membership:read', groups: 'x'.repeat(9_000) });
    expect((await service.send(CONNECTIONS, {}, bearer(long))).errors).toBeUndefined();
    const extensions = { authorization: 'x'.repeat(1024 * 1024) };
    const { status, text } = await postJson(`${service.url}/graphql`, { query: CONNECTIONS, extensions });
    expect([status, JSON.parse(text)]).toMatchObject([
      200,
      { errors: [{ message: 'the token is longer than 16384 characters', extensions: { code: 'UNAUTHENTICATED' } }] },
    ]);
  });

  it('keeps the idempotency keys of its callers apart', async () => {
    await using service = await TestService.start(withJwt());
    const operationOf = async (sub: string, account = 'usera'): Promise<string> => {
      const headers = bearer(await signWithSecret({ sub, scope: 'membership:invite' }));
      const { data } = await service.graphql(invite(account, 'key'), {}, headers);
      return (data as { inviteMembers: { operation: { id: string } } }).inviteMembers.operation.id;
    };
    const [anna, again, ben] = [await operationOf('anna'), await operationOf('anna'), await operationOf('ben')];
    expect(again).toBe(anna);
    expect(ben).not.toBe(anna);
  });

  it('resolves references of other subgraphs for whoever may read, and for nobody else', async () => {
    await using service = await TestService.start(withJwt());
    const query = `query ($references: [_Any!]!) { _entities(representations: $references) { ... on Group { id } ... on User { accounts { account } } } }`;
    const references = [
      { __typename: 'Group', id: GROUP },
      { __typename: 'User', id: 'u' },
    ];
    const reader = await service.send(query, { references }, bearer(await tokenOf('membership:read')));
    expect(reader).toEqual({ data: { _entities: [{ id: GROUP }, { accounts: [] }] } });
    const admin = await service.send(query, { references }, bearer(await tokenOf('membership:admin')));
    expect([admin.data, codesOf(admin)]).toEqual([null, ['FORBIDDEN']]);
  });
});

describe('all changes of a service', () => {
  it('are for whoever may read and administer, and can be replayed', async () => {
    await using service = await TestService.start(withJwt());
    const admin = bearer(await tokenOf('membership:read', 'membership:admin'));
    const inviter = bearer(await tokenOf('membership:invite'));
    using all = await listen(service.url, { query: CHANGES }, admin);
    await service.graphql(invite('usera'), {}, inviter);
    await service.graphql(invite('userb').replace(GROUP, 'imkit:demo-room'), {}, inviter);
    type Change = { data: { memberStateChanged: { cursor: string; to: string; membership: { id: string } } } };
    const changes: Change['data']['memberStateChanged'][] = [];
    while (changes.length < 4) changes.push(((await all.next()) as Change).data.memberStateChanged);
    expect(changes.map(({ to, membership: { id } }) => [to, id])).toEqual([
      ['QUEUED', `${GROUP}:usera`],
      ['JOINED', `${GROUP}:usera`],
      ['QUEUED', 'imkit:demo-room:userb'],
      ['JOINED', 'imkit:demo-room:userb'],
    ]);
    const query = CHANGES.replace('($after: String)', '').replace('$after', `"${changes[0]?.cursor}"`);
    using replayed = await listen(service.url, { query }, admin);
    for (const change of changes.slice(1)) {
      expect(await replayed.next()).toEqual({ data: { memberStateChanged: change } });
    }
  });

  it('are refused to others, who have to say which ones they want', async () => {
    await using service = await TestService.start(withJwt());
    const first = async (...scopes: Scope[]): Promise<unknown> => {
      using listener = await listen(service.url, { query: CHANGES }, bearer(await tokenOf(...scopes)));
      return (await listener.next())?.errors?.map(({ message, extensions }) => ({ message, extensions }));
    };
    const message = 'give exactly one of groupId, operationId and userId; all changes need the scope membership:admin';
    expect(await first('membership:read')).toEqual([
      { message, extensions: { code: 'BAD_USER_INPUT', field: 'groupId' } },
    ]);
    expect(await first('membership:admin')).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('are for everybody where nobody is asked for a credential', async () => {
    await using service = await TestService.start();
    using listener = await listen(service.url, { query: CHANGES }, {});
    await service.graphql(invite('usera'));
    expect(await listener.next()).toMatchObject({ data: { memberStateChanged: { to: 'QUEUED' } } });
  });
});

describe('a service with an issuer that publishes its keys', () => {
  it('goes on while the issuer is away, and says when it cannot tell', async () => {
    const clock = new ManualClock();
    const key = await createKey('k');
    await using issuer = await Issuer.start(key);
    issuer.instead = (_request, response) => void response.writeHead(500).end();
    await using service = await TestService.start({
      ...withJwt({ jwksUrl: issuer.url, issuer: 'i', audience: 'a' }),
      clock,
    });
    const claims = { sub: 's', iss: 'i', aud: 'a', scope: 'membership:read', exp: secondsFromNow(clock, 3_600) };
    const headers = bearer(await signWithKey(claims, key));
    const unavailable = await postJson(`${service.url}/graphql`, { query: CONNECTIONS }, headers);
    expect([unavailable.status, JSON.parse(unavailable.text)]).toEqual([
      503,
      { errors: [{ message: expect.stringContaining('ask again'), extensions: { code: 'SERVICE_UNAVAILABLE' } }] },
    ]);
    expect(unavailable.headers['retry-after']).toBe('5');
    expect((await ask(`${service.url}/readyz`)).status).toBe(200);
    expect(codesOf(await service.send(CONNECTIONS))).toEqual(['UNAUTHENTICATED']);

    issuer.instead = null;
    clock.advance(FETCH_PAUSE_MS);
    expect((await service.send(CONNECTIONS, {}, headers)).errors).toBeUndefined();
    const other = bearer(await signWithKey({ ...claims, aud: 'b' }, key));
    expect(codesOf(await service.send(CONNECTIONS, {}, other))).toEqual(['UNAUTHENTICATED']);
  });
});

describe('a service that shares a secret with its routers', () => {
  const shown = { 'x-router-secret': 'of-the-router' };

  it('answers nothing without it at its GraphQL paths, and everything with it', async () => {
    await using service = await TestService.start({ config: { auth: { routerSecret: 'of-the-router' } } });
    for (const path of ['/graphql', '/ws']) {
      for (const headers of [
        {},
        { 'x-router-secret': '' },
        { 'x-router-secret': 'of-the-routes' },
        bearer('of-the-router'),
      ]) {
        const { status, text } = await postJson(`${service.url}${path}`, { query: '{ _service { sdl } }' }, headers);
        expect([status, codesOf(JSON.parse(text) as GraphQLAnswer)]).toEqual([401, ['UNAUTHENTICATED']]);
        const socket = new WebSocket(`${service.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', {
          headers,
        });
        const [error] = (await once(socket, 'error')) as [Error];
        expect(error.message).toContain('401');
      }
      const socket = new WebSocket(`${service.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', {
        headers: shown,
      });
      await once(socket, 'open');
      socket.terminate();
    }
    for (const path of ['/healthz', '/readyz']) expect((await ask(`${service.url}${path}`)).status).toBe(200);
    expect((await service.graphql(invite('usera'), {}, shown)).data).toMatchObject({
      inviteMembers: { results: [{ __typename: 'MemberJoined' }] },
    });
    const link = `mutation { linkAccount(input: { userId: "u", connectionId: "zim", account: "usera" }) { accounts { account } } }`;
    expect((await service.graphql(link, {}, shown)).data).toEqual({
      linkAccount: { accounts: [{ account: 'usera' }] },
    });
  });

  it('may want tokens as well', async () => {
    await using service = await TestService.start(withJwt({ secret: SECRET }, { routerSecret: 'of-the-router' }));
    const token = bearer(await tokenOf('membership:read'));
    expect((await service.send(CONNECTIONS, {}, { ...shown, ...token })).errors).toBeUndefined();
    expect(codesOf(await service.send(CONNECTIONS, {}, shown))).toEqual(['UNAUTHENTICATED']);
    const { status } = await postJson(`${service.url}/graphql`, { query: CONNECTIONS }, token);
    expect(status).toBe(401);
  });
});
