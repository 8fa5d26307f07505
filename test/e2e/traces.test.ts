import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OtlpReceiver, type ReceivedSpan } from '../signals/otlp-receiver.ts';
import { DATABASE_URL, newDatabase } from '../support/postgres.ts';
import { type SandboxProcess, type Service, startSandboxProcess, startService } from './processes.ts';

const INVITE = `mutation Invite($account: ID!) {
  inviteMembers(input: { groupId: "tencent:@TGS#2J4SZEAEL", members: [{ account: $account }], waitMs: 20000 }) {
    operation { id } results { __typename }
  }
}`;
const CHANGES = 'subscription { memberStateChanged(groupId: "tencent:@TGS#2J4SZEAEL") { to } }';
/** The spans of an invite that is sent at once, from the mutation to the event. */
const OF_AN_INVITE = [
  'mutation Invite',
  'store invitations.accept',
  'lane wait',
  'call tencent',
  'departure',
  'request TENCENT_IM',
  'settlement',
  'event QUEUED',
  'event JOINED',
];
/** Only a failing test waits so long, in milliseconds. */
const PATIENCE_MS = 30_000;

function configFile({ connections }: SandboxProcess, callsPerSecond: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-traces-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'rollcall.json');
  const own = connections
    .filter(({ id }) => id === 'tencent')
    .map((connection) => ({ ...connection, limits: { callsPerSecond } }));
  writeFileSync(path, JSON.stringify({ connections: own }));
  return path;
}

async function invite(url: string, account: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: INVITE, variables: { account } }),
  });
  const { data } = (await response.json()) as {
    data: { inviteMembers: { operation: { id: string }; results: { __typename: string }[] } };
  };
  expect(data.inviteMembers.results).toEqual([{ __typename: 'MemberJoined' }]);
  return data.inviteMembers.operation.id;
}

/** Listens to changes until the test is over. */
async function listen(url: string): Promise<void> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const body = JSON.stringify({ query: CHANGES });
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body, signal: leaving.signal });
  expect(response.status).toBe(200);
  // An answer that nobody holds is hung up on when garbage is collected.
  response.body?.pipeTo(new WritableStream(), { signal: leaving.signal }).catch(() => {});
}

async function untilRecorded(
  receiver: OtlpReceiver,
  traceId: string,
  names: readonly string[],
): Promise<ReceivedSpan[]> {
  const deadlineMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const spans = receiver.ofTrace(traceId);
    const missing = names.filter((name) => !spans.some((span) => span.name === name));
    if (missing.length === 0) return spans;
    if (performance.now() > deadlineMs)
      throw new Error(`never recorded: ${missing.join(', ')}, but ${spans.map(({ name }) => name).join(', ')}`);
    await realDelay(20);
  }
}

interface Pair extends AsyncDisposable {
  readonly receiver: OtlpReceiver;
  /** Answers requests. Its quota is spent, so that the other one sends. */
  readonly asked: Service;
  readonly sending: Service;
}

