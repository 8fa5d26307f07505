import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildSchema } from 'graphql';
import { WebSocket } from 'ws';
import { loadConfig } from '../../src/config/load.ts';
import { HOT_AFTER } from '../../src/graphql/hot-lane.ts';
import { createLog } from '../../src/signals/logs/create-log.ts';
import { secretsOf } from '../../src/signals/logs/secrets.ts';
import { Signals } from '../../src/signals/signals.ts';
import { bearer, SECRET, signWithSecret } from '../access/issuer.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { TestService } from '../support/service.ts';
import { ask, postJson } from '../transports/clients.ts';
import { startFront } from '../transports/front.ts';
import { subscribeOnce } from './subscribe-once.ts';
import { LogLines } from './log-lines.ts';

const EXAMPLE = new URL('../config/example.yaml', import.meta.url);
const ROUTER_SECRET = 'router/secret+with "signs"';
const METRICS_TOKEN = 'metrics-token-of-the-test';

const open = (level: string, secrets: readonly string[]) => {
  const written = new LogLines();
  return { written, log: createLog({ level, destination: written, secrets }) };
};

const INVITE = `mutation Invite($account: ID!, $waitMs: Int) {
  inviteMembers(input: { groupId: "zim:groupA", members: [{ account: $account }], waitMs: $waitMs }) { operation { id } }
}`;

describe('a line of the log', () => {
  it('names the request, its operation and what was asked, at the level of details', async () => {
    const { written, log } = open('debug', []);
    await using service = await TestService.start({ log });
    const answer = await service.graphql(INVITE, { account: 'newcomer', waitMs: 5_000 }, { 'x-request-id': 'mine' });
    const operationId = answer.data.inviteMembers.operation.id as string;
    const line = written.with('a request was answered').find(({ requestId }) => requestId === 'mine');
    expect(line).toMatchObject({ operationId, route: '/graphql', status: '200', kind: 'mutation', name: 'Invite' });
  });

  it.each(['query', 'mutation'])('names the request when a hot %s fails, with no details written', async (kind) => {
    const { written, log } = open('info', []);
    const clock = new ManualClock();
    const schema = buildSchema('type Query { run: Int } type Mutation { run: Int }');
    let fails = false;
    for (const type of [schema.getQueryType(), schema.getMutationType()])
      type!.getFields()['run']!.resolve = async () => {
        await Promise.resolve();
        if (fails) throw new Error('nobody meant this');
        return 1;
      };
    const signals = new Signals({ tracing: null, clock, log });
    await using front = await startFront({ schema, clock, log, signals });
    const run = (id: string) => postJson(`${front.url}/graphql`, { query: `${kind} { run }` }, { 'x-request-id': id });
    for (let turn = 0; turn < 2 * HOT_AFTER; turn++) await run(`turn${turn}`);
    expect(written.lines).toEqual([]);
    fails = true;
    await run('mine');
    const [line, ...more] = written.with('a request failed unexpectedly');
    expect(more).toEqual([]);
    expect(line).toMatchObject({ requestId: 'mine', path: ['run'], err: { message: 'nobody meant this' } });
  });

  it('leads from an operation to the call that was made for it and others, whichever request set it off', async () => {
    const { written, log } = open('debug', []);
    await using service = await TestService.start({ log });
    await service.graphql(INVITE, { account: 'first', waitMs: 5_000 });
    const ids = ['second', 'third'].map((requestId) =>
      service
        .send(INVITE, { account: requestId, waitMs: 5_000 }, { 'x-request-id': requestId })
        .then(({ data }) => data.inviteMembers.operation.id as string),
    );
    const operationIds = await service.run(Promise.all(ids));
    await service.still(() => false);
    const calls = written.with('a call was settled');
    expect(calls).toHaveLength(2);
    expect(calls[1]).toMatchObject({ connection: 'zim', group: 'groupA', members: 2, outcomes: { joined: 2 } });
    expect(new Set(calls[1]?.['operationIds'] as string[])).toEqual(new Set(operationIds));
    for (const call of calls) for (const field of ['requestId', 'operationId']) expect(call).not.toHaveProperty(field);
  });

  it('is not written for requests that went well, otherwise', async () => {
    const { written, log } = open('info', []);
    await using service = await TestService.start({ log });
    await service.send('{ connections { id } }');
    expect(written.with('a request was answered')).toEqual([]);
  });

  it('warns of a provider that fails once a minute, and of calls that are held back', async () => {
    const { written, log } = open('info', []);
    const nowhere = { baseUrl: 'http://127.0.0.1:9' };
    await using service = await TestService.start({ log, connections: { zim: nowhere } });
    await service.send(INVITE, { account: 'newcomer', waitMs: 0 });
    for (let second = 0; second < 30; second++) await service.leap(1_000);
    const warnings = written.with('a request to a provider failed');
    expect(warnings).toHaveLength(1);
    const about = { connection: 'zim', group: 'groupA', kind: 'invite', result: 'unavailable', before: 0 };
    expect(warnings[0]).toMatchObject({ level: 40, ...about, reason: expect.stringMatching(/./) });
    expect(warnings[0]).not.toHaveProperty('requestId');
  });

  it('warns of members who were given up, with how many of each call', async () => {
    const { written, log } = open('info', []);
    const impatient = { baseUrl: 'http://127.0.0.1:9', retry: { attempts: 2 } };
    await using service = await TestService.start({ log, connections: { zim: impatient } });
    await service.graphql(INVITE, { account: 'newcomer', waitMs: 5_000 });
    const [given, ...others] = written.with('members were given up, because their attempts are used up');
    expect(others).toEqual([]);
    expect(given).toMatchObject({ level: 40, connection: 'zim', group: 'groupA', members: 1 });
  });
});

