import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_PAGE_SIZE } from '../../src/pagination/page-args.ts';
import { postJson } from '../transports/clients.ts';
import { GROUP, Stage } from '../transports/stage.ts';

interface Page {
  readonly edges: { readonly cursor: string; readonly node: Record<string, unknown> }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  readonly totalCount?: number;
}

const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const ACCOUNTS = Array.from({ length: 120 }, (_, n) => `m${n}`);

/** Every list of the schema that comes in pages: how to ask for it, and what a node is known by. */
const LISTS = {
  'Group.memberships': (args: string) =>
    `{ group(id: "${GROUP}") { page: memberships${args} { edges { cursor node { account } } ${PAGE_INFO} totalCount } } }`,
  'InviteOperation.results': (args: string, operationId: string) =>
    `{ inviteOperation(id: "${operationId}") { page: results${args} { edges { cursor node { ... on InviteMemberOutcome { account } } } ${PAGE_INFO} totalCount } } }`,
  'Membership.history': (args: string) =>
    `{ membership(id: "${GROUP}:busy") { page: history${args} { edges { cursor node { account: cursor } } ${PAGE_INFO} } } }`,
};

describe('pages', () => {
  let stage: Stage;
  let operationId: string;
  beforeAll(async () => {
    stage = await Stage.start();
    operationId = await stage.invite(ACCOUNTS);
    await stage.join(ACCOUNTS.length);
    // A member with a history: invited and called back, again and again.
    for (let round = 0; round < 30; round++) {
      const operation = await stage.store.invitations.operation(await stage.invite(['busy']));
      await stage.store.invitations.cancel({
        operationKey: operation?.key ?? 0,
        inviteKeys: null,
        nowMs: stage.clock.now(),
      });
    }
  });
  afterAll(() => stage[Symbol.asyncDispose]());

  const ask = async (query: string) => {
    const { text } = await postJson(`${stage.url}/graphql`, { query });
    return JSON.parse(text) as { data: Record<string, { page: Page }> | null; errors?: { extensions: unknown }[] };
  };
  const pageOf = async (list: keyof typeof LISTS, args: string): Promise<Page> => {
    const { data, errors } = await ask(LISTS[list](args, operationId));
    expect(errors).toBeUndefined();
    return Object.values(data ?? {})[0]!.page;
  };
  const mistakeIn = async (list: keyof typeof LISTS, args: string): Promise<unknown> =>
    (await ask(LISTS[list](args, operationId))).errors?.map(({ extensions }) => extensions);

  const total = { 'Group.memberships': 121, 'InviteOperation.results': 120, 'Membership.history': 60 };

  describe.each(Object.keys(LISTS) as (keyof typeof LISTS)[])('of %s', (list) => {
    it('hold fifty when nobody says otherwise', async () => {
      for (const args of ['', '(first: null)', '(after: null)']) {
        const page = await pageOf(list, args);
        expect(page.edges).toHaveLength(50);
        expect(page.pageInfo).toEqual({
          hasNextPage: true,
          hasPreviousPage: false,
          startCursor: page.edges[0]?.cursor,
          endCursor: page.edges[49]?.cursor,
        });
        if (list !== 'Membership.history') expect(page.totalCount).toBe(total[list]);
      }
    });

    it.each([1, 7, 60, 1_000])('of %i give everything once, in one order', async (first) => {
      const seen: unknown[] = [];
      for (let after = '', more = true; more;) {
        const page = await pageOf(list, `(first: ${first}${after})`);
        expect(page.edges.length).toBeLessThanOrEqual(first);
        expect(page.pageInfo.hasPreviousPage).toBe(after !== '');
        seen.push(...page.edges.map(({ node }) => node['account']));
        after = `, after: "${page.pageInfo.endCursor}"`;
        more = page.pageInfo.hasNextPage;
      }
      expect(seen).toHaveLength(total[list]);
      expect(new Set(seen).size).toBe(total[list]);
      if (list !== 'Membership.history') expect(seen.slice(0, 120)).toEqual(ACCOUNTS);
    });

    it('may be empty', async () => {
      const empty = { hasPreviousPage: false, startCursor: null, endCursor: null };
      expect(await pageOf(list, '(first: 0)')).toMatchObject({ edges: [], pageInfo: { ...empty, hasNextPage: true } });
      const { pageInfo } = await pageOf(list, '(first: 1000)');
      const beyond = await pageOf(list, `(after: "${pageInfo.endCursor}")`);
      expect(beyond).toMatchObject({ edges: [], pageInfo: { ...empty, hasNextPage: false, hasPreviousPage: true } });
    });

    it('are bounded', async () => {
      const mistake = [{ code: 'BAD_USER_INPUT', field: 'first' }];
      expect((await pageOf(list, `(first: ${MAX_PAGE_SIZE})`)).edges).toHaveLength(total[list]);
      expect(await mistakeIn(list, `(first: ${MAX_PAGE_SIZE + 1})`)).toEqual(mistake);
      expect(await mistakeIn(list, '(first: -1)')).toEqual(mistake);
    });

    it('take no cursor of another list', async () => {
      const mistake = [{ code: 'BAD_USER_INPUT', field: 'after' }];
      const other = list === 'Membership.history' ? 'Group.memberships' : 'Membership.history';
      const { pageInfo } = await pageOf(other, '');
      for (const after of ['nonsense', '', '🙂', `${pageInfo.endCursor}`]) {
        expect(await mistakeIn(list, `(after: "${after}")`)).toEqual(mistake);
      }
    });
  });

  it('hold only memberships in the states that are asked for, and count only those', async () => {
    const inStates = (states: string) => pageOf('Group.memberships', `(states: ${states})`);
    expect(await inStates('[CANCELLED]')).toMatchObject({ edges: [{ node: { account: 'busy' } }], totalCount: 1 });
    expect(await inStates('[CANCELLED, JOINED]')).toMatchObject({ totalCount: 121 });
    expect(await inStates('[]')).toMatchObject({ edges: [], totalCount: 0 });
    expect(await inStates('null')).toMatchObject({ totalCount: 121 });
  });

  it('count nothing when nobody asks for the count', async () => {
    stage.statements.splice(0);
    await ask(`{ group(id: "${GROUP}") { memberships { edges { cursor } } } }`);
    expect(stage.statements).toEqual(['members.ofGroup']);
  });

  it('of a history give cursors that the subscription takes', async () => {
    const { edges } = await pageOf('Membership.history', '(first: 1)');
    const page = await pageOf('Membership.history', `(first: 1, after: "${edges[0]?.node['account'] as string}")`);
    expect(page.edges).toHaveLength(1);
    expect(page.edges[0]?.cursor).not.toBe(edges[0]?.cursor);
  });
});
