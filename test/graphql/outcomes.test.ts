import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CancelInvitesDocument,
  ConnectionsDocument,
  InviteMembersDocument,
  InviteOperationDocument,
  LinkAccountDocument,
  MembershipDocument,
  RemoveMembersDocument,
  RetryInvitesDocument,
  UnlinkAccountDocument,
} from '../../schema/client/graphql.ts';
import { TestService } from '../support/service.ts';
import { run } from './typed.ts';

const GROUP = 'tencent:@TGS#2J4SZEAEL';
const members = (...accounts: string[]) => accounts.map((account) => ({ account }));

describe('the outcomes of an invite', () => {
  let service: TestService;
  beforeAll(async () => {
    service = await TestService.start();
  });
  afterAll(() => service[Symbol.asyncDispose]());

  it('each have their own type, with an account and a membership in all of them, in input order', async () => {
    const accounts = ['tommy', 'u_owner', 'shy', 'crowded', 'ghost', 'refused'];
    const { inviteMembers } = await run(service, InviteMembersDocument, {
      input: { groupId: GROUP, members: members(...accounts) },
    });
    expect(inviteMembers.results).toMatchObject([
      {
        __typename: 'MemberJoined',
        account: 'tommy',
        membership: { id: `${GROUP}:tommy`, state: 'JOINED' },
        joinedAt: expect.any(String),
      },
      {
        __typename: 'MemberAlreadyJoined',
        account: 'u_owner',
        membership: { id: `${GROUP}:u_owner`, state: 'JOINED' },
      },
      {
        __typename: 'MemberInvited',
        account: 'shy',
        membership: { id: `${GROUP}:shy`, state: 'INVITED' },
        awaiting: 'CONSENT',
        expiresAt: expect.any(String),
      },
      {
        __typename: 'MemberOverGroupLimit',
        account: 'crowded',
        membership: { id: `${GROUP}:crowded`, state: 'FAILED' },
        message: expect.any(String),
      },
      {
        __typename: 'MemberNotFound',
        account: 'ghost',
        membership: { id: `${GROUP}:ghost`, state: 'FAILED' },
        message: expect.any(String),
      },
      {
        __typename: 'MemberFailed',
        account: 'refused',
        membership: { id: `${GROUP}:refused`, state: 'FAILED' },
        reason: 'REFUSED_BY_PROVIDER',
        message: expect.any(String),
        providerCode: expect.toSatisfy((code) => code === null || typeof code === 'string'),
        retryable: false,
      },
    ]);
    expect(inviteMembers.operation).toMatchObject({
      status: 'COMPLETED',
      counts: { total: 6, queued: 0, invited: 1, joined: 1, alreadyJoined: 1, failed: 3, cancelled: 0 },
    });
  });

  it('are MemberQueued while they wait, and MemberCancelled when they are called back', async () => {
    service.sandbox.control({ connection: 'zim', latencyMs: 60_000 });
    const groupId = 'zim:groupA';
    await run(service, InviteMembersDocument, { input: { groupId, members: members('under-way'), waitMs: 0 } });
    await service.pass(10);
    const { inviteMembers } = await run(service, InviteMembersDocument, {
      input: { groupId, members: members('x', 'y'), waitMs: 0 },
    });
    expect(inviteMembers.results).toMatchObject([
      {
        __typename: 'MemberQueued',
        account: 'x',
        membership: { state: 'QUEUED' },
        estimatedSendAt: expect.any(String),
      },
      { __typename: 'MemberQueued', account: 'y', membership: { state: 'QUEUED' } },
    ]);
    const { id: operationId } = inviteMembers.operation;
    const { cancelInvites } = await run(service, CancelInvitesDocument, { input: { operationId } });
    expect(cancelInvites.results).toMatchObject([
      { __typename: 'MemberCancelled', account: 'x', membership: { id: `${groupId}:x`, state: 'CANCELLED' } },
      { __typename: 'MemberCancelled', account: 'y', membership: { id: `${groupId}:y`, state: 'CANCELLED' } },
    ]);
    expect(cancelInvites.operation.status).toBe('CANCELLED');
  });

  it('can be read again, with the membership and its history, and be tried again', async () => {
    const groupId = 'imkit:demo-room';
    service.sandbox.control({ connection: 'imkit', failNext: { times: 1, status: 403 } });
    const { inviteMembers } = await run(service, InviteMembersDocument, {
      input: { groupId, members: members('u_eve') },
    });
    expect(inviteMembers.results).toMatchObject([{ __typename: 'MemberFailed', reason: 'PERMISSION_DENIED' }]);
    const { id } = inviteMembers.operation;

    const { retryInvites } = await run(service, RetryInvitesDocument, {
      input: { operationId: id, accounts: ['u_eve'] },
    });
    expect(retryInvites.results).toMatchObject([{ __typename: 'MemberJoined', account: 'u_eve' }]);
    const { inviteOperation } = await run(service, InviteOperationDocument, { id });
    expect(inviteOperation).toMatchObject({
      id,
      status: 'COMPLETED',
      group: { id: groupId },
      results: { totalCount: 1 },
    });
    const { membership } = await run(service, MembershipDocument, { id: `${groupId}:u_eve` });
    expect(membership).toMatchObject({ account: 'u_eve', state: 'JOINED', group: { id: groupId }, user: null });
    expect(membership?.history.edges.map(({ node }) => [node.sequence, node.from, node.to, node.operationId])).toEqual([
      [1, null, 'QUEUED', id],
      [2, 'QUEUED', 'FAILED', id],
      [3, 'FAILED', 'QUEUED', id],
      [4, 'QUEUED', 'JOINED', id],
    ]);
  });

  it('of removals and links have their types too', async () => {
    const { linkAccount } = await run(service, LinkAccountDocument, {
      input: { userId: 'tom', connectionId: 'tencent', account: 'tommy' },
    });
    expect(linkAccount).toMatchObject({ id: 'tom', accounts: [{ connection: { id: 'tencent' }, account: 'tommy' }] });
    const { removeMembers } = await run(service, RemoveMembersDocument, {
      input: { groupId: GROUP, accounts: ['tommy', 'ghost', 'u_owner'] },
    });
    expect(removeMembers.results).toMatchObject([
      { __typename: 'MemberRemoved', account: 'tommy', membership: { id: `${GROUP}:tommy`, state: 'REMOVED' } },
      { __typename: 'MemberNotInGroup', account: 'ghost' },
      {
        __typename: 'RemoveMemberFailed',
        account: 'u_owner',
        reason: 'PERMISSION_DENIED',
        message: expect.any(String),
        providerCode: null,
        retryable: false,
      },
    ]);
    const { membership } = await run(service, MembershipDocument, { id: `${GROUP}:tommy` });
    expect(membership?.user).toMatchObject({ id: 'tom' });
    const { unlinkAccount } = await run(service, UnlinkAccountDocument, {
      input: { userId: 'tom', connectionId: 'tencent', account: 'tommy' },
    });
    expect(unlinkAccount).toMatchObject({ id: 'tom', accounts: [] });
  });

  it('go with what each connection says that it takes', async () => {
    const { connections } = await run(service, ConnectionsDocument, {});
    expect(
      connections.map(({ id, provider, capabilities }) => [
        id,
        provider,
        capabilities.membersPerCall,
        capabilities.quotaScope,
      ]),
    ).toEqual([
      ['wechat', 'GEWE', 20, 'CONNECTION'],
      ['tencent', 'TENCENT_IM', 500, 'CONNECTION'],
      ['tencent-app', 'TENCENT_IM_SDK', 20, 'CONNECTION'],
      ['imkit', 'IMKIT', 100, 'CONNECTION'],
      ['zim', 'ZEGO_ZIM', 100, 'GROUP'],
    ]);
    expect(
      Object.fromEntries(connections.map(({ id, capabilities }) => [id, capabilities.inviteOptions.toSorted()])),
    ).toEqual({
      wechat: ['REASON'],
      tencent: ['SILENT'],
      'tencent-app': ['OPERATOR'],
      imkit: ['REQUIRE_CONSENT', 'SYSTEM_MESSAGE'],
      zim: ['JOINED_AT', 'OPERATOR', 'REQUIRE_CONSENT'],
    });
  });
});
