import { describe, expect, test } from 'vitest';
import { SANDBOX_CONNECTION_IDS, type SandboxConnectionId } from '../../src/sandbox/connections.ts';
import type { TestService } from '../support/service.ts';
import { WireServer } from '../support/wire-server.ts';
import { useBench } from './support/bench.ts';
import { begin, callsFor, fresh, freshly, invite, operationOf, settled } from './support/invite.ts';
import { all, UNAVAILABLE } from './support/outcomes.ts';
import { OPEN } from './support/setback.ts';
import { startTapped } from './support/tap.ts';

const SECOND_MS = 1_000;

const bench = useBench({
  connections: Object.fromEntries(SANDBOX_CONNECTION_IDS.map((id) => [id, { retry: { attempts: 3 } }])),
});

/** The times between the calls that invited this account. */
function delaysOf(service: TestService, connection: SandboxConnectionId, account: string): number[] {
  const times = callsFor(service, connection, [account]).map(({ atMs }) => atMs);
  return times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
}

describe('the delays between attempts', () => {
  test('double from half a second, each with a random part, until the eighth attempt is the last', async () => {
    await using own = await startTapped();
    own.service.sandbox.control({ connection: 'tencent', code: { code: 10002, times: 1_000 } });
    const account = fresh('member');
    const begun = await begin(own.service, 'tencent:load-1', [account]);
    const { members, counts, status } = await settled(own.service, begun);
    expect(members).toEqual(all([account], UNAVAILABLE));
    expect(members[0]).toMatchObject({ providerCode: '10002' });
    expect({ ...counts, status }).toMatchObject({ total: 1, queued: 0, failed: 1, status: 'COMPLETED' });
    const delays = delaysOf(own.service, 'tencent', account);
    expect(delays).toHaveLength(7);
    const shares = delays.map((delayMs, index) => delayMs / (500 * 2 ** index));
    for (const share of shares) {
      expect(share).toBeGreaterThanOrEqual(0.5);
      // A millisecond of rounding.
      expect(share).toBeLessThanOrEqual(1.01);
    }
    expect(new Set(shares.map((share) => share.toFixed(2))).size).toBeGreaterThan(3);
  });

  test('follow the configured retry, and grow no longer than its longest delay', async () => {
    const retry = { attempts: 6, firstDelayMs: 100, maxDelayMs: 300 };
    await using own = await startTapped({ connections: { tencent: { retry } } });
    own.service.sandbox.control({ connection: 'tencent', code: { code: 70500, times: 1_000 } });
    const account = fresh('member');
    const { members } = await invite(own.service, 'tencent:load-1', [account]);
    expect(members).toEqual(all([account], UNAVAILABLE));
    const delays = delaysOf(own.service, 'tencent', account);
    const longest = [100, 200, 300, 300, 300];
    expect(delays).toHaveLength(longest.length);
    for (const [index, delayMs] of delays.entries()) {
      expect(delayMs).toBeGreaterThanOrEqual((longest[index] ?? 0) / 2);
      expect(delayMs).toBeLessThanOrEqual((longest[index] ?? 0) + 5);
    }
  });

  test('are counted from the configured time-out', async () => {
    await using own = await startTapped({ connections: { zim: { timeoutMs: 1_500, retry: { attempts: 2 } } } });
    own.service.sandbox.control({ connection: 'zim', hang: true });
    const account = fresh('member');
    const startedAtMs = own.service.clock.now();
    const { members } = await invite(own.service, 'zim:load-1', [account]);
    expect(members).toEqual(all([account], UNAVAILABLE));
    const lastedMs = own.service.clock.now() - startedAtMs;
    expect(lastedMs).toBeGreaterThanOrEqual(2 * 1_500 + 250);
    expect(lastedMs).toBeLessThanOrEqual(2 * 1_500 + 500 + SECOND_MS);
  });
});

describe('attempts that are used up fail the members with PROVIDER_UNAVAILABLE, which is worth another try', () => {
  test.each(
    SANDBOX_CONNECTION_IDS.flatMap((connection) =>
      (
        [
          ['HTTP 503', { status: 503 }],
          ['no answers', { hang: true }],
          ['broken connections', { down: true }],
          ['JSON of another shape', { wrongShape: true }],
        ] as const
      ).map(([what, order]) => ({ connection, what, order })),
    ),
  )('by $what at $connection', async ({ connection, order }) => {
    bench.service.sandbox.control({ connection, ...order });
    const accounts = freshly(2, 'member');
    const begun = await begin(bench.service, `${connection}:${OPEN[connection]}`, accounts);
    const failing = await settled(bench.service, begun);
    expect(failing.members).toEqual(all(accounts, UNAVAILABLE));
    expect(failing.status).toBe('COMPLETED');
    for (const account of accounts) {
      const attempts = callsFor(bench.service, connection, [account]).length;
      // GeWe is not asked again to invite while the member list cannot be read.
      expect(attempts).toBe(connection === 'wechat' ? 1 : 3);
    }

    bench.service.sandbox.control({ connection, clear: true });
    const { data, errors } = await bench.service.graphql(
      `mutation ($input: RetryInvitesInput!) {
        retryInvites(input: $input) { results { ... on InviteMemberOutcome { account membership { state } } } }
      }`,
      { input: { operationId: begun.id, waitMs: 60_000 } },
    );
    expect(errors).toBeUndefined();
    const state = connection === 'wechat' ? 'INVITED' : 'JOINED';
    expect(data.retryInvites.results).toEqual(accounts.map((account) => ({ account, membership: { state } })));
    const { members } = await operationOf(bench.service, begun.id);
    expect(members.map(({ moves }) => moves)).toEqual(
      accounts.map(() => ['→QUEUED INVITE', 'QUEUED→FAILED INVITE', 'FAILED→QUEUED INVITE', `QUEUED→${state} INVITE`]),
    );
  });

  test('by a provider at whose address nobody listens', async () => {
    const baseUrl = await WireServer.unreachableUrl();
    await using own = await startTapped({ connections: { imkit: { baseUrl, retry: { attempts: 3 } } } });
    const account = fresh('member');
    const { members } = await invite(own.service, 'imkit:load-1', [account]);
    expect(members).toEqual(all([account], UNAVAILABLE));
  });
});
