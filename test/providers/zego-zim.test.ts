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
  QUEUED,
} from './support/outcomes.ts';
import { expectTriedAgain } from './support/setback.ts';

const GROUP = 'load-codes';
const GROUP_ID = `zim:${GROUP}`;
const ALL_FAILED = 660600033;

const bench = useBench();

const answerCode = (code: number): void =>
  bench.service.sandbox.control({ connection: 'zim', group: GROUP, code: { code, times: 1 } });

interface Answer {
  readonly code?: number;
  readonly list?: 'ErrorUsers' | 'ErrorList';
  /** `SubCode` by account. */
  readonly failures?: Readonly<Record<string, number>>;
}

/** Answers the next call like this, instead of the sandbox. */
function answer({ code = 0, list = 'ErrorUsers', failures = {} }: Answer): void {
  const listed = Object.entries(failures).map(([account, subCode]) => ({ UserId: account, SubCode: subCode }));
  const json = { Code: code, Message: code === 0 ? 'success' : 'no success', RequestId: '1', [list]: listed };
  bench.tap.answerOnce('zim', ({ query }) => query['Action'] === 'InviteUsersIntoGroup', { json });
}

/** What a code means for a member, as `Code` of the whole call and as `SubCode` alike. */
const rows: readonly { code: number; means: string; outcome: ExpectedOutcome }[] = [
  { code: 660000002, means: 'PROVIDER_ERROR' },
  { code: 660500002, means: 'OPERATOR_NOT_FOUND' },
  { code: 660600001, means: 'GROUP_NOT_FOUND' },
  { code: 660600009, means: 'GROUP_NOT_FOUND' },
  { code: 660600016, means: 'GROUP_FULL' },
  { code: 108049, means: 'GROUP_FULL' },
  { code: 6000525, means: 'GROUP_FULL' },
  { code: 660600032, means: 'PERMISSION_DENIED' },
  { code: 108037, means: 'ALREADY_JOINED' },
  { code: 6000522, means: 'ALREADY_JOINED' },
  { code: 6000544, means: 'AWAITING_CONSENT' },
  { code: 660200001, means: 'NOT_FOUND' },
  { code: 660700012, means: 'NOT_FOUND' },
  { code: 660700015, means: 'NOT_FOUND' },
  { code: 105000, means: 'NOT_FOUND' },
  { code: 105004, means: 'NOT_FOUND' },
  { code: 103033, means: 'NOT_FOUND' },
  { code: 6000011, means: 'NOT_FOUND' },
  ...[2, 3, 660000012, 660000028, 660600012, 6000508, 100000005, 987654].map((code) => ({
    code,
    means: 'PROVIDER_ERROR',
  })),
].map(({ code, means }) => ({ code, means, outcome: outcomeOf(means, code) }));

function outcomeOf(means: string, code: number): ExpectedOutcome {
  const plain: Readonly<Record<string, ExpectedOutcome>> = { ALREADY_JOINED, AWAITING_CONSENT, NOT_FOUND };
  return plain[means] ?? failed(means, code);
}

const againCodes = [
  660300005, 660300006, 660000001, 660000003, 1, 7, 100000010, 100000011, 100000012, 100000013, 100000014, 100000015,
];

describe('the Code of a call without a list', () => {
  test.each(rows)('Code $code means $means for every member', async ({ code, outcome }) => {
    const accounts = freshly(2, 'member');
    answerCode(code);
    const { members } = await invite(bench.service, GROUP_ID, accounts);
    expect(members).toEqual(all(accounts, outcome));
    expect(callsFor(bench.service, 'zim', accounts)).toHaveLength(1);
  });

  test.each(againCodes)('Code %i is tried again, and the members stay queued meanwhile', async (code) => {
    await expectTriedAgain(bench.service, {
      connection: 'zim',
      group: GROUP,
      order: () => answerCode(code),
      settlesAs: JOINED,
    });
  });

  test('an empty list counts as no list', async () => {
    const accounts = freshly(2, 'member');
    answer({ code: 660600001, failures: {} });
    const { members } = await invite(bench.service, GROUP_ID, accounts);
    expect(members).toEqual(all(accounts, failed('GROUP_NOT_FOUND', 660600001)));
  });
});

