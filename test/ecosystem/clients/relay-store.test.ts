import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { createOperationDescriptor, type Environment } from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphql, type Service, startService } from '../../e2e/processes.ts';
import { until } from '../../transports/time.ts';
import { connect, invite, readMembers, refetchMembership, watch } from './examples/relay.ts';
import members, { type rollcallMembersQuery } from './examples/__generated__/rollcallMembersQuery.graphql.ts';

const GROUP = 'tencent:load-pages';
const CURSOR = 'query ($id: ID!) { membership(id: $id) { history { pageInfo { endCursor } } } }';
const REMOVE = `mutation ($account: ID!) { removeMembers(input: { groupId: "${GROUP}", accounts: [$account] }) { results { __typename } } }`;

/** What a store has of the group, read without any request. */
const kept = (environment: Environment) => {
  const { fragment } = createOperationDescriptor(members, { group: GROUP, first: 2, after: null });
  const { group } = environment.lookup(fragment).data as unknown as rollcallMembersQuery['response'];
  return group?.memberships;
};
const states = (environment: Environment) =>
  kept(environment)?.edges.map(({ node }) => `${node.account} ${node.state}`);

describe('the store of Relay', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
    await invite(client(), GROUP, ['a', 'b', 'c']);
  }, 30_000);
  afterAll(() => service[Symbol.asyncDispose]());

  const client = (): Environment => connect(`${service.url}/graphql`);

  it('puts the pages of a connection behind each other', async () => {
    const environment = client();
    await readMembers(environment, GROUP, 2, null);
    expect(kept(environment)).toMatchObject({ edges: { length: 2 }, pageInfo: { hasNextPage: true } });
    await readMembers(environment, GROUP, 2, kept(environment)?.pageInfo.endCursor ?? null);
    expect(states(environment)).toEqual(['a JOINED', 'b JOINED', 'c JOINED']);
    expect(kept(environment)).toMatchObject({ pageInfo: { hasNextPage: false } });
  });

  it('shows a change that a subscription told', async () => {
    await invite(client(), GROUP, ['a']);
    const environment = client();
    await readMembers(environment, GROUP, 2, null);
    expect(states(environment)?.[0]).toBe('a JOINED');
    const { data } = await graphql(service.url, CURSOR, { id: `${GROUP}:a` });
    const after = data.membership.history.pageInfo.endCursor;
    const leave = watch(environment)({ groupId: GROUP, after }, { next: () => {}, end: () => {} });
    await graphql(service.url, REMOVE, { account: 'a' });
    await until('the change is shown', () => states(environment)?.[0] === 'a REMOVED');
    leave();
  });

  it('reads one object anew by the field of its type, in place of node(id:)', async () => {
    await invite(client(), GROUP, ['b']);
    const environment = client();
    await readMembers(environment, GROUP, 2, null);
    await graphql(service.url, REMOVE, { account: 'b' });
    expect(states(environment)?.[1]).toBe('b JOINED');
    await refetchMembership(environment, `${GROUP}:b`);
    expect(states(environment)?.[1]).toBe('b REMOVED');
  });

  it('names objects by their type and id, for two types may have one id', async () => {
    const environment = client();
    await readMembers(environment, GROUP, 2, null);
    const ids = environment.getStore().getSource().getRecordIDs();
    expect(ids).toEqual(expect.arrayContaining([`Group:${GROUP}`, `Membership:${GROUP}:a`]));
  });

  it('is told by the compiler that its artefacts belong to the documents and the schema as they are', async () => {
    const cli = createRequire(import.meta.url).resolve('relay-compiler/cli.js');
    const parameters = [cli, 'relay.config.json', '--noWatchman', '--validate', '--output', 'quiet-with-errors'];
    const cwd = new URL('relay', import.meta.url);
    await expect(promisify(execFile)(process.execPath, parameters, { cwd })).resolves.toMatchObject({ stderr: '' });
  });
});
