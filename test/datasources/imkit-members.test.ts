import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MembershipDataSource, RemovalOptions } from '../../src/datasources/datasource.ts';
import { ReadRefused } from '../../src/datasources/fault.ts';
import { createImkitDataSource } from '../../src/datasources/imkit/index.ts';
import { imkitSettings } from '../../src/datasources/imkit/settings.ts';
import { describeMembersContract } from '../contract/member-reads.contract.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { faultOf, sourceFrom } from './helpers.ts';
import { pagesOf, removalOutcomes } from './member-helpers.ts';
import { startEchoingSubject, startSandboxSubject } from './members-subject.ts';
import { RecordingDesk } from './recording-desk.ts';

const entry = {
  id: 'imkit',
  provider: 'imkit',
  clientKey: 'imkit-client-key',
  token: 'imkit-token',
  webhook: { pathSecret: 'imkit-path-secret' },
};

describeMembersContract({
  name: 'imkit',
  groupId: 'demo-room',
  people: ['u_ann', 'u_bob', 'u_cem'],
  stranger: 'u_dan',
  missingGroupId: 'no-such-room',
  tellsMissingGroups: true,
  accountsPerProbe: 0,
  invitee: { account: 'u_eve', options: { requireConsent: true } },
  removals: { forbidden: { groupId: 'locked-room', member: 'aaa' } },
  withdraws: true,
  start: () => startSandboxSubject('imkit'),
  startEchoing: () =>
    startEchoingSubject({
      secrets: ['imkit-client-key', 'imkit-token', 'imkit-api-key', 'imkit-path-secret'],
      create: (baseUrl, deps) =>
        createImkitDataSource(imkitSettings.parse({ ...entry, apiKey: 'imkit-api-key', baseUrl }), deps),
      refusals: [400, 401, 403, 404, 500].flatMap((code) => [
        (text: string) => ({ status: code, body: { RC: code, RM: text, error: { code: text, message: text } } }),
        (text: string) => ({ body: { RC: code, RM: text } }),
      ]),
    }),
});

const room = (...members: string[]): WireReaction => ({
  body: { RC: 0, result: { _id: 'r1', roomType: 'group', members: members.map((_id) => ({ _id })) } },
});
const invitations = (invitees: readonly string[], totalCount: number = invitees.length): WireReaction => ({
  body: { RC: 0, result: { totalCount, data: invitees.map((_id) => ({ invitee: { _id } })) } },
});
const calls = (server: WireServer): string[] => server.seen.map(({ method, path }) => `${method} ${path}`);