describe('the SubCode of one member', () => {
  test.each(rows)('SubCode $code means $means for him, and the others have joined', async ({ code, outcome }) => {
    const [listed, other] = [fresh('member'), fresh('member')];
    answer({ failures: { [listed]: code } });
    const { members } = await invite(bench.service, GROUP_ID, [listed, other]);
    expect(members).toEqual(each({ [listed]: outcome, [other]: JOINED }));
  });

  test.each([...againCodes, 660000011])('SubCode %i has him tried again, and the others have joined', async (code) => {
    await bench.service.pass(2_000);
    const [listed, other] = [fresh('member'), fresh('member')];
    answer({ failures: { [listed]: code } });
    const before = await begin(bench.service, GROUP_ID, [listed, other]);
    expect(before.members).toEqual(each({ [listed]: QUEUED, [other]: JOINED }));
    const after = await settled(bench.service, before);
    expect(after.members).toEqual(each({ [listed]: JOINED, [other]: JOINED }));
    expect(callsFor(bench.service, 'zim', [listed, other]).map(({ accounts }) => accounts)).toEqual([[listed]]);
  });

  test.each(['ErrorUsers', 'ErrorList'] as const)('is read from a list that is called %s', async (list) => {
    bench.service.sandbox.control({ connection: 'zim', errorListName: list });
    const [unknown, known] = [fresh('ghost'), fresh('willing')];
    const { members } = await invite(bench.service, 'zim:groupA', [unknown, known]);
    expect(members).toEqual(each({ [unknown]: NOT_FOUND, [known]: JOINED }));
  });

  test.each(['ErrorUsers', 'ErrorList'] as const)(
    'counts for each member where everybody failed and %s has them all',
    async (list) => {
      bench.service.sandbox.control({ connection: 'zim', errorListName: list });
      const [unknown, refused] = [fresh('ghost'), fresh('refused')];
      const { members } = await invite(bench.service, 'zim:groupA', [unknown, refused, 'zego_user']);
      expect(members.slice(0, 2)).toEqual(each({ [unknown]: NOT_FOUND, [refused]: failed('PROVIDER_ERROR', 6000508) }));
      expect(members[2]).toMatchObject({ account: 'zego_user', type: 'MemberAlreadyJoined', state: 'JOINED' });
    },
  );

  test.each(rows.slice(0, 8))('SubCode $code means $means also where everybody failed', async ({ code, outcome }) => {
    const [one, other] = [fresh('member'), fresh('member')];
    answer({ code: ALL_FAILED, failures: { [one]: code, [other]: 660700012 } });
    const { members } = await invite(bench.service, GROUP_ID, [one, other]);
    expect(members).toEqual(each({ [one]: outcome, [other]: NOT_FOUND }));
  });
});

test('a Code of its own gives way to the SubCode of each member who is listed beside it', async () => {
  const [one, other] = [fresh('member'), fresh('member')];
  answer({ code: 660600032, list: 'ErrorList', failures: { [one]: 660600016, [other]: 6000544 } });
  const { members } = await invite(bench.service, GROUP_ID, [one, other]);
  expect(members).toEqual(each({ [one]: failed('GROUP_FULL', 660600016), [other]: AWAITING_CONSENT }));
});

describe('somebody who is not listed', () => {
  test('has joined', async () => {
    const accounts = freshly(3, 'willing');
    const { members, counts } = await invite(bench.service, 'zim:groupA', accounts);
    expect(members).toEqual(all(accounts, JOINED));
    expect(counts).toEqual({ total: 3, queued: 0, invited: 0, joined: 3, alreadyJoined: 0, failed: 0, cancelled: 0 });
  });

  test('awaits consent where the call required it', async () => {
    const accounts = freshly(2, 'willing');
    const { members } = await invite(bench.service, 'zim:groupA', accounts, { requireConsent: true });
    expect(members).toEqual(all(accounts, AWAITING_CONSENT));
  });

  test('has joined where the call said that no consent is required', async () => {
    const account = fresh('willing');
    const { members } = await invite(bench.service, 'zim:groupA', [account], { requireConsent: false });
    expect(members).toEqual(all([account], JOINED));
  });
});

