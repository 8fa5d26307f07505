import type { OutgoingHttpHeaders } from 'node:http';
import { type GraphQLSchema, isObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES, type Scope } from '../../src/access/viewer.ts';
import { demandOf } from '../../src/graphql/enforce.ts';
import { buildMembershipSchema } from '../../src/graphql/schema.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type GraphQLAnswer, TestService } from '../support/service.ts';
import { bearer, SECRET, secondsFromNow, signWithSecret } from './issuer.ts';
import { listen } from './listen.ts';

const GROUP = 'zim:groupA';
const LINK = '(input: { userId: "u", connectionId: "zim", account: "usera" })';
const INVITE = `inviteMembers(input: { groupId: "${GROUP}", members: [{ account: "usera" }] })`;
const READ: Scope = 'membership:read';

/** Every field that needs a scope, with a way to it that needs no other, or that of the mutation before it. */
const FIELDS: readonly { field: string; scope: Scope; query: string; above?: Scope }[] = [
  { field: 'Query.connections', scope: READ, query: '{ connections { id } }' },
  { field: 'Query.connection', scope: READ, query: '{ connection(id: "zim") { id } }' },
  { field: 'Query.group', scope: READ, query: `{ group(id: "${GROUP}") { id } }` },
  { field: 'Query.inviteOperation', scope: READ, query: '{ inviteOperation(id: "o") { id } }' },
  { field: 'Query.membership', scope: READ, query: `{ membership(id: "${GROUP}:usera") { id } }` },
  {
    field: 'Query._entities',
    scope: READ,
    query: `{ _entities(representations: [{ __typename: "Group", id: "${GROUP}" }]) { __typename } }`,
  },
  { field: 'Mutation.inviteMembers', scope: 'membership:invite', query: `mutation { ${INVITE} { operation { id } } }` },
  {
    field: 'Mutation.cancelInvites',
    scope: 'membership:invite',
    query: 'mutation { cancelInvites(input: { operationId: "o" }) { operation { id } } }',
  },
  {
    field: 'Mutation.retryInvites',
    scope: 'membership:invite',
    query: 'mutation { retryInvites(input: { operationId: "o" }) { operation { id } } }',
  },
  {
    field: 'Mutation.refreshGroup',
    scope: 'membership:invite',
    query: `mutation { refreshGroup(groupId: "${GROUP}") { id } }`,
  },
  {
    field: 'Mutation.removeMembers',
    scope: 'membership:remove',
    query: `mutation { removeMembers(input: { groupId: "${GROUP}", accounts: ["userx"] }) { results { __typename } } }`,
  },
  { field: 'Mutation.linkAccount', scope: 'membership:admin', query: `mutation { linkAccount${LINK} { id } }` },
  { field: 'Mutation.unlinkAccount', scope: 'membership:admin', query: `mutation { unlinkAccount${LINK} { id } }` },
  {
    field: 'Group.memberships',
    scope: READ,
    above: 'membership:invite',
    query: `mutation { refreshGroup(groupId: "${GROUP}") { id memberships { totalCount } } }`,
  },
  {
    field: 'Group.cursor',
    scope: READ,
    above: 'membership:invite',
    query: `mutation { refreshGroup(groupId: "${GROUP}") { id cursor } }`,
  },
  {
    field: 'User.memberships',
    scope: READ,
    above: 'membership:admin',
    query: `mutation { linkAccount${LINK} { id memberships { totalCount } } }`,
  },
  {
    field: 'User.accounts',
    scope: READ,
    above: 'membership:admin',
    query: `mutation { linkAccount${LINK} { id accounts { account } } }`,
  },
  {
    field: 'Membership.history',
    scope: READ,
    above: 'membership:invite',
    query: `mutation { ${INVITE} { results { ... on InviteMemberOutcome { membership { history { edges { cursor } } } } } } }`,
  },
];

const SUBSCRIPTIONS = [
  {
    field: 'Subscription.memberStateChanged',
    query: `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`,
  },
  {
    field: 'Subscription.inviteOperationProgressed',
    query: 'subscription { inviteOperationProgressed(id: "o") { status } }',
  },
];