describe('imkit', () => {
  let server: WireServer;
  let source: MembershipDataSource;
  beforeEach(async () => {
    server = await WireServer.start();
    source = sourceFrom({ ...entry, baseUrl: server.url });
  });
  afterEach(async () => {
    await source.close();
    await server.stop();
    server.verify();
  });

  /** Answers each path with these in their order, the last one from then on. */
  const answering = (answers: Readonly<Record<string, readonly WireReaction[]>>): void => {
    const left = new Map(Object.entries(answers).map(([path, reactions]) => [path, [...reactions]]));
    server.react(({ method, path }: WireRequest) => {
      const reactions = left.get(`${method} ${path}`) ?? [];
      const [first = { status: 418, body: {} }] = reactions;
      if (reactions.length > 1) reactions.shift();
      return first;
    });
  };
  const reads = () => {
    if (source.reads === null) throw new Error('expected a data source that reads');
    return source.reads;
  };

  describe('reads', () => {
    it('shows the whole room on one page, with all that it tells', async () => {
      server.react(() => readFixture('imkit', 'add-members').exchanges[1]?.response ?? 'hang');
      const facts = {
        type: 'GROUP',
        name: 'Demo',
        avatarUrl: 'http://loremflickr.com/240/240/style?demo',
        memberCount: 3,
      };
      expect(await pagesOf(source, 'demo-room')).toEqual([
        {
          members: [
            { account: 'bbb', profile: { nickname: 'bbb', isRobot: false } },
            { account: 'robot001', profile: { nickname: 'Quinn Robot', isRobot: true } },
            {
              account: 'aaa',
              profile: {
                nickname: 'AAA',
                avatarUrl: 'http://loremflickr.com/240/240/style?1569804629',
                isRobot: false,
              },
            },
          ],
          total: 3,
          facts,
        },
      ]);
      expect(await reads().readGroup('demo-room', new RecordingDesk())).toEqual(facts);
    });

    it.each<[string, WireReaction, string, string]>([
      ['HTTP 404', { status: 404, body: { RC: 404, RM: 'its words' } }, 'groupMissing', '404'],
      ['RC 404', { body: { RC: 404, RM: 'its words' } }, 'groupMissing', '404'],
      ['HTTP 403', { status: 403, body: { RC: 403, error: { message: 'its words' } } }, 'notPermitted', '403'],
      ['HTTP 401', { status: 401, body: { error: 'UNAUTHORIZED', message: 'its words' } }, 'notPermitted', '401'],
    ])('is refused by %s', async (_title, answer, reason, providerCode) => {
      server.react(() => answer);
      for (const ask of [
        () => pagesOf(source, 'r1'),
        () => reads().readGroup('r1', new RecordingDesk()),
        () => reads().listInvitees('r1', new RecordingDesk()),
      ]) {
        const thrown = await ask().catch((error: unknown) => error);
        expect(thrown).toBeInstanceOf(ReadRefused);
        expect(thrown).toMatchObject({ reason, providerCode, message: expect.stringContaining('its words') as string });
      }
    });

    it.each<[string, WireReaction, string]>([
      ['HTTP 404 that is not its own', { status: 404, text: '<html>' }, 'unavailable'],
      ['HTTP 403 that is not its own', { status: 403, text: '<html>' }, 'unavailable'],
      ['RC 400', { body: { RC: 400 } }, 'unavailable'],
      ['RC 429', { body: { RC: 429 } }, 'rate_limited'],
      ['RC 500', { body: { RC: 500 } }, 'unknown_outcome'],
    ])('takes no room for missing on %s', async (_title, answer, fault) => {
      server.react(() => answer);
      expect(await faultOf(pagesOf(source, 'r1'))).toMatchObject({ fault });
      expect(await faultOf(reads().listInvitees('r1', new RecordingDesk()))).toMatchObject({ fault });
    });

    it('lists who is invited', async () => {
      server.react(() => invitations(['u_bob', 'u_cem']));
      expect(await reads().listInvitees('a/b', new RecordingDesk())).toEqual(new Set(['u_bob', 'u_cem']));
      expect(calls(server)).toEqual(['GET /rooms/a%2Fb/invitations']);
    });

    it.each<[string, WireReaction]>([
      ['counts more than it lists', invitations(['u_bob'], 2)],
      ['does not say of somebody who it is', { body: { RC: 0, result: { data: [{ invitee: {} }] } } }],
    ])('claims of nobody that he is not invited when IMKit %s', async (_title, answer) => {
      server.react(() => answer);
      expect(await faultOf(reads().listInvitees('r1', new RecordingDesk()))).toMatchObject({ fault: 'unavailable' });
    });
  });

  describe('removals', () => {
    const REMOVAL = 'POST /rooms/r1/delete/members';
    const remove = (...accounts: string[]) => removalOutcomes(source, 'r1', accounts);
    const failure = (reason: string, providerCode: string) => ({
      type: 'failed',
      reason,
      providerCode,
      message: expect.stringContaining('its words') as string,
      retryable: false,
    });

    it('tells who went from the rooms before and after, and believes members alone', async () => {
      server.replay(readFixture('imkit', 'delete-members'));
      expect(await removalOutcomes(source, 'demo-room', ['u_bob', 'gone', 'u_cem'], { silent: true })).toMatchObject([
        { type: 'removed' },
        { type: 'notInGroup' },
        { type: 'failed', reason: 'REFUSED_BY_PROVIDER', retryable: false },
      ]);
    });

    it.each<[RemovalOptions, object]>([
      [{ silent: true }, { systemMessage: false }],
      [{ silent: false }, { systemMessage: true }],
      [{ operator: 'u_op', reason: 'left' }, {}],
    ])('sends of the options %o', async (options, sent) => {
      answering({ 'GET /rooms/r1': [room('u_bob')], [REMOVAL]: [room()] });
      await removalOutcomes(source, 'r1', ['u_bob'], options);
      expect(server.seen[1]?.body).toEqual({ members: ['u_bob'], ...sent });
    });

    it('sends nothing when nobody is in', async () => {
      answering({ 'GET /rooms/r1': [room('u_ann')] });
      expect(await remove('u_bob')).toEqual([{ type: 'notInGroup' }]);
      expect(calls(server)).toEqual(['GET /rooms/r1']);
    });

    it.each<[string, WireReaction]>([
      ['fails', { status: 500, text: '' }],
      ['is refused', { status: 403, body: { RC: 403 } }],
      ['makes no sense', { text: '<html>' }],
      ['breaks off', 'break'],
    ])('removes although the room before %s', async (_title, before) => {
      answering({ 'GET /rooms/r1': [before], [REMOVAL]: [room('u_cem')] });
      expect(await remove('u_bob', 'u_cem')).toMatchObject([{ type: 'taken' }, { reason: 'REFUSED_BY_PROVIDER' }]);
    });

    it.each<[string, WireReaction, string, string]>([
      ['HTTP 401', { status: 401, body: { RM: 'its words' } }, 'PERMISSION_DENIED', '401'],
      ['RC 403', { body: { RC: 403, RM: 'its words' } }, 'PERMISSION_DENIED', '403'],
      ['RC 404', { body: { RC: 404, RM: 'its words' } }, 'GROUP_NOT_FOUND', '404'],
      ['HTTP 409', { status: 409, body: { RM: 'its words' } }, 'PROVIDER_ERROR', '409'],
    ])('fails everybody who was sent on %s', async (_title, answer, reason, code) => {
      answering({ 'GET /rooms/r1': [room('u_bob', 'u_cem')], [REMOVAL]: [answer] });
      const failed = failure(reason, code);
      expect(await remove('u_bob', 'u_dan', 'u_cem')).toEqual([failed, { type: 'notInGroup' }, failed]);
    });

    it.each<[string, WireReaction, object]>([
      ['HTTP 429', { status: 429, body: { retryAfter: 4 } }, { fault: 'rate_limited', retryAfterMs: 4000 }],
      ['RC 429', { body: { RC: 429 } }, { fault: 'rate_limited' }],
      ['HTTP 502', { status: 502, text: '' }, { fault: 'unknown_outcome' }],
      ['RC 500', { body: { RC: 500 } }, { fault: 'unknown_outcome' }],
      ['no room', { body: { RC: 0 } }, { fault: 'unknown_outcome' }],
    ])('wants the removal repeated on %s', async (_title, answer, fault) => {
      answering({ 'GET /rooms/r1': [room('u_bob')], [REMOVAL]: [answer] });
      expect(await faultOf(remove('u_bob'))).toMatchObject(fault);
    });

    it('looks again after a 400, and fails those alone who are still in', async () => {
      const refusal = { status: 400, body: { RC: 400, RM: 'its words' } };
      answering({ 'GET /rooms/r1': [room('u_bob', 'u_cem'), room('u_cem')], [REMOVAL]: [refusal] });
      expect(await remove('u_bob', 'u_cem')).toEqual([{ type: 'removed' }, failure('PROVIDER_ERROR', '400')]);
    });

    it('does not count as removed by a 400 who may never have been in', async () => {
      answering({ 'GET /rooms/r1': ['break', room('u_cem')], [REMOVAL]: [{ body: { RC: 400 } }] });
      expect(await remove('u_bob', 'u_cem')).toMatchObject([{ type: 'notInGroup' }, { reason: 'PROVIDER_ERROR' }]);
    });

    it('fails everybody after a 400 when nothing can be read any more', async () => {
      answering({ 'GET /rooms/r1': ['break'], [REMOVAL]: [{ body: { RC: 400, RM: 'its words' } }] });
      const failed = failure('PROVIDER_ERROR', '400');
      expect(await remove('u_bob', 'u_cem')).toEqual([failed, failed]);
    });
  });

  describe('withdrawals', () => {
    const WITHDRAWAL = 'POST /rooms/r1/delete/invitations';
    const withdraw = (accounts: readonly string[], roomId = 'r1') =>
      source.withdrawInvites?.(roomId, accounts, new RecordingDesk()) ?? Promise.reject(new Error('withdraws nothing'));

    it('leaves out who is still invited, and who has accepted meanwhile', async () => {
      server.replay(readFixture('imkit', 'delete-invitations'));
      expect(await withdraw(['u_bob', 'u_cem', 'u_dan'], 'demo-room')).toEqual(new Set(['u_bob']));
    });

    it.each<[string, WireReaction]>([
      ['does not list the remaining invitations', { body: { RC: 0, result: { ok: true } } }],
      ['lists not all of them', invitations([], 1)],
      ['is a refusal that may be about one of them', { status: 400, body: { RC: 400 } }],
    ])('reads the invitations when the answer %s', async (_title, answer) => {
      answering({
        [WITHDRAWAL]: [answer],
        'GET /rooms/r1/invitations': [invitations(['u_dan'])],
        'GET /rooms/r1': [room('u_owner')],
      });
      expect(await withdraw(['u_bob', 'u_dan'])).toEqual(new Set(['u_bob']));
    });

    it('asks for a hundred at a time, and believes the last answer', async () => {
      const accounts = Array.from({ length: 201 }, (_, index) => `u_${index}`);
      answering({
        [WITHDRAWAL]: [invitations(['u_200', 'u_150']), invitations(['u_200']), invitations(['u_0'])],
        'GET /rooms/r1': [room('u_owner')],
      });
      expect(await withdraw(accounts)).toEqual(new Set(accounts.slice(1)));
      const sent = server.seen.map(({ body }) => (body as { invitees: string[] } | undefined)?.invitees.length);
      expect(sent).toEqual([100, 100, 1, undefined]);
    });

    it.each<[string, Readonly<Record<string, readonly WireReaction[]>>, string]>([
      ['a refusal', { [WITHDRAWAL]: [{ status: 403, body: { RC: 403 } }] }, 'unavailable'],
      ['a missing room', { [WITHDRAWAL]: [{ status: 404, body: { RC: 404 } }] }, 'unavailable'],
      ['an outage', { [WITHDRAWAL]: [{ body: { RC: 500 } }] }, 'unknown_outcome'],
      [
        'a room that cannot be read after it',
        { [WITHDRAWAL]: [invitations([])], 'GET /rooms/r1': [{ status: 403, body: { RC: 403 } }] },
        'unavailable',
      ],
      [
        'a list that is not whole',
        { [WITHDRAWAL]: [invitations([], 2)], 'GET /rooms/r1/invitations': [invitations([], 2)] },
        'unavailable',
      ],
    ])('cannot tell after %s', async (_title, answers, fault) => {
      answering(answers);
      expect(await faultOf(withdraw(['u_bob']))).toMatchObject({ fault });
    });
  });
});
