import { describe, expect, test } from 'vitest';
import { SANDBOX_CONNECTION_IDS, type SandboxConnectionId } from '../../src/sandbox/connections.ts';
import type { ControlOrder } from '../../src/sandbox/control/order.ts';
import { useBench } from './support/bench.ts';
import { begin, callsFor, fresh, freshly, invite, INVITE, operationOf, settled } from './support/invite.ts';
import {
  all,
  ALREADY_JOINED,
  AWAITING_CONFIRMATION,
  each,
  type ExpectedOutcome,
  failed,
  JOINED,
  QUEUED,
} from './support/outcomes.ts';
import { expectTriedAgain, OPEN } from './support/setback.ts';
import { startTapped, type TappedRequest } from './support/tap.ts';

const SECOND_MS = 1_000;
const DAY_MS = 24 * 3_600 * SECOND_MS;
const TIMEOUT_MS = 10 * SECOND_MS;

/** What becomes of somebody willing. */
const taken = (connection: SandboxConnectionId): ExpectedOutcome =>
  connection === 'wechat' ? AWAITING_CONFIRMATION : JOINED;

const bench = useBench();

describe('a call that fails without an outcome is tried again, and its members stay queued meanwhile', () => {
  type Failure = Omit<ControlOrder, 'connection'>;
  const failures: readonly { what: string; order: Failure; lastsMs?: number }[] = [
    { what: 'a time-out', order: { failNext: { times: 1, hang: true } }, lastsMs: TIMEOUT_MS },
    { what: 'a broken connection', order: { failNext: { times: 1, down: true } } },
    { what: 'HTTP 500', order: { failNext: { times: 1, status: 500 } } },
    { what: 'HTTP 503', order: { failNext: { times: 1, status: 503 } } },
    { what: 'HTTP 429', order: { failNext: { times: 1, status: 429 } } },
    {
      what: 'HTTP 429 and Retry-After',
      order: { failNext: { times: 1, status: 429, retryAfterSeconds: 7 } },
      lastsMs: 7 * SECOND_MS,
    },
    {
      what: 'HTTP 503 and Retry-After',
      order: { failNext: { times: 1, status: 503, retryAfterSeconds: 30 } },
      lastsMs: 30 * SECOND_MS,
    },
    { what: 'text that is not JSON', order: { failNext: { times: 1, malformed: true } } },
    { what: 'JSON of another shape', order: { failNext: { times: 1, wrongShape: true } } },
  ];

  test.each(SANDBOX_CONNECTION_IDS.flatMap((connection) => failures.map((failure) => ({ connection, ...failure }))))(
    'after $what from $connection',
    async ({ connection, order, lastsMs = 0 }) => {
      await expectTriedAgain(bench.service, {
        connection,
        group: OPEN[connection],
        order: () => bench.service.sandbox.control({ connection, calls: 'invites', ...order }),
        settlesAs: taken(connection),
        lastsMs,
      });
    },
  );

  test.each(['tencent', 'tencent-app', 'imkit', 'zim'] as const)(
    "after the provider's own word that calls are too frequent, at %s",
    async (connection) => {
      await expectTriedAgain(bench.service, {
        connection,
        group: OPEN[connection],
        order: () =>
          bench.service.sandbox.control({ connection, calls: 'invites', failNext: { times: 1, rateLimited: true } }),
        settlesAs: JOINED,
      });
    },
  );

  test('after HTTP 429 whose Retry-After is a date', async () => {
    await bench.service.pass(2 * SECOND_MS);
    const account = fresh('member');
    const untilMs = Math.ceil(bench.service.clock.now() / SECOND_MS) * SECOND_MS + 20 * SECOND_MS;
    bench.tap.answerOnce('tencent', () => true, {
      status: 429,
      headers: { 'retry-after': new Date(untilMs).toUTCString() },
      json: {},
    });
    const begun = await begin(bench.service, `tencent:${OPEN.tencent}`, [account]);
    const { members } = await settled(bench.service, begun);
    expect(members).toEqual(all([account], JOINED));
    const [call, ...more] = callsFor(bench.service, 'tencent', [account]);
    expect(more).toEqual([]);
    expect(call?.atMs).toBeGreaterThanOrEqual(untilMs);
    expect(call?.atMs).toBeLessThanOrEqual(untilMs + 2 * SECOND_MS);
  });
});

/** Whoever joined by an attempt that got lost: a round over the list may see him before the next attempt does. */
const FOUND_JOINED = {
  ...ALREADY_JOINED,
  moves: ['→QUEUED INVITE', expect.stringMatching(/^QUEUED→JOINED (INVITE|RECONCILIATION)$/)],
};

