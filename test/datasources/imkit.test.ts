import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InviteCall, InviteOptions, MembershipDataSource } from '../../src/datasources/datasource.ts';
import { imkitCapabilities } from '../../src/datasources/imkit/capabilities.ts';
import { createImkitDataSource } from '../../src/datasources/imkit/index.ts';
import { imkitSettings } from '../../src/datasources/imkit/settings.ts';
import { describeDataSourceContract } from '../contract/datasource.contract.ts';
import { WireServer, readFixture } from '../support/wire-server.ts';
import type { WireReaction, WireRequest } from '../support/wire-server.ts';
import { callFor, faultOf, outcomeOf, outcomesOf, sourceFrom } from './helpers.ts';
import { RecordingDesk } from './recording-desk.ts';
import { startWireSubject } from './wire-subject.ts';

const entry = {
  id: 'imkit',
  provider: 'imkit',
  clientKey: 'imkit-client-key',
  token: 'imkit-token',
  webhook: { pathSecret: 'imkit-path-secret' },
};

const isInvite = ({ method }: WireRequest): boolean => method === 'POST';
const room = (members: readonly unknown[], more: object = {}): WireReaction => ({
  body: {
    RC: 0,
    RM: 'OK',
    result: { _id: 'r1', roomType: 'group', members: members.map((_id) => ({ _id })), ...more },
  },
});
const inviteesOf = ({ body }: WireRequest): string[] => (body as { invitees: string[] }).invitees;

