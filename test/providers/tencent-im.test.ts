import { describe, expect, test } from 'vitest';
import { useBench } from './support/bench.ts';
import { begin, callsFor, fresh, freshly, invite, settled } from './support/invite.ts';
import {
  all,
  ALREADY_JOINED,
  AWAITING_CONSENT,
  each,
  type ExpectedOutcome,
  failed,
  JOINED,
  NOT_FOUND,
  OVER_GROUP_LIMIT,
  QUEUED,
} from './support/outcomes.ts';
import { expectTriedAgain } from './support/setback.ts';
import { startTapped } from './support/tap.ts';

const GROUP = 'load-codes';

const bench = useBench();

const answerCode = (code: number): void =>
  bench.service.sandbox.control({ connection: 'tencent', group: GROUP, code: { code, times: 1 } });

/** Answers the next call with these results by account, instead of the sandbox. */
const answerResults = (results: Readonly<Record<string, number>>): void =>
  bench.tap.answerOnce('tencent', ({ path }) => path.endsWith('/add_group_member'), {
    json: {
      ActionStatus: 'OK',
      ErrorInfo: '',
      ErrorCode: 0,
      MemberList: Object.entries(results).map(([account, result]) => ({ Member_Account: account, Result: result })),
    },
  });

describe('the Result of one member', () => {
  test.each<{ result: number; of: string; means: string; account: () => string; outcome: ExpectedOutcome }>([
    {
      result: 0,
      of: 'somebody who cannot be invited',
      means: 'a refusal',
      account: () => fresh('refused'),
      outcome: failed('REFUSED_BY_PROVIDER', 0),
    },
    { result: 1, of: 'somebody willing', means: 'joined', account: () => fresh('willing'), outcome: JOINED },
    { result: 2, of: 'a member', means: 'already joined', account: () => 'u_member', outcome: ALREADY_JOINED },
    {
      result: 3,
      of: 'somebody who must consent',
      means: 'invited',
      account: () => fresh('never'),
      outcome: AWAITING_CONSENT,
    },
    {
      result: 4,
      of: 'somebody in too many groups',
      means: 'over the limit',
      account: () => fresh('crowded'),
      outcome: OVER_GROUP_LIMIT,
    },
  ])('Result $result, of $of, means $means', async ({ account, outcome }) => {
    const invitee = account();
    const { members } = await invite(bench.service, 'tencent:@TGS#2J4SZEAEL', [invitee]);
    expect(members).toEqual(all([invitee], outcome));
  });

  test('the results of one call each settle their own member, in input order', async () => {
    const outcomes = {
      [fresh('crowded')]: OVER_GROUP_LIMIT,
      [fresh('willing')]: JOINED,
      u_owner: ALREADY_JOINED,
      [fresh('refused')]: failed('REFUSED_BY_PROVIDER', 0),
      [fresh('never')]: AWAITING_CONSENT,
    };
    const { members, counts, status } = await invite(bench.service, 'tencent:groupID', Object.keys(outcomes));
    expect(members).toEqual(each(outcomes));
    expect(status).toBe('COMPLETED');
    expect(counts).toEqual({ total: 5, queued: 0, invited: 1, joined: 1, alreadyJoined: 1, failed: 2, cancelled: 0 });
    const sent = Object.keys(outcomes).filter((account) => account !== 'u_owner');
    expect(callsFor(bench.service, 'tencent', sent)).toHaveLength(1);
  });

  test('a group in which everybody must consent has Result 3 for all', async () => {
    const accounts = freshly(3, 'willing');
    const { members } = await invite(bench.service, 'tencent:consent-group', accounts);
    expect(members).toEqual(all(accounts, AWAITING_CONSENT));
  });

  test('a member whom the answer leaves out is tried again, while the others are settled', async () => {
    const [told, absent] = [fresh('told'), fresh('absent')];
    answerResults({ [told]: 1 });
    const before = await begin(bench.service, `tencent:${GROUP}`, [told, absent]);
    expect(before.members).toEqual(each({ [told]: JOINED, [absent]: QUEUED }));
    const after = await settled(bench.service, before);
    expect(after.members).toEqual(each({ [told]: JOINED, [absent]: JOINED }));
    expect(callsFor(bench.service, 'tencent', [told, absent]).map(({ accounts }) => accounts)).toEqual([[absent]]);
  });

  test('a Result that nobody knows is an error of the provider', async () => {
    const account = fresh('member');
    answerResults({ [account]: 9 });
    const { members } = await invite(bench.service, `tencent:${GROUP}`, [account]);
    expect(members).toEqual(all([account], failed('PROVIDER_ERROR', 9)));
  });
});