describe('an attempt whose outcome is unknown', () => {
  test.each(
    (
      [
        { connection: 'tencent', found: FOUND_JOINED },
        { connection: 'tencent-app', found: ALREADY_JOINED },
        { connection: 'zim', found: FOUND_JOINED },
      ] as const
    ).flatMap((one) => [
      { ...one, loseAnswer: 'hang' as const, how: 'a time-out' },
      { ...one, loseAnswer: 'break' as const, how: 'a broken connection' },
    ]),
  )(
    'is repeated at $connection after $how, and finds who has joined by it',
    async ({ connection, found, loseAnswer }) => {
      await expectTriedAgain(bench.service, {
        connection,
        group: OPEN[connection],
        order: () =>
          bench.service.sandbox.control({ connection, calls: 'invites', failNext: { times: 1, loseAnswer } }),
        settlesAs: found,
        lastsMs: loseAnswer === 'hang' ? TIMEOUT_MS : 0,
      });
    },
  );

  test.each(
    (['wechat', 'imkit'] as const).flatMap((connection) => [
      { connection, loseAnswer: 'hang' as const, how: 'a time-out' },
      { connection, loseAnswer: 'break' as const, how: 'a broken connection' },
    ]),
  )(
    'is looked into at $connection after $how, and nobody who has joined by it is sent again',
    async ({ connection, loseAnswer }) => {
      await bench.service.pass(2 * SECOND_MS);
      const [joining, other] = freshly(2, 'willing') as [string, string];
      const groupId = `${connection}:${OPEN[connection]}`;
      bench.service.sandbox.control({ connection, calls: 'invites', failNext: { times: 1, loseAnswer } });
      const before = await begin(bench.service, groupId, [joining, other]);
      expect(before.members).toEqual(all([joining, other], QUEUED));
      expect(bench.service.sandbox.members(connection, OPEN[connection])).toContain(joining);
      const { members } = await settled(bench.service, before);
      expect(members).toEqual(all([joining, other], JOINED));
      expect(callsFor(bench.service, connection, [joining, other])).toHaveLength(1);
    },
  );

  test('at GeWe has the member list read before anybody is sent again, and only who is not on it is', async () => {
    await bench.service.pass(2 * SECOND_MS);
    const [joining, carded] = [fresh('willing'), fresh('never')];
    bench.service.sandbox.control({
      connection: 'wechat',
      calls: 'invites',
      failNext: { times: 1, loseAnswer: 'break' },
    });
    const before = await begin(bench.service, `wechat:${OPEN.wechat}`, [joining, carded]);
    const firstAtMs = callsFor(bench.service, 'wechat', [joining])[0]?.atMs ?? 0;
    const { members } = await settled(bench.service, before);
    expect(members).toEqual(each({ [joining]: JOINED, [carded]: AWAITING_CONFIRMATION }));
    const sent = callsFor(bench.service, 'wechat', [joining, carded]);
    expect(sent.map(({ accounts }) => accounts)).toEqual([[joining, carded], [carded]]);
    const between = bench.service.sandbox.journal.entries.filter(
      ({ connection, sequence }) =>
        connection === 'wechat' && sequence > (sent[0]?.sequence ?? 0) && sequence < (sent[1]?.sequence ?? 0),
    );
    expect(between.map(({ action }) => action)).toContain('getChatroomMemberList');
    expect((sent[1]?.atMs ?? 0) - firstAtMs).toBeGreaterThanOrEqual(SECOND_MS);
  });

  test.each<{ what: string; fault: Omit<NonNullable<ControlOrder['failNext']>, 'times'>; lastsMs?: number }>([
    { what: 'a time-out', fault: { hang: true }, lastsMs: TIMEOUT_MS },
    { what: 'a broken connection', fault: { down: true } },
    { what: 'HTTP 500', fault: { status: 500 } },
    { what: 'HTTP 502', fault: { status: 502 } },
    { what: 'text that is not JSON', fault: { malformed: true } },
    { what: 'JSON of another shape', fault: { wrongShape: true } },
  ])(
    'by $what keeps the member unsent at GeWe as long as the member list cannot be read',
    async ({ fault, lastsMs = 0 }) => {
      await bench.service.pass(2 * SECOND_MS);
      const account = fresh('never');
      bench.service.sandbox.control({ connection: 'wechat', calls: 'invites', failNext: { times: 1, ...fault } });
      const before = await begin(bench.service, `wechat:${OPEN.wechat}`, [account]);
      expect(callsFor(bench.service, 'wechat', [account])).toHaveLength(1);
      bench.service.sandbox.control({ connection: 'wechat', calls: 'reads', status: 500 });
      await bench.service.pass(lastsMs + 5 * SECOND_MS);
      expect((await operationOf(bench.service, before.id)).members).toEqual(all([account], QUEUED));
      expect(callsFor(bench.service, 'wechat', [account])).toHaveLength(1);

      bench.service.sandbox.control({ connection: 'wechat', clear: true });
      const { members } = await settled(bench.service, before);
      expect(members).toEqual(all([account], AWAITING_CONFIRMATION));
      expect(callsFor(bench.service, 'wechat', [account])).toHaveLength(2);
    },
  );
});

