import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LEAVE_REMEMBERED_MS } from '../../src/transports/cors.ts';
import { loopbackOrigins, Origins } from '../../src/transports/origin.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { ask, type HttpAnswer, open, postJson } from './clients.ts';
import { type Front, slowSubscription, startFront } from './front.ts';
import { soon } from './time.ts';

const APP = 'https://app.example';
const ELSEWHERE = 'https://elsewhere.example';
const QUERY = { query: '{ __typename }' };

const leaveIn = ({ headers }: HttpAnswer): Record<string, unknown> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control')));

describe('pages of other origins', () => {
  let front: Front;
  let ofMachine: Front;
  beforeAll(async () => {
    const { schema, state } = slowSubscription();
    state.open();
    const clock = new ManualClock();
    front = await startFront({ schema, clock, origins: new Origins({ origins: [APP], loopback: false }) });
    ofMachine = await startFront({ schema, clock, origins: loopbackOrigins });
  });
  afterAll(async () => {
    await front[Symbol.asyncDispose]();
    await ofMachine[Symbol.asyncDispose]();
  });

  const preflight = (origin: string, headers: Record<string, string> = {}, path = '/graphql') =>
    ask(`${front.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', ...headers },
    });

  it.each(['/graphql', '/ws'])('are told on %s what they may do when they are welcome', async (path) => {
    const wanted = 'authorization, content-type,x-client-name';
    const answer = await preflight(APP, { 'access-control-request-headers': wanted }, path);
    expect([answer.status, answer.text]).toEqual([204, '']);
    expect(leaveIn(answer)).toEqual({
      'access-control-allow-origin': APP,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': wanted,
      'access-control-max-age': String(LEAVE_REMEMBERED_MS / 1_000),
    });
    expect(answer.headers.vary).toBe('origin, access-control-request-headers');
  });

  it.each([
    ['none', undefined],
    ['what is no list of names', 'a b'],
    ['too many', 'a'.repeat(2_000)],
  ])('get leave for the usual headers when they ask for %s', async (_what, wanted) => {
    const answer = await preflight(APP, wanted === undefined ? {} : { 'access-control-request-headers': wanted });
    expect(answer.headers['access-control-allow-headers']).toBe('content-type, authorization');
  });

  it.each([ELSEWHERE, 'null', 'http://localhost:5173', `${APP}.evil.example`])(
    'get no leave when they are not: %s',
    async (origin) => {
      const answer = await preflight(origin);
      expect([answer.status, leaveIn(answer), answer.headers.vary]).toEqual([405, {}, 'origin']);
      const posted = await postJson(`${front.url}/graphql`, QUERY, { origin });
      expect([posted.status, leaveIn(posted)]).toEqual([403, {}]);
      expect(JSON.parse(posted.text)).toMatchObject({ errors: [{ extensions: { code: 'CROSS_SITE' } }] });
    },
  );

  it('are no pages at all when nothing is asked in advance', async () => {
    expect((await ask(`${front.url}/graphql`, { method: 'OPTIONS', headers: { origin: APP } })).status).toBe(405);
    expect((await ask(`${front.url}/graphql`, { method: 'OPTIONS' })).status).toBe(405);
  });

  it('may read what they are told, also that something is wrong, when they are welcome', async () => {
    const answers = [
      await postJson(`${front.url}/graphql`, QUERY, { origin: APP, 'sec-fetch-site': 'cross-site' }),
      await ask(`${front.url}/graphql?query=%7B__typename%7D`, {
        headers: { origin: APP, 'sec-fetch-site': 'cross-site' },
      }),
      await postJson(`${front.url}/graphql`, { query: '{ nothing }' }, { origin: APP }),
      await ask(`${front.url}/graphql`, { method: 'POST', headers: { origin: APP, 'content-type': 'text/plain' } }),
      await ask(`${front.url}/graphql`, { method: 'DELETE', headers: { origin: APP } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400, 415, 405]);
    for (const answer of answers) {
      expect(leaveIn(answer)).toEqual({ 'access-control-allow-origin': APP });
      expect(answer.headers.vary).toBe('origin');
    }
  });

  it('may read streams when they are welcome', async () => {
    const { sent, response } = await open(
      `${front.url}/graphql?${new URLSearchParams({ query: 'subscription { slow }' })}`,
      { headers: { origin: APP, accept: 'text/event-stream', 'sec-fetch-site': 'cross-site' } },
    );
    expect(response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'access-control-allow-origin': APP,
    });
    sent.destroy();
  });

  it('may open a socket when they are welcome, by the same rule', async () => {
    for (const [origin, welcome] of [
      [APP, true],
      [ELSEWHERE, false],
      ['http://localhost:5173', false],
    ] as const) {
      const socket = new WebSocket(`${front.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { origin });
      socket.on('error', () => {});
      const answered = welcome ? once(socket, 'open') : once(socket, 'unexpected-response');
      await soon('answer to the upgrade', answered);
      socket.terminate();
    }
  });

  it('are welcome by default where they come from this machine, and ask it', async () => {
    const origin = 'http://localhost:5173';
    const answer = await postJson(`${ofMachine.url}/graphql`, QUERY, { origin, 'sec-fetch-site': 'same-site' });
    expect([answer.status, leaveIn(answer)]).toEqual([200, { 'access-control-allow-origin': origin }]);
    const own = await postJson(`${ofMachine.url}/graphql`, QUERY, { origin: ofMachine.url });
    expect([own.status, leaveIn(own)]).toEqual([200, {}]);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'text/plain; application/json',
  ])('cannot send %s, which browsers send without asking in advance', async (contentType) => {
    const body = JSON.stringify(QUERY);
    const headers = { 'content-type': contentType };
    expect((await ask(`${front.url}/graphql`, { method: 'POST', headers, body })).status).toBe(415);
  });

  it.each([
    ['an image or a script', { 'sec-fetch-mode': 'no-cors' }],
    ['a link', { 'sec-fetch-mode': 'navigate' }],
    ['an event stream', { accept: 'text/event-stream' }],
  ])('of which we know nothing read nothing by GET as %s', async (_what, headers) => {
    const { status } = await ask(`${front.url}/graphql?query=%7B__typename%7D`, {
      headers: { 'sec-fetch-site': 'cross-site', ...headers },
    });
    expect(status).toBe(403);
  });

  it('are no matter for gateways, which say nothing of themselves', async () => {
    const got = await ask(`${front.url}/graphql?query=%7B__typename%7D`, { headers: { accept: 'application/json' } });
    expect([got.status, leaveIn(got)]).toEqual([200, {}]);
    expect((await postJson(`${front.url}/graphql`, QUERY)).status).toBe(200);
    const handedOn = await postJson(`${front.url}/graphql`, QUERY, { origin: ELSEWHERE, 'x-router-secret': 'secret' });
    expect([handedOn.status, leaveIn(handedOn)]).toEqual([200, {}]);
  });
});