describe('the limits of the group', () => {
  const answerLimits = (limits: object, more: Readonly<Record<string, object>> = {}): void =>
    bench.tap.react('zim', ({ query }) => {
      const json = { QueryGroupInfo: { LimitInfo: limits }, ...more }[query['Action'] ?? ''];
      return json === undefined ? null : { json: { Code: 0, Message: 'success', RequestId: '1', ...json } };
    });

  test.each([undefined, false])(
    'await consent where everybody must agree, requireConsent %s',
    async (requireConsent) => {
      const account = fresh('willing');
      answerLimits({ BeInvitedMode: 1 });
      const { members } = await invite(bench.service, `zim:load-asks-${requireConsent}`, [account], { requireConsent });
      expect(members).toMatchObject([{ account, type: 'MemberInvited', awaiting: 'CONSENT' }]);
    },
  );

  test('tell a full group from an error that nobody knows', async () => {
    const account = fresh('member');
    answerLimits(
      { MemberCountLimit: 2 },
      {
        InviteUsersIntoGroup: { Code: 987654 },
        QueryGroupMemberList: { TotalCount: 2, Next: 0, MemberList: [] },
      },
    );
    const { members } = await invite(bench.service, 'zim:load-limited', [account]);
    expect(members).toEqual(all([account], failed('GROUP_FULL', 987654)));
  });
});

describe('what the sandbox says by itself', () => {
  test.each<{ what: string; group: string; operator?: string; outcome: ExpectedOutcome }>([
    { what: 'a group that does not exist', group: 'nobody-made-it', outcome: failed('GROUP_NOT_FOUND', 660600001) },
    {
      what: 'a group that only its owner may add to',
      group: 'locked-group',
      outcome: failed('PERMISSION_DENIED', 660600032),
    },
    {
      what: 'an operator whom ZIM does not know',
      group: 'groupA',
      operator: 'ghost',
      outcome: failed('OPERATOR_NOT_FOUND', 660500002),
    },
    {
      what: 'an operator who is no member',
      group: 'groupA',
      operator: 'passer-by',
      outcome: failed('PERMISSION_DENIED', 660600032),
    },
    { what: 'a group in which everybody must agree', group: 'consent-group', outcome: AWAITING_CONSENT },
  ])('$what settles everybody', async ({ group, operator, outcome }) => {
    const accounts = freshly(2, 'willing');
    const { members } = await invite(bench.service, `zim:${group}`, accounts, { operator });
    expect(members).toEqual(all(accounts, outcome));
  });

  test('a group with two places left takes two, and is full for the third', async () => {
    const accounts = freshly(3, 'willing');
    const [first, second, third] = accounts as [string, string, string];
    const { members } = await invite(bench.service, 'zim:full-group', accounts);
    expect(members).toEqual(each({ [first]: JOINED, [second]: JOINED, [third]: failed('GROUP_FULL', 660600016) }));
  });
});

describe('an invitee who is the operator', () => {
  test.each<{ whose: string; operator?: string; invitee: string }>([
    { whose: 'of the configuration', invitee: 'u_owner' },
    { whose: 'of the invite', operator: 'zego_user', invitee: 'zego_user' },
  ])('$whose fails with OPERATOR_IS_INVITEE and is not sent, and the others go on', async ({ operator, invitee }) => {
    const other = fresh('willing');
    const group = `zim:load-${invitee}`;
    const { members } = await invite(bench.service, group, [invitee, other], { operator });
    expect(members).toEqual(each({ [invitee]: failed('OPERATOR_IS_INVITEE', null), [other]: JOINED }));
    expect(callsFor(bench.service, 'zim', [other]).map(({ accounts }) => accounts)).toEqual([[other]]);
  });

  test('is nobody but the operator of that very invite', async () => {
    const { members } = await invite(bench.service, 'zim:load-operators', ['u_owner'], { operator: 'zego_user' });
    expect(members).toEqual(all(['u_owner'], ALREADY_JOINED));
  });
});

describe('a user id', () => {
  const GOOD = ['azAZ09', '!#$%&()+', '-,:;<=.>?', '@[]^_{}|~', 'x'.repeat(32)];
  const BAD = [
    'x'.repeat(33),
    'é'.repeat(17),
    'two words',
    'quo"ted',
    "apo'strophe",
    'sl/ash',
    'back\\slash',
    'st*r',
    '`tick`',
    '名字',
  ];

  test.each(GOOD)('%j is well-formed and sent', async (account) => {
    const { members } = await invite(bench.service, 'zim:load-ids', [account]);
    expect(members).toEqual(all([account], JOINED));
  });

  test.each(BAD)('%j is invalid and not sent, and the others go on', async (account) => {
    const fine = fresh('willing');
    const { members } = await invite(bench.service, 'zim:load-bad-ids', [account, fine]);
    expect(members).toEqual(each({ [account]: failed('INVALID_ACCOUNT', null), [fine]: JOINED }));
    expect(callsFor(bench.service, 'zim', [fine]).map(({ accounts }) => accounts)).toEqual([[fine]]);
  });
});
