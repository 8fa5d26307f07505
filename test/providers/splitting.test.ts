import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SandboxConnectionId } from '../../src/sandbox/connections.ts';
import { TestService } from '../support/service.ts';
import { useBench } from './support/bench.ts';
import { callsFor, capabilitiesOf, fresh, freshly, invite, INVITE } from './support/invite.ts';
import { JOINED, NOT_FOUND } from './support/outcomes.ts';
import { startTapped, type TappedRequest } from './support/tap.ts';

const SECOND_MS = 1_000;

const bench = useBench();

describe('a call that is too large', () => {
  const sizesOf = (service: TestService, connection: SandboxConnectionId, accounts: readonly string[]): number[] =>
    callsFor(service, connection, accounts).map((call) => call.accounts.length);

  test.each<{
    connection: 'tencent' | 'zim';
    code: number;
    configured: number;
    fits: number;
    learned: number;
    /** The sizes that are too large, in the order in which that is learned. */
    refused: number[];
  }>([
    {
      connection: 'tencent',
      code: 10005,
      configured: 500,
      fits: 100,
      learned: 62,
      refused: [500, 250, 125],
    },
    { connection: 'zim', code: 660000011, configured: 100, fits: 30, learned: 25, refused: [100, 50] },
  ])(
    'is halved on $code at $connection until it fits, and the size is remembered',
    async ({ connection, configured, fits, learned, refused }) => {
      await using own = await startTapped();
      own.service.sandbox.control({ connection, membersPerCall: fits });
      expect(await capabilitiesOf(own.service, connection)).toMatchObject({ membersPerCall: configured });
      const accounts = freshly(configured, 'member');
      const { counts } = await invite(own.service, `${connection}:load-1`, accounts);
      expect(counts).toMatchObject({ total: configured, joined: configured });
      const sizes = sizesOf(own.service, connection, accounts);
      const tooLarge = sizes.filter((size) => size > fits);
      // Several calls of one size may be under way before the first of them is refused.
      expect([...new Set(tooLarge)]).toEqual(refused);
      expect(tooLarge.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(refused.length * configured);
      const taken = sizes.filter((size) => size <= fits);
      expect(taken.reduce((sum, size) => sum + size, 0)).toBe(configured);
      // Full calls, but for what was back in the lane when the others had left already.
      expect(taken.length).toBeLessThanOrEqual(Math.ceil(configured / learned) + tooLarge.length);
      expect(await capabilitiesOf(own.service, connection)).toMatchObject({ membersPerCall: learned });

      const later = freshly(2 * learned, 'member');
      await invite(own.service, `${connection}:load-2`, later);
      expect(sizesOf(own.service, connection, later)).toEqual([learned, learned]);
    },
  );

  test('is remembered as too large by the service that starts next', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rollcall-'));
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    const first = await TestService.start({ dataDir });
    const { clock, sandbox } = first;
    onTestFinished(() => sandbox.close());
    sandbox.control({ connection: 'tencent', membersPerCall: 2 });
    await invite(first, 'tencent:load-1', freshly(8, 'member'));
    await first.stop();

    await using second = await TestService.start({ dataDir, clock, sandbox });
    expect(await capabilitiesOf(second, 'tencent')).toMatchObject({ membersPerCall: 2 });
    const later = freshly(4, 'member');
    await invite(second, 'tencent:load-1', later);
    expect(sizesOf(second, 'tencent', later)).toEqual([2, 2]);
    expect(sandbox.journal.violations).toEqual({});
  });

  test('is split on 10018 at Tencent, and nothing is remembered', async () => {
    const accounts = freshly(10, 'member');
    bench.service.sandbox.control({ connection: 'tencent', code: { code: 10018, times: 2 } });
    const { counts } = await invite(bench.service, 'tencent:load-split', accounts);
    expect(counts).toMatchObject({ total: 10, joined: 10 });
    const sizes = sizesOf(bench.service, 'tencent', accounts);
    expect(sizes[0]).toBe(10);
    expect(sizes.slice(1).toSorted((a, b) => a - b)).toEqual([2, 3, 5, 5]);
    expect(await capabilitiesOf(bench.service, 'tencent')).toMatchObject({ membersPerCall: 500 });
    const later = freshly(10, 'member');
    await invite(bench.service, 'tencent:load-split', later);
    expect(sizesOf(bench.service, 'tencent', later)).toEqual([10]);
  });
});