describe('secrets', () => {
  it('are found in a configuration wherever they stand', () => {
    const names = [...readFileSync(EXAMPLE, 'utf8').matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
    const urls = { DATABASE_URL: 'postgres://me:pass%2Fword@db/r', EVENTS_URL: 'nats://me:wire-password@wire:4222' };
    const numbers = { TENCENT_APP_ID: '1400000001' };
    const values = Object.fromEntries(names.map((name) => [name, `value-of-${name}`]));
    const loaded = loadConfig(EXAMPLE.pathname, { ...values, ...urls, ...numbers });
    if ('problems' in loaded) throw new Error(JSON.stringify(loaded.problems));
    const found = secretsOf(loaded.config);
    for (const name of names) if (!(name in urls) && !(name in numbers)) expect(found).toContain(values[name]);
    for (const secret of ['pass%2Fword', 'pass/word', 'wire-password', 'header']) expect(found).toContain(secret);
  });

  it('are taken out of a line however they came into it', () => {
    const { written, log } = open('info', [ROUTER_SECRET, 'short-one', 'short-one-and-more']);
    const error = Object.assign(new Error(`no answer from https://x/?key=${encodeURIComponent(ROUTER_SECRET)}`), {
      config: { headers: { authorization: 'Bearer abcdefgh' } },
    });
    log.error({ err: error, headers: { cookie: 'session=1234' } }, `it said ${ROUTER_SECRET} and short-one-and-more`);
    log.error({ deep: { er: [{ said: 'authorization: bearer abc.def-ghi' }] } }, 'a token');
    for (const secret of [
      ROUTER_SECRET,
      JSON.stringify(ROUTER_SECRET).slice(1, -1),
      'short-one',
      'and-more',
      'abcdefgh',
      '1234',
      'abc.def',
    ])
      expect(written.text).not.toContain(secret);
    expect(written.text).not.toContain(encodeURIComponent(ROUTER_SECRET));
    expect(written.lines).toHaveLength(2);
  });

  it('that are posted everywhere appear in no line', async () => {
    const token = await signWithSecret({ sub: 'anna', scope: 'membership:read membership:invite' });
    const forged = `${token.slice(0, -4)}AAAA`;
    const auth = { jwt: { secret: SECRET } };
    const config = { auth, signals: { metricsToken: METRICS_TOKEN } };
    const written = new LogLines();
    const secrets = [SECRET, METRICS_TOKEN];
    const log = createLog({ level: 'trace', destination: written, secrets });
    await using service = await TestService.start({ config, log });
    const { url } = service;
    const guess = 'a-guess-of-some-secret';
    const all = { ...bearer(token), 'x-router-secret': guess, cookie: `session=${guess}`, 'x-request-id': 'ok' };
    const query = `query ($x: String) { connections { id } a: __type(name: $x) { name } }`;
    await postJson(`${url}/graphql`, { query, variables: { x: guess }, extensions: { authorization: forged } }, all);
    await postJson(`${url}/graphql`, { query: `{ nothing(secret: "${guess}") }` }, all);
    await ask(
      `${url}/graphql?query=${encodeURIComponent(`{ a(b: "${guess}") }`)}&extensions=%7B%22authorization%22%3A%22${token}%22%7D`,
    );
    await ask(`${url}/metrics?token=${guess}`, { headers: bearer(forged) });
    await ask(`${url}/metrics`, { headers: bearer(METRICS_TOKEN) });
    await postJson(`${url}/webhooks/wechat/${guess}?secret=${guess}`, { token: guess }, all);
    await postJson(`${url}/webhooks/zim`, { signature: guess, secret: guess });
    await postJson(`${url}/webhooks/${guess}%20no/${guess}`, {});
    await subscribeOnce(url, WebSocket, { authorization: `Bearer ${forged}`, token: guess });
    await service.send(INVITE, { account: 'newcomer', waitMs: 0 }, bearer(token));
    await service.leap(1_000);
    expect(written.with('a request was answered').length).toBeGreaterThan(6);
    for (const secret of [token, forged, guess, SECRET, METRICS_TOKEN, token.split('.')[1] ?? ''])
      expect(written.text).not.toContain(secret);
    for (const { token: own } of service.sandbox.connections as unknown as { token?: string }[])
      if (own !== undefined) expect(written.text).not.toContain(own);
  });
});
