import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OtlpReceiver, type ReceivedSpan } from '../signals/otlp-receiver.ts';
import { DATABASE_URL, newDatabase } from '../support/postgres.ts';
import { type SandboxProcess, startSandboxProcess, startService } from './processes.ts';

const INVITE = `mutation Invite($account: ID!) {
  inviteMembers(input: { groupId: "tencent:@TGS#2J4SZEAEL", members: [{ account: $account }], waitMs: 20000 }) {
    operation { id } results { __typename }
  }
}`;
const CHANGES = 'subscription { memberStateChanged(groupId: "tencent:@TGS#2J4SZEAEL") { to } }';
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

if (DATABASE_URL === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set', () => {});
else
  describe('the trace of an operation', () => {
    it('is one tree over two instances, from the mutation to the event', { timeout: 90_000 }, async () => {
      await using receiver = await OtlpReceiver.start();
      await using sandbox = await startSandboxProcess();
      const environment = {
        DATABASE_URL: await newDatabase(),
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: '50',
      };
      // This one may send a single call in half an hour, so that the other one sends all others.
      await using asked = await startService({ ...environment, ROLLCALL_CONFIG: configFile(sandbox, 0.0005) });
      await using sending = await startService({ ...environment, ROLLCALL_CONFIG: configFile(sandbox, 100) });
      await listen(sending.url);
      await invite(asked.url, 'first');
      await invite(asked.url, 'second');

      const operationId = await invite(asked.url, 'third');
      const traceId = operationId.replaceAll('-', '');
      const names = [
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
      const spans = await untilRecorded(receiver, traceId, names);
      const named = (name: string): ReceivedSpan => spans.find((span) => span.name === name)!;
      const root = named('mutation Invite');
      expect(root.parentSpanId ?? '').toBe('');
      for (const name of ['store invitations.accept', 'lane wait', 'call tencent', 'event QUEUED', 'event JOINED'])
        expect(named(name).parentSpanId, name).toBe(root.spanId);
      for (const name of ['departure', 'request TENCENT_IM', 'settlement'])
        expect(named(name).parentSpanId, name).toBe(named('call tencent').spanId);
      // One tree: every parent is there, and there is one root.
      const ids = new Set(spans.map(({ spanId }) => spanId));
      expect(ids.size).toBe(spans.length);
      expect(spans.filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([root]);
      expect(named('call tencent').instance).not.toBe(root.instance);
      expect(named('event JOINED').instance).toBe(named('call tencent').instance);

      const caller = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
      const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;
      const linkedId = await invite(asked.url, 'fourth', { traceparent });
      const [request] = await untilRecorded(receiver, caller.traceId, ['mutation Invite', 'store invitations.accept']);
      const own = await untilRecorded(receiver, linkedId.replaceAll('-', ''), [
        'invite operation',
        'call tencent',
        'event JOINED',
      ]);
      const first = own.find(({ name }) => name === 'invite operation');
      expect(request).toMatchObject({ name: 'mutation Invite', parentSpanId: caller.spanId });
      expect(request?.links).toMatchObject([{ traceId: first?.traceId, spanId: first?.spanId }]);
      expect(first?.links).toMatchObject([{ traceId: caller.traceId, spanId: request?.spanId }]);
    });
  });
