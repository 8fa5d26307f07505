import { describe, expect, test } from 'vitest';
import { useBench } from './support/bench.ts';
import { callsFor, fresh, freshly, invite } from './support/invite.ts';
import {
  all,
  ALREADY_JOINED,
  AWAITING_CONSENT,
  each,
  type ExpectedOutcome,
  failed,
  JOINED,
} from './support/outcomes.ts';
import { expectTriedAgain } from './support/setback.ts';
import type { TapAnswer } from './support/tap.ts';

const GROUP = 'load-codes';

const bench = useBench();

const refused = failed('REFUSED_BY_PROVIDER', null);

/** Answers the next call that adds members, instead of the sandbox. */
const answer = (said: TapAnswer): void => bench.tap.answerOnce('imkit', ({ method }) => method === 'POST', said);

const refusal = (rc: number) => ({ RC: rc, RM: 'so it is', error: { code: 'ORDERED', message: 'so it is' } });

describe('the room before and after', () => {
  test.each<{ who: string; account: () => string; requireConsent?: boolean; outcome: ExpectedOutcome }>([
    { who: 'inside before', account: () => 'STARBUCKS', outcome: ALREADY_JOINED },
    {
      who: 'inside before, consent required',
      account: () => 'sss',
      requireConsent: true,
      outcome: ALREADY_JOINED,
    },
    { who: 'inside after', account: () => fresh('willing'), outcome: JOINED },
    {
      who: 'inside after, consent not required',
      account: () => fresh('willing'),
      requireConsent: false,
      outcome: JOINED,
    },
    {
      who: 'outside after, consent required',
      account: () => fresh('willing'),
      requireConsent: true,
      outcome: AWAITING_CONSENT,
    },
    { who: 'outside after', account: () => fresh('refused'), outcome: refused },
    {
      who: 'outside after, consent not required',
      account: () => fresh('crowded'),
      requireConsent: false,
      outcome: refused,
    },
  ])('tell the outcome of somebody $who', async ({ account, requireConsent, outcome }) => {
    const invitee = account();
    const { members } = await invite(bench.service, 'imkit:demo-room', [invitee], { requireConsent });
    expect(members).toEqual(all([invitee], outcome));
  });

  test('and the open invitations tell who has to accept first in a room that demands it of everybody', async () => {
    const [willing, refusing] = [fresh('willing'), fresh('refused')];
    const { members } = await invite(bench.service, 'imkit:consent-room', [willing, refusing]);
    expect(members).toEqual(each({ [willing]: AWAITING_CONSENT, [refusing]: refused }));
  });

  test('tell somebody who is not in as refused when the open invitations cannot be read', async () => {
    const willing = fresh('willing');
    bench.tap.answerOnce('imkit', ({ path }) => path.endsWith('/invitations'), { status: 404, json: refusal(404) });
    const { members } = await invite(bench.service, 'imkit:consent-room', [willing]);
    expect(members).toEqual(all([willing], refused));
  });

  test('settle each member of one call by himself, in input order, and send nobody who is in', async () => {
    const outcomes = {
      [fresh('refused')]: refused,
      bbb: ALREADY_JOINED,
      [fresh('willing')]: JOINED,
      aaa: ALREADY_JOINED,
    };
    const accounts = Object.keys(outcomes);
    const { members, counts } = await invite(bench.service, 'imkit:demo-room', accounts);
    expect(members).toEqual(each(outcomes));
    expect(counts).toEqual({ total: 4, queued: 0, invited: 0, joined: 1, alreadyJoined: 2, failed: 1, cancelled: 0 });
    const calls = callsFor(bench.service, 'imkit', accounts);
    expect(calls.map((call) => call.accounts)).toEqual([[accounts[0], accounts[2]]]);
  });

  test('send nothing when everybody was in before', async () => {
    const before = bench.service.sandbox.journal.count('imkit', 'addMembers');
    const { members } = await invite(bench.service, 'imkit:demo-room', ['test-user', '12345']);
    expect(members).toEqual(all(['test-user', '12345'], ALREADY_JOINED));
    expect(bench.service.sandbox.journal.count('imkit', 'addMembers')).toBe(before);
  });

  test('are about members, and somebody who only stands in memberProperties is none', async () => {
    // The room remembers ccc, who left it, in memberProperties.
    const { members } = await invite(bench.service, 'imkit:demo-room', ['ccc'], { requireConsent: true });
    expect(members).toEqual(all(['ccc'], AWAITING_CONSENT));
    const again = fresh('refused');
    answer({
      json: {
        RC: 0,
        RM: 'OK',
        result: { _id: 'demo-room', roomType: 'group', members: [], memberProperties: [{ client: again, badge: 0 }] },
      },
    });
    const told = await invite(bench.service, 'imkit:demo-room', [again]);
    expect(told.members).toEqual(all([again], refused));
  });

  test('know no consent in a direct room, in which everybody joins at once or not at all', async () => {
    const outcomes = { [fresh('willing')]: JOINED, [fresh('refused')]: refused };
    const { members } = await invite(bench.service, 'imkit:direct-room', Object.keys(outcomes), {
      requireConsent: true,
    });
    expect(members).toEqual(each(outcomes));
  });

  test('show who found no place any more', async () => {
    const accounts = freshly(3, 'willing');
    const [first, second, third] = accounts as [string, string, string];
    const { members } = await invite(bench.service, 'imkit:full-room', accounts);
    expect(members).toEqual(each({ [first]: JOINED, [second]: JOINED, [third]: refused }));
  });

  test('tell what the room is, and who its members are', async () => {
    await invite(bench.service, 'imkit:demo-room', ['robot001']);
    const { data } = await bench.service.graphql(
      'query ($id: ID!) { membership(id: $id) { profile { nickname isRobot } group { type name } } }',
      { id: 'imkit:demo-room:robot001' },
    );
    expect(data.membership).toEqual({
      profile: { nickname: 'Robot', isRobot: true },
      group: { type: 'GROUP', name: 'Demo' },
    });
  });
});

