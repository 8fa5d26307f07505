import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postJson } from '../transports/clients.ts';
import { GROUP, Stage } from '../transports/stage.ts';

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) {
    __typename
    ... on ProviderConnection { id provider }
    ... on Group { id connectionId externalId }
    ... on Membership { id state }
    ... on InviteOperation { id status }
    ... on User { id accounts { account } memberships { totalCount } }
  }
}`;

describe('entities', () => {
  let stage: Stage;
  let operationId: string;
  beforeAll(async () => {
    stage = await Stage.start();
    operationId = await stage.invite(['a', 'b', 'c:d']);
  });
  afterAll(() => stage[Symbol.asyncDispose]());
  beforeEach(() => void stage.statements.splice(0));

  const ask = async (query: string, variables: object = {}) => {
    const { text } = await postJson(`${stage.url}/graphql`, { query, variables });
    return JSON.parse(text) as { data: { _entities: unknown[] }; errors?: unknown[] };
  };
  const resolve = async (representations: readonly object[], query = ENTITIES): Promise<unknown[]> => {
    const { data, errors } = await ask(query, { representations });
    expect(errors).toBeUndefined();
    return data._entities;
  };

  it('are resolved by each of their keys', async () => {
    const externalId = '34757816141@chatroom';
    const group = { __typename: 'Group', id: GROUP, connectionId: 'wechat', externalId };
    expect(
      await resolve([
        { __typename: 'ProviderConnection', id: 'wechat' },
        { __typename: 'Group', id: GROUP },
        { __typename: 'Group', connectionId: 'wechat', externalId },
        { __typename: 'Membership', id: `${GROUP}:a` },
        { __typename: 'InviteOperation', id: operationId },
        { __typename: 'User', id: 'user-1' },
      ]),
    ).toEqual([
      { __typename: 'ProviderConnection', id: 'wechat', provider: 'GEWE' },
      group,
      group,
      { __typename: 'Membership', id: `${GROUP}:a`, state: 'QUEUED' },
      { __typename: 'InviteOperation', id: operationId, status: 'RUNNING' },
      { __typename: 'User', id: 'user-1', accounts: [], memberships: { totalCount: 0 } },
    ]);
  });

  it('keep the spelling of ids whose parts hold a colon or a percent sign', async () => {
    expect(
      await resolve([
        { __typename: 'Membership', id: `${GROUP}:c%3Ad` },
        { __typename: 'Group', connectionId: 'wechat', externalId: '100%:1' },
        { __typename: 'Group', id: 'wechat:100%25%3A1' },
      ]),
    ).toMatchObject([{ id: `${GROUP}:c%3Ad` }, { id: 'wechat:100%25%3A1' }, { externalId: '100%:1' }]);
  });

  it('are null where nothing is known, in the order of the references', async () => {
    const unknown = [
      { __typename: 'ProviderConnection', id: 'nobody' },
      { __typename: 'Group', id: 'nobody:group' },
      { __typename: 'Group', id: 'not-well-formed' },
      { __typename: 'Group', id: 'wechat:' },
      { __typename: 'Group', connectionId: 'nobody', externalId: 'group' },
      { __typename: 'Group', connectionId: 'wechat', externalId: '' },
      { __typename: 'Membership', id: `${GROUP}:stranger` },
      { __typename: 'Membership', id: GROUP },
      { __typename: 'Membership', id: `${GROUP}:a:b` },
      { __typename: 'InviteOperation', id: 'nothing' },
    ];
    const known = { __typename: 'Membership', id: `${GROUP}:b` };
    const mixed = unknown.flatMap((reference) => [reference, known]);
    const state = { ...known, state: 'QUEUED' };
    expect(await resolve(mixed)).toEqual(unknown.flatMap(() => [null, state]));
  });

  it('are null where the keys are no ids, and nothing else suffers from it', async () => {
    const known = { __typename: 'Membership', id: `${GROUP}:b` };
    const malformed = [
      ...['ProviderConnection', 'Group', 'Membership', 'InviteOperation', 'User'].flatMap((__typename) =>
        [null, 1.5, true, ['a'], { a: 1 }].map((id) => ({ __typename, id })),
      ),
      ...['ProviderConnection', 'Group', 'Membership', 'InviteOperation', 'User'].map((__typename) => ({ __typename })),
      { __typename: 'Group', connectionId: 'wechat', externalId: {} },
      { __typename: 'Group', connectionId: 'wechat' },
      { __typename: 'Group', id: 5 },
    ];
    const state = { ...known, state: 'QUEUED' };
    expect(await resolve([...malformed, known])).toEqual([...malformed.map(() => null), state]);
  });

  it('may have a number for an id, as some subgraphs spell theirs', async () => {
    expect(await resolve([{ __typename: 'User', id: 5 }])).toMatchObject([{ __typename: 'User', id: '5' }]);
  });

  it.each([[{ __typename: 'PageInfo' }], [{ __typename: 'Nothing', id: 'a' }], [{ id: 'a' }], ['text'], [[]]])(
    'are of a type that is an entity here: %j alone is refused, as a mistake of who asks',
    async (wrong) => {
      const known = (id: string) => ({ __typename: 'User', id });
      const { data, errors } = await ask(ENTITIES, { representations: [known('a'), wrong, known('b')] });
      expect(data._entities).toMatchObject([known('a'), null, known('b')]);
      const extensions = { code: 'BAD_USER_INPUT', field: 'representations[1].__typename' };
      expect(errors).toMatchObject([{ path: ['_entities', 1], extensions }]);
    },
  );

  it('of one kind are read in one statement, however many they are', async () => {
    const accounts = Array.from({ length: 500 }, (_, n) => `m${n}`);
    await stage.invite(accounts);
    stage.statements.splice(0);
    const found = await resolve([
      ...accounts.map((account) => ({ __typename: 'Membership', id: `${GROUP}:${account}` })),
      ...Array.from({ length: 100 }, () => ({ __typename: 'InviteOperation', id: operationId })),
    ]);
    expect(found).toHaveLength(600);
    expect(found.filter((entity) => entity === null)).toEqual([]);
    expect(stage.statements.toSorted()).toEqual(['invitations.operations', 'members.byRefs']);
  });

  it('tell the accounts of all users in one statement, in the order in which they were linked', async () => {
    const users = Array.from({ length: 100 }, (_, n) => `crowd${n}`);
    for (const userId of users) {
      for (const account of ['b', 'a']) {
        await stage.store.people.link({ userId, connectionId: 'wechat', account: `${userId}${account}`, limit: 2 });
      }
    }
    await stage.store.people.link({ userId: 'crowd0', connectionId: 'gone', account: 'elsewhere', limit: 3 });
    stage.statements.splice(0);
    const found = await resolve(
      users.map((id) => ({ __typename: 'User', id })),
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on User { accounts { account connection { id } } } } }',
    );
    const connection = { id: 'wechat' };
    expect(found).toEqual(
      users.map((id) => ({ accounts: ['b', 'a'].map((account) => ({ account: `${id}${account}`, connection })) })),
    );
    expect(stage.statements).toEqual(['people.accountsOf']);
  });

  it('share what their fields read', async () => {
    const names = `query ($representations: [_Any!]!) {
      _entities(representations: $representations) { ... on Group { name type memberCount } ... on Membership { group { name } } }
    }`;
    await resolve(
      [
        { __typename: 'Group', id: GROUP },
        { __typename: 'Group', id: 'wechat:other@chatroom' },
        { __typename: 'Membership', id: `${GROUP}:a` },
      ],
      names,
    );
    expect(stage.statements.filter((statement) => statement === 'groups.byRefs').length).toBeLessThanOrEqual(2);
  });

  it('forget what they have read after the request', async () => {
    const reference = { __typename: 'Membership', id: `${GROUP}:a` };
    await resolve([reference]);
    await stage.join(1);
    expect(await resolve([reference])).toMatchObject([{ state: 'JOINED' }]);
  });

  it('come with the SDL that composition asks for', async () => {
    const { data } = (await ask('{ _service { sdl } }')) as unknown as { data: { _service: { sdl: string } } };
    expect(data._service.sdl).toContain('@link(url: "https://specs.apollo.dev/federation/v2.9"');
    expect(data._service.sdl).toContain('type Group @key(fields: "id") @key(fields: "connectionId externalId")');
  });
});