const codesOf = ({ errors = [] }: Pick<GraphQLAnswer, 'errors'>): unknown[] =>
  errors.map(({ extensions }) => extensions['code']);
const REFUSALS: readonly unknown[] = ['UNAUTHENTICATED', 'FORBIDDEN'];
const allBut = (...scopes: Scope[]): Scope[] => SCOPES.filter((scope) => !scopes.includes(scope));

describe('scopes', () => {
  let service: TestService;
  beforeAll(async () => {
    // Streams end by real time in a whole service; begun with it, the test's own time can run ahead to what each event is told.
    const clock = new ManualClock(Date.now());
    service = await TestService.start({ config: { auth: { jwt: { secret: SECRET } } }, clock });
  });
  afterAll(() => service[Symbol.asyncDispose]());

  /** The header of somebody who may do so much. */
  const who = async (...scopes: Scope[]): Promise<{ authorization: string }> =>
    bearer(await signWithSecret({ sub: 'anna', scope: scopes.join(' ') }));
  const ask = (query: string, headers: OutgoingHttpHeaders = {}): Promise<GraphQLAnswer> =>
    service.graphql(query, {}, headers);

  it.each(FIELDS)('$field needs $scope', async ({ scope, query, above }) => {
    const enough = await ask(query, await who(scope, ...(above === undefined ? [] : [above])));
    expect(REFUSALS.filter((code) => codesOf(enough).includes(code))).toEqual([]);

    const lacking = await ask(query, await who(...allBut(scope)));
    expect(new Set(codesOf(lacking))).toEqual(new Set(['FORBIDDEN']));
    expect(lacking.errors?.[0]?.message).toBe(`this needs the scope ${scope}`);

    for (const nobody of [{}, bearer('nonsense')]) {
      expect(new Set(codesOf(await ask(query, nobody)))).toEqual(new Set(['UNAUTHENTICATED']));
    }
  });

  it.each(SUBSCRIPTIONS)(`$field needs ${READ}`, async ({ query }) => {
    const first = async (headers: { authorization?: string }): Promise<unknown> => {
      using listener = await listen(service.url, { query }, headers);
      return codesOf((await listener.next()) as GraphQLAnswer);
    };
    expect(await first(await who(...allBut(READ)))).toEqual(['FORBIDDEN']);
    expect(await first({})).toEqual(['UNAUTHENTICATED']);
    expect(await first(bearer('nonsense'))).toEqual(['UNAUTHENTICATED']);
  });

  it('are needed by exactly these fields', async () => {
    const schema = await buildMembershipSchema({ get: () => ({}) }, {});
    const said = guardedFields(schema);
    for (const { field, scope } of FIELDS) if (field !== 'Query._entities') expect(said[field]).toEqual([[scope]]);
    for (const { field } of SUBSCRIPTIONS) expect(said[field]).toEqual([[READ]]);
    expect(Object.keys(said).length).toBe(FIELDS.length - 1 + SUBSCRIPTIONS.length);
  });

  it('are needed by every way into the graph but the one by which routers learn the schema', async () => {
    const schema = await buildMembershipSchema({ get: () => ({}) }, {});
    const said = guardedFields(schema);
    const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    const ways = roots.flatMap((type) => Object.keys(type?.getFields() ?? {}).map((name) => `${type?.name}.${name}`));
    expect(ways.filter((way) => !(way in said))).toEqual(['Query._entities', 'Query._service']);
  });

  it('are not needed to learn the schema', async () => {
    const { data, errors } = await ask('{ __typename __schema { queryType { name } } _service { sdl } }');
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ __typename: 'Query', _service: { sdl: expect.stringContaining('@requiresScopes') } });
  });

  it('that are missing leave the other fields of a request alone, and everything as it was', async () => {
    const account = 'nobody-invited';
    const document = `mutation {
      refreshGroup(groupId: "${GROUP}") { id }
      removeMembers(input: { groupId: "${GROUP}", accounts: ["usera"] }) { results { __typename } }
    }`;
    const partly = await ask(document, await who('membership:remove'));
    expect([partly.data, codesOf(partly)]).toEqual([null, ['FORBIDDEN']]);
    const invite = `mutation { inviteMembers(input: { groupId: "${GROUP}", members: [{ account: "${account}" }] }) { operation { id } } }`;
    expect(codesOf(await ask(invite, await who(...allBut('membership:invite'))))).toEqual(['FORBIDDEN']);
    const membership = await ask(`{ membership(id: "${GROUP}:${account}") { id } }`, await who(READ));
    expect(membership).toEqual({ data: { membership: null } });
  });

  it('let whoever may invite see what became of it, and nothing else of the group', async () => {
    const { data, errors } = await ask(
      `mutation { inviteMembers(input: { groupId: "${GROUP}", members: [{ account: "userb" }] }) {
        operation { id status group { id name memberCount } results { totalCount edges { node { __typename } } } }
        results { ... on InviteMemberOutcome { account membership { id state group { id memberships { totalCount } } } } }
      } }`,
      await who('membership:invite'),
    );
    expect(errors).toMatchObject([
      {
        path: ['inviteMembers', 'results', 0, 'membership', 'group', 'memberships'],
        extensions: { code: 'FORBIDDEN' },
      },
    ]);
    expect(data).toBeNull();
    const again = await ask(
      `mutation { inviteMembers(input: { groupId: "${GROUP}", members: [{ account: "userb" }] }) {
        operation { status group { id } results { totalCount edges { node { __typename } } } }
        results { ... on InviteMemberOutcome { account membership { id state user { id } } } }
      } }`,
      await who('membership:invite'),
    );
    expect(again.errors).toBeUndefined();
    expect(again.data.inviteMembers).toMatchObject({
      operation: { status: 'COMPLETED', results: { totalCount: 1 } },
      results: [{ account: 'userb', membership: { state: 'JOINED' } }],
    });
  });

  it('are told apart from a credential that has ended meanwhile', async () => {
    const exp = secondsFromNow(service.clock, 60);
    const headers = bearer(await signWithSecret({ sub: 'anna', scope: READ, exp }));
    const query = '{ connections { id } }';
    expect((await service.send(query, {}, headers)).errors).toBeUndefined();
    await service.leap(60_000);
    expect(await service.send(query, {}, headers)).toMatchObject({
      data: null,
      errors: [{ message: 'the token has expired', extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('are asked for again with each event of a subscription', async () => {
    const token = await signWithSecret({ sub: 'anna', scope: READ, exp: secondsFromNow(service.clock, 600) });
    const query = `subscription { memberStateChanged(groupId: "${GROUP}") { to } }`;
    using listener = await listen(service.url, { query }, bearer(token));
    const invite = (account: string): string =>
      `mutation { inviteMembers(input: { groupId: "${GROUP}", members: [{ account: "${account}" }] }) { operation { id } } }`;
    const inviter = await who('membership:invite');
    await ask(invite('before'), inviter);
    expect(await listener.next()).toEqual({ data: { memberStateChanged: { to: 'QUEUED' } } });
    expect(await listener.next()).toEqual({ data: { memberStateChanged: { to: 'JOINED' } } });
    await service.leap(600_000);
    await ask(invite('after'), inviter);
    const result = (await listener.next()) as GraphQLAnswer;
    expect([result.data ?? null, codesOf(result)]).toEqual([null, ['UNAUTHENTICATED']]);
  });
});

/** What the SDL itself says of fields. */
function guardedFields(schema: GraphQLSchema): Record<string, unknown> {
  const types = Object.values(schema.getTypeMap()).filter(isObjectType);
  return Object.fromEntries(
    types.flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) => {
        const demanded = demandOf(schema, field as never);
        return demanded === null ? [] : [[`${type.name}.${field.name}`, demanded]];
      }),
    ),
  );
}
