import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLog } from '../../src/signals/logs/create-log.ts';
import { TestService } from '../support/service.ts';
import { SECRET, bearer, signWithSecret } from '../access/issuer.ts';
import { ask, postJson } from '../transports/clients.ts';
import { LogLines } from './log-lines.ts';
import { parseExposition, type Sample, valueOf } from './exposition.ts';

const INVITE = `mutation Invite($account: ID!, $waitMs: Int) {
  inviteMembers(input: { groupId: "zim:groupA", members: [{ account: $account }], waitMs: $waitMs }) { operation { id } }
}`;

async function read(service: TestService, headers: Record<string, string> = {}): Promise<Sample[]> {
  const { status, text } = await ask(`${service.url}/metrics`, { headers });
  expect(status).toBe(200);
  return parseExposition(text);
}

const statusOf = async (service: TestService, headers: Record<string, string> = {}): Promise<number> =>
  (await ask(`${service.url}/metrics`, { headers })).status;

describe('/metrics', () => {
  it('counts an invite from its request to its outcome', async () => {
    await using service = await TestService.start();
    await service.graphql(INVITE, { account: 'newcomer', waitMs: 10_000 });
    const samples = await read(service);
    const of = (name: string, labels: Sample['labels'] = {}) => valueOf(samples, `rollcall_${name}`, labels);
    expect(of('calls_total', { connection: 'zim', kind: 'invite', result: 'ok' })).toBe(1);
    expect(of('call_seconds_count', { connection: 'zim', kind: 'invite' })).toBe(1);
    expect(of('members_per_call_sum', { connection: 'zim' })).toBe(1);
    expect(of('quota_calls_spent_total', { connection: 'zim' })).toBe(1);
    expect(of('outcomes_total', { connection: 'zim', outcome: 'joined', reason: '' })).toBe(1);
    expect(of('events_total', { cause: 'INVITE' })).toBe(2);
    expect(of('requests_total', { delivery: 'plain', status: '200' })).toBe(1);
    expect(of('request_seconds_count', { delivery: 'plain' })).toBe(1);
    expect(of('store_seconds_count', { statement: 'invitations.accept' })).toBe(1);
    expect(of('members_waiting', { connection: 'zim' })).toBe(0);
    expect(of('quota_scope', { connection: 'zim', scope: 'group' })).toBe(1);
    expect(of('circuit_state', { connection: 'zim' })).toBe(0);
    expect(of('build_info')).toBe(1);
    expect(samples.some(({ name }) => name === 'process_cpu_seconds_total')).toBe(true);
  });

  it('counts what is refused before any call, and what waits', async () => {
    await using service = await TestService.start();
    await service.send(INVITE, { account: 'not a valid account ~~~ of the provider'.repeat(8), waitMs: 0 });
    await service.send(INVITE, { account: 'first', waitMs: 0 });
    await service.send(INVITE, { account: 'second', waitMs: 0 });
    const samples = await read(service);
    const failed = { connection: 'zim', outcome: 'failed', reason: 'INVALID_ACCOUNT' };
    expect(valueOf(samples, 'rollcall_outcomes_total', failed)).toBe(1);
    expect(valueOf(samples, 'rollcall_members_waiting', { connection: 'zim' })).toBeGreaterThan(0);
  });

  it('begins with 0 for every counter that an alert goes by', async () => {
    await using service = await TestService.start({
      log: createLog({ level: 'error', destination: new LogLines(), secrets: [] }),
    });
    const samples = await read(service);
    const rules = readFileSync(new URL('../../deploy/prometheus/alerts.yaml', import.meta.url), 'utf8');
    const asked = [...rules.matchAll(/(rollcall_\w+_total)(?:\{([^}]*)\})?/g)];
    expect(asked.length).toBeGreaterThan(10);
    for (const [selector, name = '', matchers = ''] of asked) {
      const conditions = [...matchers.matchAll(/(\w+)(=~|=)"([^"]*)"/g)];
      const told = samples.filter(
        (sample) =>
          sample.name === name &&
          conditions.every(([, label = '', , said = '']) =>
            new RegExp(`^(?:${said})$`).test(sample.labels[label] ?? ''),
          ),
      );
      expect(told.length, selector).toBeGreaterThan(0);
    }
  });

  it('is what Prometheus takes', async ({ skip }) => {
    if (spawnSync('promtool', ['--version']).status !== 0) skip('promtool is not installed');
    await using service = await TestService.start();
    await service.graphql(INVITE, { account: 'newcomer', waitMs: 10_000 });
    const { text } = await ask(`${service.url}/metrics`);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    // prom-client's own, by its own names.
    const lines = (stdout + stderr).split('\n').filter((line) => line !== '' && !/^(nodejs|process)_/.test(line));
    expect({ lines, failed: status === 1 }).toEqual({ lines: [], failed: false });
  });

  it('is open where everything else is', async () => {
    await using service = await TestService.start();
    expect(await statusOf(service)).toBe(200);
    expect(await statusOf(service, { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect((await postJson(`${service.url}/metrics`, {})).status).toBe(405);
  });

  it('wants the token for metrics where there is one, and takes it for nothing else', async () => {
    const config = { signals: { metricsToken: 'a-token-for-metrics' } };
    await using service = await TestService.start({ config });
    expect(await statusOf(service)).toBe(401);
    expect(await statusOf(service, bearer('a-token-for-metricz'))).toBe(401);
    expect(await statusOf(service, bearer('a-token-for-metrics'))).toBe(200);
  });

  it('is read with a token for everything, or with the secret of the routers', async () => {
    const auth = { jwt: { secret: SECRET }, routerSecret: 'the-secret-of-the-routers' };
    await using service = await TestService.start({ config: { auth, signals: { metricsToken: 'for-metrics' } } });
    const tokenOf = (scope: string): Promise<string> => signWithSecret({ sub: 'anna', scope });
    expect(await statusOf(service)).toBe(401);
    expect(await statusOf(service, bearer(await tokenOf('membership:read membership:invite')))).toBe(401);
    expect(await statusOf(service, bearer(await tokenOf('membership:admin')))).toBe(200);
    expect(await statusOf(service, bearer('for-metrics'))).toBe(200);
    expect(await statusOf(service, { 'x-router-secret': 'another' })).toBe(401);
    expect(await statusOf(service, { 'x-router-secret': 'the-secret-of-the-routers' })).toBe(200);
    const { errors } = await service.send('{ connections { id } }', {}, bearer('for-metrics'));
    expect(errors?.[0]?.extensions['code']).toBe('UNAUTHENTICATED');
  });

  it('opens to nobody for a token alone where only routers come in', async () => {
    await using service = await TestService.start({ config: { auth: { routerSecret: 'the-secret-of-the-routers' } } });
    expect(await statusOf(service, bearer('anything'))).toBe(401);
    expect(await statusOf(service, { 'x-router-secret': 'the-secret-of-the-routers' })).toBe(200);
  });
});

describe('a request', () => {
  it('is told by what answers it, however that says its headers, and is named in the answer', async () => {
    await using service = await TestService.start();
    const url = `${service.url}/graphql`;
    const plain = { 'content-type': 'application/json' };
    const stream = (accept: string): RequestInit => ({
      method: 'POST',
      headers: { ...plain, accept },
      body: JSON.stringify({ query: 'subscription { memberStateChanged(groupId: "zim:groupA") { to } }' }),
    });
    const asked: [RequestInit & { path?: string }, number][] = [
      [{ method: 'POST', headers: plain, body: '{"query":"{ connections { id } }"}' }, 200],
      [{ method: 'POST', headers: plain, body: '{"query":"{ nothing }"}' }, 400],
      [stream('text/event-stream'), 200],
      [stream('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"'), 200],
      [{ path: '/nowhere' }, 404],
      [{ path: '/webhooks/zim', method: 'POST', body: '{}' }, 401],
      [{ path: '/healthz', method: 'HEAD' }, 200],
    ];
    for (const [{ path, ...request }, status] of asked) {
      const leaving = new AbortController();
      const response = await fetch(path === undefined ? url : `${service.url}${path}`, {
        ...request,
        signal: leaving.signal,
      });
      expect([response.status, response.headers.get('x-request-id')]).toEqual([
        status,
        expect.stringMatching(/^\w+-\w+$/),
      ]);
      leaving.abort();
    }
    const count = (samples: readonly Sample[], delivery: string, status: string) =>
      valueOf(samples, 'rollcall_requests_total', { delivery, status });
    const counted = async () => {
      const samples = await read(service);
      return {
        plain: [count(samples, 'plain', '200'), count(samples, 'plain', '400')],
        streams: [count(samples, 'eventStream', '200'), count(samples, 'multipart', '200')],
        others: [count(samples, 'webhook', '401'), count(samples, 'page', '404')],
      };
    };
    await expect.poll(counted).toEqual({ plain: [1, 1], streams: [1, 1], others: [1, 1] });
  });
});

describe('x-request-id', () => {
  it('is the client’s own, or a new one', async () => {
    await using service = await TestService.start();
    const idOf = async (headers: Record<string, string>): Promise<string | null> =>
      (await fetch(`${service.url}/healthz`, { headers })).headers.get('x-request-id');
    expect(await idOf({ 'x-request-id': 'order-17:a' })).toBe('order-17:a');
    const made = await Promise.all([idOf({}), idOf({ 'x-request-id': 'no <id>' })]);
    expect(new Set(made).size).toBe(2);
    for (const id of made) expect(id).toMatch(/^[\da-f]{12}-\w+$/);
  });
});