describe('a call with unknown accounts', () => {
  const isCheck = ({ path }: TappedRequest): boolean => path.endsWith('/account_check');
  /** Fails every check of accounts, so that nobody is named. */
  const failChecks = (): void =>
    bench.tap.react('tencent', (request) =>
      isCheck(request) ? { json: { ActionStatus: 'FAIL', ErrorInfo: 'busy', ErrorCode: 10002 } } : null,
    );
  /** Answers every call that names a stray like Tencent: whole, and without saying who it was; a check knows everybody. */
  const answerStrays = (code: number): void =>
    bench.tap.react('tencent', (request) =>
      !isCheck(request) && JSON.stringify(request.body).includes('stray')
        ? { json: { ActionStatus: 'FAIL', ErrorInfo: 'account not exist', ErrorCode: code } }
        : null,
    );
  const asWilling = (accounts: readonly string[]) =>
    accounts.map((account) => ({ account, ...(/^(ghost|stray)/.test(account) ? NOT_FOUND : JOINED) }));

  describe.each<{ connection: 'tencent' | 'tencent-app'; why: string; before: () => void }>([
    { connection: 'tencent', why: 'where the check of accounts fails', before: failChecks },
    { connection: 'tencent-app', why: 'which has no check of accounts', before: () => undefined },
  ])('at $connection, $why,', ({ connection, before }) => {
    const most = connection === 'tencent' ? 100 : 20;

    test.each([
      { members: 2, unknown: [1] },
      { members: most, unknown: [0] },
      { members: most, unknown: [most - 1] },
      { members: most, unknown: [3, 4, 17] },
      { members: 4, unknown: [0, 1, 2, 3] },
      ...(connection === 'tencent' ? [{ members: 500, unknown: [250] }] : []),
    ])(
      'is bisected on 10019 of $members until $unknown are alone, and everybody else joins',
      async ({ members, unknown }) => {
        await bench.service.pass(2 * SECOND_MS);
        before();
        const accounts = Array.from({ length: members }, (_, n) => fresh(unknown.includes(n) ? 'ghost' : 'willing'));
        const report = await invite(bench.service, `${connection}:load-bisected`, accounts);
        expect(report.members).toEqual(asWilling(accounts));
        const calls = callsFor(bench.service, connection, accounts);
        // One way down the halves for each unknown account, two calls at each step.
        expect(calls.length).toBeLessThanOrEqual(1 + unknown.length * 2 * Math.ceil(Math.log2(members)));
        const takenOver = calls.filter((call) => !call.accounts.some((account) => account.startsWith('ghost')));
        expect(takenOver.flatMap((call) => call.accounts).toSorted()).toEqual(
          accounts.filter((account) => account.startsWith('willing')).toSorted(),
        );
      },
    );
  });

  test.each([
    { members: 2, unknown: [1], checks: 1 },
    { members: 100, unknown: [13, 14, 77], checks: 1 },
    { members: 101, unknown: [100], checks: 2 },
    { members: 500, unknown: [0, 250, 499], checks: 5 },
  ])(
    'of $members is checked at Tencent on 10019: $unknown are named in $checks reads, and the others join in one call',
    async ({ members, unknown, checks }) => {
      await bench.service.pass(2 * SECOND_MS);
      const accounts = Array.from({ length: members }, (_, n) => fresh(unknown.includes(n) ? 'ghost' : 'willing'));
      const asked = bench.tap.requestsOf('tencent').filter(isCheck).length;
      const report = await invite(bench.service, 'tencent:load-checked', accounts);
      expect(report.members).toEqual(asWilling(accounts));
      expect(callsFor(bench.service, 'tencent', accounts).map((call) => call.accounts)).toEqual([
        accounts,
        accounts.filter((account) => account.startsWith('willing')),
      ]);
      expect(bench.tap.requestsOf('tencent').filter(isCheck)).toHaveLength(asked + checks);
    },
  );

  test('in which nobody is known is settled with one call', async () => {
    const accounts = freshly(4, 'ghost');
    const { members } = await invite(bench.service, 'tencent:load-checked', accounts);
    expect(members).toEqual(asWilling(accounts));
    expect(callsFor(bench.service, 'tencent', accounts)).toHaveLength(1);
  });

  test('is checked only as far as the checks answer, and then again', async () => {
    const accounts = Array.from({ length: 150 }, (_, n) => fresh([7, 120].includes(n) ? 'ghost' : 'willing'));
    bench.tap.answerOnce(
      'tencent',
      (request) => isCheck(request) && JSON.stringify(request.body).includes(`"${accounts[120]}"`),
      {
        status: 500,
        text: '',
      },
    );
    const { members } = await invite(bench.service, 'tencent:load-checked', accounts);
    expect(members).toEqual(asWilling(accounts));
    expect(callsFor(bench.service, 'tencent', accounts).map((call) => call.accounts.length)).toEqual([150, 149, 148]);
  });

  test('is bisected on 70107 as on 10019, where the check knows everybody', async () => {
    const accounts = [...freshly(5, 'willing'), fresh('stray'), ...freshly(10, 'willing')];
    answerStrays(70107);
    const { members } = await invite(bench.service, 'tencent:load-bisected', accounts);
    expect(members).toEqual(asWilling(accounts));
    const strays = bench.tap
      .requestsOf('tencent')
      .filter((request) => !isCheck(request) && JSON.stringify(request.body).includes('stray'));
    expect(strays.map(({ body }) => body.MemberList.length)).toEqual([16, 8, 4, 2, 1]);
  });

  test('is bisected at once, without a delay between the halves', async () => {
    failChecks();
    const accounts = [...freshly(63, 'willing'), fresh('ghost')];
    await invite(bench.service, 'tencent:load-bisected', accounts);
    const calls = callsFor(bench.service, 'tencent', accounts);
    expect((calls.at(-1)?.atMs ?? 0) - (calls[0]?.atMs ?? 0)).toBeLessThan(SECOND_MS);
  });

  test('keeps its halves apart from members who come later', async () => {
    const [early, late] = [[...freshly(3, 'willing'), fresh('ghost')], freshly(4, 'willing')];
    const send = (accounts: readonly string[]) =>
      bench.service.send(INVITE, {
        input: {
          groupId: 'tencent-app:load-bisected',
          members: accounts.map((account) => ({ account })),
          waitMs: 60_000,
        },
      });
    const answers = await bench.service.run(Promise.all([send(early), send(late)]));
    const types = answers.map(({ data }) =>
      data.inviteMembers.results.map((one: { __typename: string }) => one.__typename),
    );
    expect(types).toEqual([
      ['MemberJoined', 'MemberJoined', 'MemberJoined', 'MemberNotFound'],
      ['MemberJoined', 'MemberJoined', 'MemberJoined', 'MemberJoined'],
    ]);
  });
});