describe('an attempt that is known to have invited nobody', () => {
  test('is repeated at GeWe even where the member list cannot be read', async () => {
    await bench.service.pass(2 * SECOND_MS);
    const account = fresh('willing');
    bench.service.sandbox.control({ connection: 'wechat', calls: 'reads', status: 500 });
    bench.service.sandbox.control({ connection: 'wechat', calls: 'invites', failNext: { times: 1, status: 429 } });
    const { members } = await invite(bench.service, `wechat:${OPEN.wechat}`, [account]);
    expect(members).toEqual(all([account], AWAITING_CONFIRMATION));
    expect(callsFor(bench.service, 'wechat', [account])).toHaveLength(2);
  });
});

describe('a credential that the provider takes for expired', () => {
  const addingOf = (account: string): TappedRequest[] =>
    bench.tap.requestsOf('tencent').filter(({ body }) => JSON.stringify(body).includes(`"${account}"`));

  test('is signed anew at Tencent on 70001, and the call repeated at once', async () => {
    // A signature made within the same second would be the same.
    await invite(bench.service, 'tencent:load-1', [fresh('member')]);
    await bench.service.pass(10 * SECOND_MS);
    const account = fresh('member');
    bench.service.sandbox.control({ connection: 'tencent', code: { code: 70001, times: 1 } });
    const { members } = await invite(bench.service, 'tencent:load-1', [account]);
    expect(members).toEqual(all([account], JOINED));
    const [first, second, ...more] = addingOf(account);
    expect(more).toEqual([]);
    expect(second?.query['usersig']).not.toBe(first?.query['usersig']);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeLessThan(250);
  });

  test('is signed anew once and not twice, at Tencent', async () => {
    const accounts = freshly(2, 'member');
    bench.service.sandbox.control({ connection: 'tencent', code: { code: 70001, times: 5 } });
    const { members } = await invite(bench.service, 'tencent:load-1', accounts);
    expect(members).toEqual(all(accounts, failed('PROVIDER_ERROR', 70001)));
    expect(callsFor(bench.service, 'tencent', accounts)).toHaveLength(2);
  });

  test('is signed anew at ZIM on 100000004', async () => {
    const account = fresh('member');
    bench.service.sandbox.control({ connection: 'zim', code: { code: 100000004, times: 1 } });
    const { members } = await invite(bench.service, 'zim:load-1', [account]);
    expect(members).toEqual(all([account], JOINED));
    expect(callsFor(bench.service, 'zim', [account])).toHaveLength(2);
  });

  test('is signed anew once and not twice, at ZIM', async () => {
    const accounts = freshly(2, 'member');
    bench.service.sandbox.control({ connection: 'zim', code: { code: 100000004, times: 5 } });
    const { members } = await invite(bench.service, 'zim:load-1', accounts);
    expect(members).toEqual(all(accounts, failed('PROVIDER_ERROR', 100000004)));
    expect(callsFor(bench.service, 'zim', accounts)).toHaveLength(2);
  });

  test('can expire again later, and is signed anew again', async () => {
    for (let times = 0; times < 3; times++) {
      const account = fresh('member');
      bench.service.sandbox.control({ connection: 'tencent', code: { code: 70001, times: 1 } });
      const { members } = await invite(bench.service, 'tencent:load-1', [account]);
      expect(members).toEqual(all([account], JOINED));
    }
  });
});