describeDataSourceContract({
  name: 'imkit',
  capabilities: imkitCapabilities,
  groupId: 'r1',
  accounts: ['bbb', 'ccc', 'ddd'],
  malformed: '',
  options: { requireConsent: false, systemMessage: true },
  start: (options) =>
    startWireSubject(
      {
        secrets: ['imkit-client-key', 'imkit-token', 'imkit-api-key', 'imkit-path-secret'],
        create: (baseUrl, deps) =>
          createImkitDataSource(imkitSettings.parse({ ...entry, apiKey: 'imkit-api-key', baseUrl }), deps),
        isInvite,
        works: (request) => room(isInvite(request) ? ['aaa', ...inviteesOf(request)] : ['aaa']),
        refuses: (text) => ({ status: 400, body: { RC: 400, RM: text, error: { code: 'X', message: text } } }),
      },
      options,
    ),
});

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

  /** Answers the read with one room and the invite with another. */
  const rooms = (before: WireReaction, after: WireReaction): void =>
    server.react((request) => (isInvite(request) ? after : before));
  const outcomes = (accounts: readonly string[], options: InviteOptions = {}) =>
    outcomesOf(source, callFor('r1', accounts, options));

  it('tells who came in from the rooms before and after, and believes members alone', async () => {
    server.replay(readFixture('imkit', 'add-members'));
    const call = callFor('demo-room', ['aaa', 'ccc', 'bbb'], { requireConsent: true, systemMessage: false });
    const desk = new RecordingDesk();
    const answer = await source.invite(call, desk);
    expect(answer).toEqual({
      kind: 'outcomes',
      outcomes: new Map([
        ['aaa', { type: 'alreadyJoined' }],
        ['ccc', { type: 'invited', awaiting: 'CONSENT' }],
        ['bbb', { type: 'joined' }],
      ]),
      facts: {
        type: 'GROUP',
        name: 'Demo',
        avatarUrl: 'http://loremflickr.com/240/240/style?demo',
        memberCount: 3,
      },
      profiles: new Map([
        ['aaa', { nickname: 'AAA', avatarUrl: 'http://loremflickr.com/240/240/style?1569804629', isRobot: false }],
        ['bbb', { nickname: 'bbb', avatarUrl: undefined, isRobot: false }],
      ]),
    });
    expect(desk.events).toEqual(['read permit', 'departure permit', 'departed']);
  });

  it.each<[string, InviteOptions, object]>([
    ['nothing', {}, {}],
    ['both set', { requireConsent: true, systemMessage: true }, { invitationRequired: true, systemMessage: true }],
    [
      'both unset',
      { requireConsent: false, systemMessage: false },
      { invitationRequired: false, systemMessage: false },
    ],
  ])('sends of its options %s', async (_title, options, sent) => {
    rooms(room([]), room(['bbb']));
    await outcomes(['bbb'], options);
    expect(server.seen[1]?.body).toEqual({ invitees: ['bbb'], ...sent });
  });

  it.each<[string, readonly string[], readonly string[], InviteOptions, object]>([
    ['in, in', ['bbb'], ['bbb'], {}, { type: 'alreadyJoined' }],
    ['out, in', [], ['bbb'], {}, { type: 'joined' }],
    ['out, in, consent wished', [], ['bbb'], { requireConsent: true }, { type: 'joined' }],
    ['out, out, consent wished', [], [], { requireConsent: true }, { type: 'invited', awaiting: 'CONSENT' }],
    ['out, out', [], [], {}, { type: 'failed', reason: 'REFUSED_BY_PROVIDER' }],
    [
      'out, out, consent not wished',
      [],
      [],
      { requireConsent: false },
      { type: 'failed', reason: 'REFUSED_BY_PROVIDER' },
    ],
  ])('before and after: %s', async (_title, before, after, options, expected) => {
    rooms(room(before), room(after));
    expect(await outcomes(['bbb'], options)).toMatchObject([expected]);
  });

  it('does not wait for consent in a direct room, which asks for none', async () => {
    rooms(room(['aaa']), room(['aaa'], { roomType: 'direct' }));
    const answer = await source.invite(callFor('r1', ['bbb'], { requireConsent: true }), new RecordingDesk());
    expect(outcomeOf(answer, 'bbb')).toMatchObject({ type: 'failed', reason: 'REFUSED_BY_PROVIDER' });
    expect(answer).toMatchObject({ facts: { type: 'DIRECT' } });
  });

  it('sends nothing when everybody is in', async () => {
    rooms(room(['bbb', 'ccc']), { status: 500, text: '' });
    const desk = new RecordingDesk();
    expect(await outcomesOf(source, callFor('r1', ['bbb', 'ccc']), desk)).toEqual([
      { type: 'alreadyJoined' },
      { type: 'alreadyJoined' },
    ]);
    expect(desk.events).toEqual(['read permit']);
  });

  it('takes a member who is in after a lost attempt for joined', async () => {
    rooms(room(['bbb']), room(['bbb', 'ccc']));
    const members = ['bbb', 'ccc'].map((account) => ({ account, resent: true }));
    const call: InviteCall = { groupId: 'r1', members, options: {} };
    expect(await outcomesOf(source, call)).toEqual([{ type: 'joined' }, { type: 'joined' }]);
    expect(server.seen.filter(isInvite).map(inviteesOf)).toEqual([['ccc']]);
  });

  it.each<[string, WireReaction]>([
    ['fails', { status: 500, text: '' }],
    ['is refused', { status: 403, body: { RC: 403 } }],
    ['finds nothing', { body: { RC: 404 } }],
    ['makes no sense', { text: '<html>' }],
    ['breaks off', 'break'],
    ['is rate limited', { status: 429, body: {} }],
  ])('invites although the read %s', async (_title, before) => {
    rooms(before, room(['bbb']));
    expect(await outcomes(['bbb', 'ccc'])).toMatchObject([{ type: 'joined' }, { reason: 'REFUSED_BY_PROVIDER' }]);
  });

  it.each<[string, WireReaction, string, string]>([
    ['HTTP 401', { status: 401, body: { RC: 401, RM: 'its words' } }, 'PERMISSION_DENIED', '401'],
    ['HTTP 403', { status: 403, body: { RC: 403, error: { message: 'its words' } } }, 'PERMISSION_DENIED', '403'],
    ['HTTP 404', { status: 404, body: { error: 'ROOM_NOT_FOUND', message: 'its words' } }, 'GROUP_NOT_FOUND', '404'],
    ['RC 401', { body: { RC: 401, RM: 'its words' } }, 'PERMISSION_DENIED', '401'],
    ['RC 403', { body: { RC: 403, RM: 'its words' } }, 'PERMISSION_DENIED', '403'],
    ['RC 404', { body: { RC: 404, RM: 'its words' } }, 'GROUP_NOT_FOUND', '404'],
    ['HTTP 400 with RC 403', { status: 400, body: { RC: 403, RM: 'its words' } }, 'PERMISSION_DENIED', '403'],
    ['HTTP 409', { status: 409, body: { RM: 'its words' } }, 'PROVIDER_ERROR', '409'],
  ])('fails every member on %s', async (_title, answer, reason, providerCode) => {
    rooms(room([]), answer);
    const failed = { type: 'failed', reason, providerCode, message: expect.stringContaining('its words') };
    expect(await outcomes(['bbb', 'ccc'])).toEqual([failed, failed]);
  });

  it.each<[string, WireReaction]>([
    ['HTTP 400', { status: 400, body: { error: { message: 'its words' } } }],
    ['RC 400', { body: { RC: 400, RM: 'its words' } }],
  ])('wants the members sent apart on %s, and fails whoever is alone', async (_title, answer) => {
    rooms(room(['in']), answer);
    const told = { providerCode: '400', message: expect.stringContaining('its words') as unknown };
    const together = await source.invite(callFor('r1', ['in', 'bbb', 'ccc']), new RecordingDesk());
    expect(together).toEqual({ kind: 'unknownAccount', ...told });
    const failed = { type: 'failed', reason: 'PROVIDER_ERROR', ...told };
    expect(await outcomes(['in', 'bbb'])).toEqual([{ type: 'alreadyJoined' }, failed]);
  });

  it.each([401, 403, 404])('believes HTTP %i also without JSON', async (status) => {
    rooms(room([]), { status, text: '<html>' });
    expect(await outcomes(['bbb'])).toMatchObject([{ type: 'failed', providerCode: String(status) }]);
  });

  it('keeps who was in before when the invite of the others is refused', async () => {
    rooms(room(['bbb']), { body: { RC: 403 } });
    expect(await outcomes(['bbb', 'ccc'])).toMatchObject([{ type: 'alreadyJoined' }, { reason: 'PERMISSION_DENIED' }]);
  });

  it.each<[string, WireReaction, object]>([
    [
      'HTTP 429',
      { status: 429, body: { error: 'RATE_LIMIT_EXCEEDED', retryAfter: 4 } },
      { fault: 'rate_limited', retryAfterMs: 4000 },
    ],
    ['RC 429', { body: { RC: 429 } }, { fault: 'rate_limited', providerCode: '429' }],
    ['HTTP 502', { status: 502, body: { RC: 0 } }, { fault: 'unknown_outcome', providerCode: '502' }],
    ['RC 500', { body: { RC: 500 } }, { fault: 'unknown_outcome', providerCode: '500' }],
    ['RC 503', { body: { RC: '503' } }, { fault: 'unknown_outcome', providerCode: '503' }],
    ['HTTP 400 without JSON', { status: 400, text: 'no' }, { fault: 'unknown_outcome' }],
    ['an answer without a room', { body: { RC: 0, RM: 'OK' } }, { fault: 'unknown_outcome' }],
    ['a room without members', { body: { RC: 0, result: { _id: 'r1' } } }, { fault: 'unknown_outcome' }],
    ['a room without an envelope', { body: { _id: 'r1', members: [] } }, { fault: 'unknown_outcome' }],
  ])('wants the call repeated on %s', async (_title, answer, fault) => {
    rooms(room([]), answer);
    expect(await faultOf(outcomes(['bbb']))).toMatchObject(fault);
  });

  it('percent-encodes the room, and compares ids as strings', async () => {
    rooms({ text: '{"RC":0,"result":{"members":[{"id":12}]}}' }, room(['9']));
    const call = callFor('a/b c?ü', ['12', '9']);
    expect(await outcomesOf(source, call)).toEqual([{ type: 'alreadyJoined' }, { type: 'joined' }]);
    expect(server.seen.map(({ path }) => path)).toEqual([
      '/rooms/a%2Fb%20c%3F%C3%BC',
      '/rooms/a%2Fb%20c%3F%C3%BC/members',
    ]);
  });

  it('authenticates by API key alone where that is what it has', async () => {
    const { clientKey: _clientKey, token: _token, ...rest } = entry;
    const byKey = sourceFrom({ ...rest, apiKey: 'imkit-api-key', baseUrl: server.url });
    rooms(room([]), room(['bbb']));
    await outcomesOf(byKey, callFor('r1', ['bbb']));
    await byKey.close();
    for (const { headers } of server.seen) {
      expect(headers).toMatchObject({ 'im-api-key': 'imkit-api-key' });
      expect(headers).not.toHaveProperty('im-client-key');
      expect(headers).not.toHaveProperty('im-authorization');
    }
  });
});