describe('the ErrorCode of a call', () => {
  test.each([10002, 10006, 60007, 60008, 60011, 60014, 60018, 60019, 70169, 70202, 70500])(
    'ErrorCode %i is tried again, and the members stay queued meanwhile',
    async (code) => {
      await expectTriedAgain(bench.service, {
        connection: 'tencent',
        group: GROUP,
        order: () => answerCode(code),
        settlesAs: JOINED,
      });
    },
  );

  test.each<{ code: number; reason: string }>([
    { code: 10007, reason: 'PERMISSION_DENIED' },
    { code: 10010, reason: 'GROUP_NOT_FOUND' },
    { code: 10014, reason: 'GROUP_FULL' },
    { code: 10038, reason: 'GROUP_FULL' },
    { code: 10015, reason: 'INVALID_GROUP' },
    { code: 10016, reason: 'REFUSED_BY_PROVIDER' },
    { code: 10100, reason: 'REFUSED_BY_PROVIDER' },
    { code: 10150, reason: 'REFUSED_BY_PROVIDER' },
    { code: 10200, reason: 'REFUSED_BY_PROVIDER' },
    ...[
      10003, 10004, 10008, 10011, 10012, 10026, 10057, 10099, 10201, 60002, 60003, 60004, 60005, 60006, 60009, 60010,
      60012, 60013, 60015, 60016, 60017, 60020, 70002, 70003, 70005, 70009, 70013, 70014, 70016, 70020, 70050, 70051,
      70052, 70398,
    ].map((code) => ({ code, reason: 'PROVIDER_ERROR' })),
  ])('ErrorCode $code fails every member of the call with $reason', async ({ code, reason }) => {
    const accounts = freshly(2, 'member');
    answerCode(code);
    const { members } = await invite(bench.service, `tencent:${GROUP}`, accounts);
    expect(members).toEqual(all(accounts, failed(reason, code)));
    expect(callsFor(bench.service, 'tencent', accounts)).toHaveLength(1);
  });

  test('ErrorCode 10037 says of every member that he is in too many groups', async () => {
    const accounts = freshly(2, 'member');
    answerCode(10037);
    const { members } = await invite(bench.service, `tencent:${GROUP}`, accounts);
    expect(members).toEqual(all(accounts, OVER_GROUP_LIMIT));
  });

  test.each([10019, 70107])('ErrorCode %i for a single member says that the account is unknown', async (code) => {
    const account = fresh('member');
    answerCode(code);
    const { members } = await invite(bench.service, `tencent:${GROUP}`, [account]);
    expect(members).toEqual(all([account], NOT_FOUND));
    expect(callsFor(bench.service, 'tencent', [account])).toHaveLength(1);
  });

  test.each([10005, 10018])('ErrorCode %i for a single member, who cannot be split, is an error', async (code) => {
    await using own = await startTapped();
    own.service.sandbox.control({ connection: 'tencent', code: { code, times: 1 } });
    const account = fresh('member');
    const { members } = await invite(own.service, `tencent:${GROUP}`, [account]);
    expect(members).toEqual(all([account], failed('PROVIDER_ERROR', code)));
    expect(callsFor(own.service, 'tencent', [account])).toHaveLength(1);
  });
});

describe('ErrorCode 10007', () => {
  const TYPE = 'query ($id: ID!) { group(id: $id) { type name memberCount } }';

  test.each<{ group: string; type: string; name: string; reason: string }>([
    { group: 'locked-group', type: 'PUBLIC', name: 'Board', reason: 'PERMISSION_DENIED' },
    { group: 'live-group', type: 'LIVE', name: 'Livestream', reason: 'INVITES_UNSUPPORTED' },
    { group: 'broadcast-group', type: 'BROADCAST', name: 'Announcements', reason: 'INVITES_UNSUPPORTED' },
  ])('means $reason where the group is of type $type', async ({ group, type, name, reason }) => {
    const accounts = freshly(2, 'member');
    const { members } = await invite(bench.service, `tencent:${group}`, accounts);
    expect(members).toEqual(all(accounts, failed(reason, 10007)));
    const { data } = await bench.service.send(TYPE, { id: `tencent:${group}` });
    expect(data.group).toEqual({ type, name, memberCount: 2 });
  });

  test('means PERMISSION_DENIED where the type of the group cannot be read', async () => {
    const account = fresh('member');
    bench.service.sandbox.control({ connection: 'tencent', group: 'live-group', calls: 'reads', status: 500 });
    const { members } = await invite(bench.service, 'tencent:live-group', [account]);
    expect(members).toEqual(all([account], failed('PERMISSION_DENIED', 10007)));
  });
});

describe('what the sandbox refuses by itself', () => {
  test('a group that does not exist fails everybody with GROUP_NOT_FOUND', async () => {
    const accounts = freshly(2, 'member');
    const { members } = await invite(bench.service, 'tencent:nobody-made-it', accounts);
    expect(members).toEqual(all(accounts, failed('GROUP_NOT_FOUND', 10010)));
  });

  test('a group id that Tencent cannot have fails everybody with INVALID_GROUP', async () => {
    const account = fresh('member');
    const { members } = await invite(bench.service, `tencent:${'g'.repeat(49)}`, [account]);
    expect(members).toEqual(all([account], failed('INVALID_GROUP', 10015)));
  });

  test('a call that would overfill the group fails whole, and a smaller one still fits', async () => {
    const three = freshly(3, 'member');
    const refused = await invite(bench.service, 'tencent:full-group', three);
    expect(refused.members).toEqual(all(three, failed('GROUP_FULL', 10014)));
    const two = freshly(2, 'member');
    const taken = await invite(bench.service, 'tencent:full-group', two);
    expect(taken.members).toEqual(all(two, JOINED));
  });
});

test('an account of more than 32 bytes is invalid and not sent, and the others go on', async () => {
  const [tooLong, inBytes, longest] = ['x'.repeat(33), '名'.repeat(11), fresh('y'.repeat(29))];
  const { members } = await invite(bench.service, `tencent:${GROUP}`, [tooLong, longest, inBytes]);
  const invalid = failed('INVALID_ACCOUNT', null);
  expect(members).toEqual(each({ [tooLong]: invalid, [longest]: JOINED, [inBytes]: invalid }));
  expect(callsFor(bench.service, 'tencent', [tooLong, inBytes])).toEqual([]);
});
