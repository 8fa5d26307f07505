import { describe, expect, test } from 'vitest';
import { useBench } from './support/bench.ts';
import { callsFor, fresh, freshly, invite } from './support/invite.ts';
import { all, ALREADY_JOINED, AWAITING_CONFIRMATION, each, type ExpectedOutcome, failed } from './support/outcomes.ts';

const SMALL = 'wechat:34757816141@chatroom';
const LARGE = 'wechat:34757816142@chatroom';
const APPROVING = 'wechat:34757816143@chatroom';
const NEARLY_FULL = 'wechat:34757816144@chatroom';
const STRANGE = 'wechat:34757816145@chatroom';
const GROUP = 'load-codes@chatroom';

const bench = useBench();

/** The requests of the group module since a moment, by their actions. */
const actionsSince = (atMs: number): string[] =>
  bench.service.sandbox.journal.entries
    .filter((entry) => entry.connection === 'wechat' && entry.atMs >= atMs)
    .map(({ action }) => action);

describe('ret 200', () => {
  test.each<{ who: string; group: string; name: string }>([
    { who: 'a friend who is in at once', group: SMALL, name: 'wxid_friendly' },
    { who: 'a friend with a card in a large group', group: LARGE, name: 'wxid_friendly' },
    { who: 'a friend whom the owner must approve', group: APPROVING, name: 'wxid_friendly' },
    { who: 'somebody who has to accept a card', group: SMALL, name: 'wxid_never' },
    { who: 'a stranger who is passed over', group: SMALL, name: 'wxid_ghost' },
    { who: 'somebody who lets nobody invite him', group: SMALL, name: 'wxid_refused' },
  ])('of $who is an invitation that awaits confirmation', async ({ group, name }) => {
    const account = fresh(name);
    const { members, counts } = await invite(bench.service, group, [account]);
    expect(members).toEqual(all([account], AWAITING_CONFIRMATION));
    expect(counts).toMatchObject({ total: 1, invited: 1 });
  });

  test('the member list is read before the invite, and whoever is on it has joined already and is not sent', async () => {
    const [friend, nowMs] = [fresh('wxid_friendly'), bench.service.clock.now()];
    const { members } = await invite(bench.service, LARGE, ['wxid_friend01', friend, 'wxid_friend50']);
    expect(members).toEqual(
      each({ wxid_friend01: ALREADY_JOINED, [friend]: AWAITING_CONFIRMATION, wxid_friend50: ALREADY_JOINED }),
    );
    expect(actionsSince(nowMs).slice(0, 2)).toEqual(['getChatroomMemberList', 'inviteMember']);
    expect(callsFor(bench.service, 'wechat', [friend]).map(({ accounts }) => accounts)).toEqual([[friend]]);
  });

  test('nothing is sent when everybody is on the list', async () => {
    const before = bench.service.sandbox.journal.count('wechat', 'inviteMember');
    const { members } = await invite(bench.service, LARGE, ['wxid_friend02', 'wxid_friend03']);
    expect(members).toEqual(all(['wxid_friend02', 'wxid_friend03'], ALREADY_JOINED));
    expect(bench.service.sandbox.journal.count('wechat', 'inviteMember')).toBe(before);
  });

  test('whoever was invited and is on a later list has joined', async () => {
    const account = fresh('wxid_friendly');
    await invite(bench.service, SMALL, [account]);
    const { members } = await invite(bench.service, SMALL, [account]);
    expect(members).toMatchObject([{ account, type: 'MemberAlreadyJoined', state: 'JOINED' }]);
    expect(members[0]?.moves.map((move) => move.split(' ')[0])).toEqual([
      '→QUEUED',
      'QUEUED→INVITED',
      'INVITED→JOINED',
    ]);
    expect(callsFor(bench.service, 'wechat', [account])).toHaveLength(1);
  });

  test('the name on the list becomes the profile of the member', async () => {
    await invite(bench.service, SMALL, ['wxid_alice01']);
    const { data } = await bench.service.graphql(
      'query ($id: ID!) { membership(id: $id) { profile { nickname isRobot } group { memberCount } } }',
      { id: `${SMALL}:wxid_alice01` },
    );
    expect(data.membership.profile).toEqual({ nickname: 'Alice', isRobot: null });
    expect(data.membership.group.memberCount).toBeGreaterThanOrEqual(3);
  });
});

describe('a list that cannot be read', () => {
  test.each<{ how: string; order: object }>([
    { how: 'HTTP 500', order: { status: 500 } },
    { how: 'a ret of its own', order: { failNext: { times: 1, rateLimited: true } } },
    { how: 'text that is not JSON', order: { malformed: true } },
    { how: 'JSON of another shape', order: { wrongShape: true } },
    { how: 'a broken connection', order: { down: true } },
    { how: 'no answer at all', order: { hang: true } },
  ])('because of $how keeps nobody from being invited', async ({ order }) => {
    const account = fresh('wxid_friendly');
    bench.service.sandbox.control({ connection: 'wechat', group: GROUP, calls: 'reads', ...order });
    const { members } = await invite(bench.service, `wechat:${GROUP}`, [account]);
    expect(members).toEqual(all([account], AWAITING_CONFIRMATION));
    expect(callsFor(bench.service, 'wechat', [account])).toHaveLength(1);
  });
});

describe('a ret other than 200', () => {
  test.each([-1, 0, 201, 400, 401, 403, 500, 502, 503, 10002])(
    'ret %i fails every member with PROVIDER_ERROR and the message that came with it',
    async (ret) => {
      const accounts = freshly(2, 'wxid_friendly');
      bench.service.sandbox.control({ connection: 'wechat', group: GROUP, code: { code: ret, times: 1 } });
      const { members } = await invite(bench.service, `wechat:${GROUP}`, accounts);
      expect(members).toEqual(all(accounts, failed('PROVIDER_ERROR', ret, '操作失败')));
      expect(callsFor(bench.service, 'wechat', accounts)).toHaveLength(1);
    },
  );

  test.each<{ why: string; group: string; more: object }>([
    { why: 'a group without the bot in it', group: STRANGE, more: {} },
    { why: 'a full group', group: NEARLY_FULL, more: { full: true } },
    { why: 'a group that does not exist', group: 'wechat:999@chatroom', more: {} },
  ])('$why says so by ret 500', async ({ group, more }) => {
    bench.service.sandbox.control({ connection: 'wechat', ...more });
    const account = fresh('wxid_friendly');
    const { members } = await invite(bench.service, group, [account]);
    expect(members).toEqual(all([account], failed('PROVIDER_ERROR', 500, '邀请进群失败')));
  });

  test('a ret without a message still says what happened', async () => {
    const account = fresh('wxid_friendly');
    bench.tap.answerOnce('wechat', ({ path }) => path.endsWith('/inviteMember'), { json: { ret: 500 } });
    const { members } = await invite(bench.service, `wechat:${GROUP}`, [account]);
    expect(members).toEqual(all([account], failed('PROVIDER_ERROR', 500)));
  });
});

test('a wxid that would become two in the list is invalid and not sent, and the others go on', async () => {
  const fine = fresh('wxid_friendly');
  const invalid: ExpectedOutcome = failed('INVALID_ACCOUNT', null);
  const { members } = await invite(bench.service, `wechat:${GROUP}`, ['wxid_a,wxid_b', fine, 'wxid c']);
  expect(members).toEqual(each({ 'wxid_a,wxid_b': invalid, [fine]: AWAITING_CONFIRMATION, 'wxid c': invalid }));
  expect(callsFor(bench.service, 'wechat', [fine]).map(({ accounts }) => accounts)).toEqual([[fine]]);
});
