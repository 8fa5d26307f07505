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

const GROUP = 'load-codes';
const GROUP_ID = `tencent-app:${GROUP}`;

const bench = useBench();

const answerCode = (code: number): void =>
  bench.service.sandbox.control({ connection: 'tencent-app', group: GROUP, code: { code, times: 1 } });

/** Answers the next call like this, instead of the sidecar. */
const answer = (json: object): void => bench.tap.answerOnce('tencent-app', () => true, { json });

describe('the result of one member', () => {
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
  ])('result $result, of $of, means $means', async ({ account, outcome }) => {
    const invitee = account();
    const { members } = await invite(bench.service, 'tencent-app:groupID', [invitee]);
    expect(members).toEqual(all([invitee], outcome));
  });

  test('the results of one call each settle their own member, in input order', async () => {
    const outcomes = {
      [fresh('never')]: AWAITING_CONSENT,
      [fresh('refused')]: failed('REFUSED_BY_PROVIDER', 0),
      u_member: ALREADY_JOINED,
      [fresh('willing')]: JOINED,
      [fresh('crowded')]: OVER_GROUP_LIMIT,
    };
    const { members, counts } = await invite(bench.service, 'tencent-app:@TGS#2J4SZEAEL', Object.keys(outcomes));
    expect(members).toEqual(each(outcomes));
    expect(counts).toEqual({ total: 5, queued: 0, invited: 1, joined: 1, alreadyJoined: 1, failed: 2, cancelled: 0 });
    const sent = Object.keys(outcomes).filter((account) => account !== 'u_member');
    expect(callsFor(bench.service, 'tencent-app', sent)).toHaveLength(1);
  });

  test('a group whose administrator must approve has result 3 for all', async () => {
    const accounts = freshly(3, 'willing');
    const { members } = await invite(bench.service, 'tencent-app:consent-group', accounts);
    expect(members).toEqual(all(accounts, AWAITING_CONSENT));
  });

  test('a member whom the answer leaves out is tried again, while the others are settled', async () => {
    const [told, absent] = [fresh('told'), fresh('absent')];
    answer({ code: 0, desc: '', data: [{ memberID: told, result: 1 }] });
    const before = await begin(bench.service, GROUP_ID, [told, absent]);
    expect(before.members).toEqual(each({ [told]: JOINED, [absent]: QUEUED }));
    const after = await settled(bench.service, before);
    expect(after.members).toEqual(each({ [told]: JOINED, [absent]: JOINED }));
    expect(callsFor(bench.service, 'tencent-app', [told, absent]).map(({ accounts }) => accounts)).toEqual([[absent]]);
  });

  test('a result that nobody knows is an error of the provider', async () => {
    const account = fresh('member');
    answer({ code: 0, desc: '', data: [{ memberID: account, result: 7 }] });
    const { members } = await invite(bench.service, GROUP_ID, [account]);
    expect(members).toEqual(all([account], failed('PROVIDER_ERROR', 7)));
  });
});

describe('the code of a call', () => {
  test.each([
    9506, 6012, 9508, 9520, 6014, 6206, 6208, 70001, 2024, 10002, 10006, 60007, 60008, 60011, 60014, 60018, 60019,
    70169, 70202, 70500,
  ])('code %i is tried again, and the members stay queued meanwhile', async (code) => {
    await expectTriedAgain(bench.service, {
      connection: 'tencent-app',
      group: GROUP,
      order: () => answerCode(code),
      settlesAs: JOINED,
    });
  });

  test.each<{ code: number; reason: string }>([
    { code: 10007, reason: 'PERMISSION_DENIED' },
    { code: 10010, reason: 'GROUP_NOT_FOUND' },
    { code: 10014, reason: 'GROUP_FULL' },
    { code: 10038, reason: 'GROUP_FULL' },
    { code: 10015, reason: 'INVALID_GROUP' },
    { code: 8501, reason: 'INVALID_GROUP' },
    { code: 10016, reason: 'REFUSED_BY_PROVIDER' },
    { code: 10100, reason: 'REFUSED_BY_PROVIDER' },
    { code: 10200, reason: 'REFUSED_BY_PROVIDER' },
    ...[6013, 6017, 8509, 8510, 10004, 10011, 10057, 10099, 10201, 60003, 70009].map((code) => ({
      code,
      reason: 'PROVIDER_ERROR',
    })),
  ])('code $code fails every member of the call with $reason', async ({ code, reason }) => {
    const accounts = freshly(2, 'member');
    answerCode(code);
    const { members } = await invite(bench.service, GROUP_ID, accounts);
    expect(members).toEqual(all(accounts, failed(reason, code)));
    expect(callsFor(bench.service, 'tencent-app', accounts)).toHaveLength(1);
  });

  test('code 10037 says of every member that he is in too many groups', async () => {
    const accounts = freshly(2, 'member');
    answerCode(10037);
    const { members } = await invite(bench.service, GROUP_ID, accounts);
    expect(members).toEqual(all(accounts, OVER_GROUP_LIMIT));
  });

  test.each([10019, 70107])('code %i for a single member says that the account is unknown', async (code) => {
    const account = fresh('member');
    answerCode(code);
    const { members } = await invite(bench.service, GROUP_ID, [account]);
    expect(members).toEqual(all([account], NOT_FOUND));
  });

  test.each([10018, 8507, 8508])('code %i makes the same members leave in smaller calls at once', async (code) => {
    await bench.service.pass(2_000);
    const accounts = freshly(8, 'member');
    answerCode(code);
    const { members } = await invite(bench.service, GROUP_ID, accounts);
    expect(members).toEqual(all(accounts, JOINED));
    const sizes = callsFor(bench.service, 'tencent-app', accounts).map((call) => call.accounts.length);
    expect(sizes).toEqual([8, 4, 4]);
  });
});

describe('what the sidecar refuses by itself', () => {
  test.each(['locked-group', 'meeting-group'])(
    'an ordinary user who may not invite into %s is denied permission',
    async (group) => {
      const accounts = freshly(2, 'member');
      const { members } = await invite(bench.service, `tencent-app:${group}`, accounts);
      expect(members).toEqual(all(accounts, failed('PERMISSION_DENIED', 10007)));
    },
  );

  test('an operator who is no member of the group is denied permission', async () => {
    const account = fresh('member');
    const { members } = await invite(bench.service, 'tencent-app:groupID', [account], { operator: 'u_stranger' });
    expect(members).toEqual(all([account], failed('PERMISSION_DENIED', 10007)));
  });

  test.each(['live-group', 'broadcast-group'])('nobody can be invited into %s', async (group) => {
    const accounts = freshly(2, 'member');
    const { members } = await invite(bench.service, `tencent-app:${group}`, accounts);
    expect(members).toEqual(all(accounts, failed('INVITES_UNSUPPORTED', 10007)));
  });

  test('a group that does not exist fails everybody with GROUP_NOT_FOUND', async () => {
    const account = fresh('member');
    const { members } = await invite(bench.service, 'tencent-app:nobody-made-it', [account]);
    expect(members).toEqual(all([account], failed('GROUP_NOT_FOUND', 10010)));
  });
});

test('an account of more than 32 bytes is invalid and not sent, and the others go on', async () => {
  const [tooLong, fits] = ['z'.repeat(33), fresh('member')];
  const { members } = await invite(bench.service, GROUP_ID, [tooLong, fits]);
  const invalid = failed('INVALID_ACCOUNT', null);
  expect(members).toEqual(each({ [tooLong]: invalid, [fits]: JOINED }));
  expect(callsFor(bench.service, 'tencent-app', [tooLong])).toEqual([]);
});