/** Two instances over one database, whose spans are received. */
async function startPair(callsPerSecond = 100): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const receiver = stack.use(await OtlpReceiver.start());
  const sandbox = stack.use(await startSandboxProcess());
  const environment = {
    DATABASE_URL: await newDatabase(),
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
  };
  // This one may send a single call in half an hour.
  const asked = stack.use(await startService({ ...environment, ROLLCALL_CONFIG: configFile(sandbox, 0.0005) }));
  const sending = stack.use(
    await startService({ ...environment, ROLLCALL_CONFIG: configFile(sandbox, callsPerSecond) }),
  );
  await invite(asked.url, 'first');
  await invite(asked.url, 'second');
  const running = stack.move();
  return { receiver, asked, sending, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

const newCaller = () => ({ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') });

/** One tree: every parent is there, and there is one root. */
function expectTreeUnder(root: ReceivedSpan, spans: readonly ReceivedSpan[]): void {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  expect(ids.size).toBe(spans.length);
  expect(spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([root]);
}

const refOf = ({ traceId, spanId }: Pick<ReceivedSpan, 'traceId' | 'spanId'>) => ({ traceId, spanId });

if (DATABASE_URL === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set', () => {});
else
  describe('the trace of an operation', () => {
    it('is one tree over two instances, from the mutation to the event', { timeout: 90_000 }, async () => {
      await using pair = await startPair();
      const { receiver, asked, sending } = pair;
      await listen(sending.url);
      const operationId = await invite(asked.url, 'third');
      const traceId = operationId.replaceAll('-', '');
      const spans = await untilRecorded(receiver, traceId, OF_AN_INVITE);
      const named = (name: string): ReceivedSpan => spans.find((span) => span.name === name)!;
      const root = named('mutation Invite');
      expect(root.parentSpanId ?? '').toBe('');
      for (const name of ['store invitations.accept', 'lane wait', 'call tencent', 'event QUEUED', 'event JOINED'])
        expect(named(name).parentSpanId, name).toBe(root.spanId);
      for (const name of ['departure', 'request TENCENT_IM', 'settlement'])
        expect(named(name).parentSpanId, name).toBe(named('call tencent').spanId);
      expectTreeUnder(root, spans);
      expect(named('call tencent').instance).not.toBe(root.instance);
      expect(named('event JOINED').instance).toBe(named('call tencent').instance);
    });

    it(
      'is that of a caller that brings one, below its span, also where its caller records nothing',
      { timeout: 90_000 },
      async () => {
        await using pair = await startPair();
        const { receiver, asked, sending } = pair;
        await listen(sending.url);
        const silent = newCaller();
        const unseen = await invite(asked.url, 'unseen', { traceparent: `00-${silent.traceId}-${silent.spanId}-00` });
        const caller = newCaller();
        const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;
        const seen = await invite(asked.url, 'seen', { traceparent, tracestate: 'router=1' });

        const spans = await untilRecorded(receiver, caller.traceId, OF_AN_INVITE);
        const named = (name: string): ReceivedSpan => spans.find((span) => span.name === name)!;
        const request = named('mutation Invite');
        expect(request.parentSpanId).toBe(caller.spanId);
        expectTreeUnder(request, spans);
        expect(named('call tencent').parentSpanId).toBe(request.spanId);
        expect(named('call tencent').instance).not.toBe(request.instance);
        expect(named('event JOINED').parentSpanId).toBe(request.spanId);
        // Everything of the one before would have come first.
        expect(receiver.ofTrace(silent.traceId)).toEqual([]);
        for (const id of [unseen, seen]) expect(receiver.ofTrace(id.replaceAll('-', ''))).toEqual([]);
      },
    );

    it('shows a call that carries several of them in each one, linked', { timeout: 90_000 }, async () => {
      // Few calls, so that those who do not leave with the next one leave together.
      await using pair = await startPair(2);
      const { receiver, asked } = pair;
      const callers = Array.from({ length: 6 }, newCaller);
      await Promise.all(
        callers.map(({ traceId, spanId }, index) =>
          invite(asked.url, `together${index}`, { traceparent: `00-${traceId}-${spanId}-01` }),
        ),
      );
      const copies = await Promise.all(
        callers.map(async ({ traceId }) => {
          const spans = await untilRecorded(receiver, traceId, ['mutation Invite', 'call tencent', 'settlement']);
          return spans.filter(({ name }) => name === 'call tencent');
        }),
      );
      const byCall = Map.groupBy(copies.flat(), (span) => span.attributes['rollcall.call.id']);
      const shared = [...byCall.values()].filter(({ length }) => length > 1);
      expect(shared.length).toBeGreaterThan(0);
      for (const [oldest, ...others] of shared) {
        expect(oldest?.links?.map(refOf)).toEqual(others.map(refOf));
        for (const other of others) expect(other.links?.map(refOf)).toEqual([refOf(oldest!)]);
      }
    });
  });