describe('the same idempotency key', () => {
  const input = (account: string, more: object = {}) => ({
    groupId: 'tencent:load-keys',
    members: [{ account }],
    idempotencyKey: `key of ${account}`,
    ...more,
  });

  test('returns the same operation and sends nothing again, however long the caller waits', async () => {
    const account = fresh('member');
    const first = await invite(bench.service, 'tencent:load-keys', [], input(account));
    const second = await invite(bench.service, 'tencent:load-keys', [], input(account, { waitMs: 10 }));
    expect(second).toEqual(first);
    expect(callsFor(bench.service, 'tencent', [account])).toHaveLength(1);
  });

  test('sent twice at the same time is one operation and one call', async () => {
    const account = fresh('member');
    const send = () => bench.service.send(INVITE, { input: input(account, { waitMs: 60_000 }) });
    const answers = await bench.service.run(Promise.all([send(), send(), send()]));
    expect(new Set(answers.map(({ data }) => data.inviteMembers.operation.id)).size).toBe(1);
    expect(answers.map(({ data }) => data.inviteMembers.results[0].__typename)).toEqual(Array(3).fill('MemberJoined'));
    expect(callsFor(bench.service, 'tencent', [account])).toHaveLength(1);
  });

  test('stands for its operation for 24 hours, and for a new one afterwards', async () => {
    await using own = await startTapped();
    const account = fresh('member');
    const first = await invite(own.service, 'tencent:load-keys', [], input(account));
    await own.service.leap(DAY_MS - SECOND_MS);
    expect((await invite(own.service, 'tencent:load-keys', [], input(account))).id).toBe(first.id);
    await own.service.pass(2 * SECOND_MS);
    const later = await invite(own.service, 'tencent:load-keys', [], input(account));
    expect(later.id).not.toBe(first.id);
    expect(later.types).toEqual(['MemberAlreadyJoined']);
    expect(callsFor(own.service, 'tencent', [account])).toHaveLength(2);
  });
});

describe('what subscribers and states are told', () => {
  test('the events of one group count up by one, whatever its calls went through', async () => {
    await using own = await startTapped();
    own.service.sandbox.control({ connection: 'tencent', code: { code: 10002, times: 2 } });
    const accounts = [...freshly(4, 'willing'), fresh('ghost'), fresh('refused'), fresh('never'), 'x'.repeat(40)];
    const { counts } = await invite(own.service, 'tencent:load-1', accounts);
    expect(counts).toEqual({ total: 8, queued: 0, invited: 1, joined: 4, alreadyJoined: 0, failed: 3, cancelled: 0 });
    const { data } = await own.service.send(
      'query ($id: ID!) { group(id: $id) { memberships { edges { node { history { edges { node { sequence } } } } } } } }',
      { id: 'tencent:load-1' },
    );
    interface Edges<Node> {
      readonly edges: readonly { readonly node: Node }[];
    }
    const memberships = data.group.memberships as Edges<{ history: Edges<{ sequence: number }> }>;
    const sequences = memberships.edges.flatMap(({ node }) => node.history.edges.map((edge) => edge.node.sequence));
    expect(sequences.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
  });

  test('an invite of a member who has joined leaves that state alone, whatever becomes of the invite', async () => {
    const account = fresh('willing');
    await invite(bench.service, 'tencent:load-1', [account]);
    bench.service.sandbox.control({ connection: 'tencent', code: { code: 10014, times: 1 } });
    const { members } = await invite(bench.service, 'tencent:load-1', [account]);
    expect(members).toMatchObject([
      {
        account,
        type: 'MemberFailed',
        reason: 'GROUP_FULL',
        state: 'JOINED',
        moves: ['→QUEUED INVITE', 'QUEUED→JOINED INVITE'],
      },
    ]);
  });

  test('somebody who failed is queued by a new invite, and joins by it', async () => {
    const account = fresh('willing');
    bench.service.sandbox.control({ connection: 'zim', code: { code: 660600016, times: 1 } });
    await invite(bench.service, 'zim:load-1', [account]);
    const { members } = await invite(bench.service, 'zim:load-1', [account]);
    expect(members).toMatchObject([
      {
        account,
        type: 'MemberJoined',
        state: 'JOINED',
        moves: ['→QUEUED INVITE', 'QUEUED→FAILED INVITE', 'FAILED→QUEUED INVITE', 'QUEUED→JOINED INVITE'],
      },
    ]);
  });

  test.each<{ configured: string; more: object; days: number }>([
    { configured: 'a week, where nothing is configured', more: {}, days: 7 },
    { configured: 'the configured time', more: { inviteExpiresAfter: 'PT36H' }, days: 1.5 },
  ])('an invitation expires after $configured', async ({ more, days }) => {
    await using own = await startTapped({ connections: { imkit: more } });
    const { members } = await invite(own.service, 'imkit:demo-room', ['never'], { requireConsent: true });
    const expiresAtMs = Date.parse(String(members[0]?.['expiresAt']));
    expect(expiresAtMs).toBe(own.service.clock.now() + days * DAY_MS);
  });
});
