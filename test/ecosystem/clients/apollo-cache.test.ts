import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  GroupDocument,
  InviteMembersDocument,
  InviteOperationDocument,
  MembershipDocument,
  MemberStateChangedDocument,
  RemoveMembersDocument,
} from '../../../schema/client/graphql.ts';
import { type Service, startService } from '../../e2e/processes.ts';
import { until } from '../../transports/time.ts';
import { connect } from './examples/apollo-client.ts';
import { describeOutcome } from './examples/outcome.ts';
import { startLaterRelease } from './later-release.ts';

const GROUP = 'tencent:@TGS#2J4SZEAEL';

describe('the cache of Apollo Client', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ ROLLCALL_DATA_DIR: ':memory:' });
  }, 30_000);
  afterAll(() => service[Symbol.asyncDispose]());

  const client = (url = service.url) => connect(`${url}/graphql`, { webSocket: true });
  const invite = (at: ReturnType<typeof client>, ...accounts: string[]) =>
    at.mutate({
      mutation: InviteMembersDocument,
      variables: { input: { groupId: GROUP, members: accounts.map((account) => ({ account })) } },
    });
  /** What an operation's outcomes look like when they are read from the cache alone. */
  const outcomesIn = async (at: ReturnType<typeof client>): Promise<string[] | undefined> => {
    const { data } = await invite(at, 'tommy', 'shy', 'refused');
    const variables = { id: data!.inviteMembers.operation.id };
    await at.query({ query: InviteOperationDocument, variables });
    const read = at.cache.readQuery({ query: InviteOperationDocument, variables });
    return read?.inviteOperation?.results.edges.map(({ node }) => describeOutcome(node));
  };

  it('takes every outcome for one, and keeps the fields of the interface', async () => {
    expect(await outcomesIn(client())).toEqual([
      'tommy is JOINED',
      'shy is invited, and joining awaits CONSENT',
      'refused could not be invited (REFUSED_BY_PROVIDER)',
    ]);
  });

  it('does so for an outcome that a later release has added', async () => {
    await using later = await startLaterRelease(service.url, 'MemberFailed', 'MemberBarred');
    expect(await outcomesIn(client(later.url))).toEqual([
      'tommy is JOINED',
      'shy is invited, and joining awaits CONSENT',
      'refused is FAILED',
    ]);
  });

  it('keeps each membership once, by its id, so that a change shows wherever the membership is shown', async () => {
    const other = client();
    await invite(other, 'leaver');
    const { data } = await other.query({ query: MembershipDocument, variables: { id: `${GROUP}:leaver` } });
    const after = data?.membership?.history.pageInfo.endCursor ?? null;

    const at = client();
    const shown: (string | undefined)[] = [];
    const variables = { id: GROUP, states: null, first: 100, after: null };
    const members = at.watchQuery({ query: GroupDocument, variables, fetchPolicy: 'cache-first' }).subscribe({
      next: ({ data: page, dataState }) => {
        if (dataState !== 'complete') return;
        shown.push(page.group?.memberships.edges.find(({ node }) => node.account === 'leaver')?.node.state);
      },
    });
    await until('the member is shown', () => shown.length > 0);
    const from = { groupId: GROUP, after };
    const changes = at.subscribe({ query: MemberStateChangedDocument, variables: from }).subscribe({});
    const removal = { groupId: GROUP, accounts: ['leaver'] };
    await other.mutate({ mutation: RemoveMembersDocument, variables: { input: removal } });
    await until('the change is shown', () => shown.length > 1);
    expect(shown).toEqual(['JOINED', 'REMOVED']);
    members.unsubscribe();
    changes.unsubscribe();
  });
});
