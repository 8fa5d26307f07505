import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_ERRANDS } from '../../src/lanes/errands.ts';
import { REFRESH_PATIENCE_MS } from '../../src/reconciliation/refresh.ts';
import { many } from '../invitations/support.ts';
import { seat } from '../members/support.ts';
import { TestService } from '../support/service.ts';

const REFRESH = `mutation ($groupId: ID!) {
  refreshGroup(groupId: $groupId) {
    id type name memberCount memberships(states: [JOINED]) { edges { node { account state } } }
  }
}`;
const STATES = `query ($id: ID!) { group(id: $id) { memberships { edges { node { account state } } } } }`;

let service: TestService;
beforeEach(async () => {
  service = await TestService.start();
});
afterEach(() => service[Symbol.asyncDispose]());

const refresh = (groupId: string) => service.graphql(REFRESH, { groupId });
async function statesIn(id: string): Promise<Record<string, string>> {
  const { data } = await service.graphql(STATES, { id });
  const edges = data.group.memberships.edges as { node: { account: string; state: string } }[];
  return Object.fromEntries(edges.map(({ node }) => [node.account, node.state]));
}
const asked = (connection: string): number => service.sandbox.journal.count(connection as never);

describe('refreshGroup', () => {
  it.each([
    ['wechat', 'load-1@chatroom'],
    ['tencent', 'load-1'],
    ['imkit', 'load-1'],
    ['zim', 'load-1'],
  ] as const)('answers what %s tells of a group, with everybody in it', async (connection, group) => {
    seat(service, connection, group, ['ann', 'bob']);
    const inside = service.sandbox.members(connection, group);
    const { data } = await refresh(`${connection}:${group}`);
    expect(data.refreshGroup).toMatchObject({
      id: `${connection}:${group}`,
      type: expect.any(String),
      name: expect.any(String),
      memberCount: inside.length,
    });
    const edges = data.refreshGroup.memberships.edges as { node: { account: string } }[];
    expect(edges.map(({ node }) => node.account).toSorted()).toEqual(inside.toSorted());
  });

  it('has rounds follow everybody from then on', async () => {
    seat(service, 'zim', 'load-1', ['ann']);
    await refresh('zim:load-1');
    service.sandbox.people.leave('zim', 'load-1', 'ann');
    seat(service, 'zim', 'load-1', ['bob']);
    // The first round after somebody joined, and what it may be put off by.
    await service.pass(600_000);
    expect(await statesIn('zim:load-1')).toMatchObject({ ann: 'LEFT', bob: 'JOINED' });
  });

  it.each([
    ['load-1', 'an id without a connection'],
    ['nobody:load-1', 'an unknown connection'],
    ['tencent-app:load-1', 'a connection that lists nobody'],
  ])('is refused for %s: %s', async (groupId) => {
    const { errors } = await refresh(groupId);
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'groupId' });
  });

  it('tells that there is no such group, with the code of the provider', async () => {
    const { errors } = await refresh('tencent:nowhere');
    expect(errors?.[0]?.extensions).toEqual({ code: 'GROUP_NOT_FOUND', providerCode: '10010' });
    expect(errors?.[0]?.path).toEqual(['refreshGroup']);
  });

  it('gives up on a provider that is down', async () => {
    service.sandbox.control({ connection: 'zim', down: true });
    const beganMs = service.clock.now();
    const { errors } = await refresh('zim:load-1');
    expect(errors?.[0]?.extensions).toEqual({ code: 'PROVIDER_UNAVAILABLE' });
    expect(service.clock.now() - beganMs).toBeLessThanOrEqual(REFRESH_PATIENCE_MS);
  });

  it('asks once for all who ask at once', async () => {
    service.sandbox.control({ connection: 'zim', latencyMs: 100 });
    const before = asked('zim');
    await refresh('zim:load-1');
    const once = asked('zim') - before;
    await service.run(Promise.all(many(5).map(() => service.send(REFRESH, { groupId: 'zim:load-1' }))));
    expect(asked('zim') - before).toBe(2 * once);
  });

  it('is refused while too much is asked of providers', async () => {
    service.sandbox.control({ connection: 'zim', latencyMs: 100 });
    const under = many(MAX_ERRANDS, 'load-').map((group) => service.send(REFRESH, { groupId: `zim:${group}` }));
    await service.still(() => false);
    const { errors } = await service.send(REFRESH, { groupId: 'zim:groupA' });
    expect(errors?.[0]?.extensions).toEqual({ code: 'RATE_LIMITED' });
    await service.run(Promise.all(under));
    expect((await refresh('zim:groupA')).errors).toBeUndefined();
  });

  it('answers when the process ends, and says that it could not be done', async () => {
    service.sandbox.control({ connection: 'zim', hang: true });
    const answer = service.send(REFRESH, { groupId: 'zim:load-1' });
    await service.still(() => false);
    await service.run(service.app.close());
    expect((await answer).errors?.[0]?.extensions).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  });
});