describe('a room that cannot be read before', () => {
  test.each<{ how: string; order: object }>([
    { how: 'HTTP 500', order: { status: 500 } },
    { how: 'HTTP 403', order: { status: 403 } },
    { how: 'HTTP 429', order: { rateLimited: true } },
    { how: 'text that is not JSON', order: { malformed: true } },
    { how: 'JSON of another shape', order: { wrongShape: true } },
    { how: 'a broken connection', order: { down: true } },
    { how: 'no answer at all', order: { hang: true } },
  ])('because of $how keeps nobody from being added', async ({ order }) => {
    const account = fresh('willing');
    bench.service.sandbox.control({ connection: 'imkit', group: GROUP, calls: 'reads', ...order });
    const { members } = await invite(bench.service, `imkit:${GROUP}`, [account]);
    expect(members).toEqual(all([account], JOINED));
    expect(callsFor(bench.service, 'imkit', [account])).toHaveLength(1);
  });
});

describe('an error', () => {
  test.each<{ code: number; reason: string }>([
    { code: 401, reason: 'PERMISSION_DENIED' },
    { code: 403, reason: 'PERMISSION_DENIED' },
    { code: 404, reason: 'GROUP_NOT_FOUND' },
    { code: 409, reason: 'PROVIDER_ERROR' },
  ])('by HTTP $code and RC $code fails every member with $reason', async ({ code, reason }) => {
    const accounts = freshly(2, 'member');
    bench.service.sandbox.control({ connection: 'imkit', group: GROUP, code: { code, times: 1 } });
    const { members } = await invite(bench.service, `imkit:${GROUP}`, accounts);
    expect(members).toEqual(all(accounts, failed(reason, code)));
    expect(callsFor(bench.service, 'imkit', accounts)).toHaveLength(1);
  });

  test.each<{ code: number; reason: string }>([
    { code: 401, reason: 'PERMISSION_DENIED' },
    { code: 403, reason: 'PERMISSION_DENIED' },
    { code: 404, reason: 'GROUP_NOT_FOUND' },
    { code: 1000, reason: 'PROVIDER_ERROR' },
  ])('by RC $code alone, with HTTP 200, fails every member with $reason', async ({ code, reason }) => {
    const accounts = freshly(2, 'member');
    answer({ json: refusal(code) });
    const { members } = await invite(bench.service, `imkit:${GROUP}`, accounts);
    expect(members).toEqual(all(accounts, failed(reason, code)));
    expect(callsFor(bench.service, 'imkit', accounts)).toEqual([]);
  });

  test.each<{ code: number; reason: string }>([
    { code: 401, reason: 'PERMISSION_DENIED' },
    { code: 403, reason: 'PERMISSION_DENIED' },
    { code: 404, reason: 'GROUP_NOT_FOUND' },
  ])('by HTTP $code alone, without JSON, fails every member with $reason', async ({ code, reason }) => {
    const accounts = freshly(2, 'member');
    answer({ status: code, text: 'no' });
    const { members } = await invite(bench.service, `imkit:${GROUP}`, accounts);
    expect(members).toEqual(all(accounts, failed(reason, code)));
  });

  test.each([429, 500, 502, 503, 504])(
    'by HTTP %i is tried again, and the members stay queued meanwhile',
    async (status) => {
      await expectTriedAgain(bench.service, {
        connection: 'imkit',
        group: GROUP,
        order: () =>
          bench.service.sandbox.control({
            connection: 'imkit',
            group: GROUP,
            failNext: { status, times: 1 },
            calls: 'invites',
          }),
        settlesAs: JOINED,
      });
    },
  );

  test.each([429, 500, 503])('by RC %i alone, with HTTP 200, is tried again', async (code) => {
    const accounts = freshly(2, 'member');
    answer({ json: refusal(code) });
    const { members } = await invite(bench.service, `imkit:${GROUP}`, accounts);
    expect(members).toEqual(all(accounts, JOINED));
  });

  test.each<{ room: string; what: string; reason: string; code: number }>([
    { room: 'locked-room', what: 'a room of others', reason: 'PERMISSION_DENIED', code: 403 },
    { room: 'no-such-room', what: 'a room that does not exist', reason: 'GROUP_NOT_FOUND', code: 404 },
    { room: 'closed-room', what: 'a closed room', reason: 'PROVIDER_ERROR', code: 400 },
  ])('of $what fails everybody with $reason', async ({ room, reason, code }) => {
    const accounts = freshly(2, 'member');
    const { members } = await invite(bench.service, `imkit:${room}`, accounts);
    expect(members).toEqual(all(accounts, failed(reason, code)));
    expect(callsFor(bench.service, 'imkit', accounts)).toHaveLength(1);
  });

  test('by HTTP 400, as for an account that does not exist, fails that one alone, and the others join', async () => {
    const accounts = [...freshly(9, 'willing'), fresh('ghost'), ...freshly(6, 'willing')];
    const { members } = await invite(bench.service, `imkit:${GROUP}`, accounts);
    expect(members).toEqual(
      accounts.map((account) => ({
        account,
        ...(account.startsWith('ghost') ? failed('PROVIDER_ERROR', 400) : JOINED),
      })),
    );
  });

  test('by RC 400 alone, with HTTP 200, for all of them fails every member', async () => {
    const accounts = freshly(3, 'stray');
    bench.tap.react('imkit', ({ method, body }) =>
      method === 'POST' && JSON.stringify(body).includes('stray') ? { json: refusal(400) } : null,
    );
    const { members } = await invite(bench.service, `imkit:${GROUP}`, accounts);
    expect(members).toEqual(all(accounts, failed('PROVIDER_ERROR', 400)));
  });
});
