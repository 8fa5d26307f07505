import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_ANSWER_BYTES } from '../../src/datasources/exchange.ts';
import { MAX_RETRY_AFTER_MS, MAX_SOCKETS, createProviderHttp, readRetryAfterMs } from '../../src/datasources/http.ts';
import type { ProviderHttp } from '../../src/datasources/http.ts';
import { everythingShown } from '../contract/datasource.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { WireServer } from '../support/wire-server.ts';
import { faultOf } from './helpers.ts';

const TIMEOUT_MS = 10_000;

describe('provider http', () => {
  let server: WireServer;
  let clock: ManualClock;
  let http: ProviderHttp;
  beforeEach(async () => {
    server = await WireServer.start();
    clock = new ManualClock();
    http = createProviderHttp({ baseUrl: server.url, timeoutMs: TIMEOUT_MS, clock });
  });
  afterEach(async () => {
    await http.close();
    await server.stop();
    expect(clock.pending).toBe(0);
    expect(http.inFlight).toBe(0);
  });

  /** Sends one request and notes its departures. */
  function post(body: unknown = {}, options: { signal?: AbortSignal; from?: ProviderHttp } = {}) {
    const departures: number[] = [];
    const pending = (options.from ?? http).send({
      method: 'POST',
      path: '/invite?key=secret-in-query',
      headers: { 'x-token': 'secret-in-header' },
      body,
      onDeparted: () => departures.push(server.seen.length),
      signal: options.signal,
    });
    return { pending, departures };
  }

  it('sends JSON and answers JSON, without losing digits', async () => {
    server.react(() => ({ status: 400, text: '{"id":9007199254740993}' }));
    const { pending, departures } = post({ a: 'ü' });
    expect(await pending).toEqual({ status: 400, json: { id: '9007199254740993' } });
    expect(server.seen).toMatchObject([
      {
        method: 'POST',
        path: '/invite',
        query: { key: 'secret-in-query' },
        headers: { 'content-type': 'application/json', 'x-token': 'secret-in-header' },
        body: { a: 'ü' },
      },
    ]);
    expect(departures).toEqual([0]);
  });

  it.each([
    ['', '/below/', '/below/?fixed=1'],
    ['/x', '/below/', '/below/x?fixed=1'],
    ['/x?y=2', '/below', '/below/x?fixed=1&y=2'],
  ])('puts the path %j below the base path %s', async (path, basePath, expected) => {
    server.react(({ path: seen, query }) => ({ body: { seen, query } }));
    const below = createProviderHttp({ baseUrl: `${server.url}${basePath}?fixed=1`, timeoutMs: TIMEOUT_MS, clock });
    await below.send({ method: 'GET', path });
    await below.close();
    const { path: seen, query } = server.seen[0] ?? { path: '', query: {} };
    expect(`${seen}?${new URLSearchParams(query).toString()}`).toBe(expected);
  });

  it('tells the departure of a first and of a later request once each, before its answer', async () => {
    server.react(() => ({ body: {} }));
    for (const seenBefore of [0, 1]) {
      const { pending, departures } = post();
      await pending;
      expect(departures).toEqual([seenBefore]);
    }
  });

  it('counts what is in flight', async () => {
    server.react(() => 'hang');
    const { pending } = post();
    expect(http.inFlight).toBe(1);
    const fault = faultOf(pending);
    await server.arrived(1);
    clock.advance(TIMEOUT_MS);
    await fault;
    expect(http.inFlight).toBe(0);
  });

  it('takes a refused connection for nothing sent', async () => {
    const nowhere = createProviderHttp({ baseUrl: await WireServer.unreachableUrl(), timeoutMs: TIMEOUT_MS, clock });
    const { pending, departures } = post({}, { from: nowhere });
    expect(await faultOf(pending)).toMatchObject({
      fault: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(departures).toEqual([]);
    expect(await faultOf(nowhere.ping())).toMatchObject({ fault: 'unavailable' });
    await nowhere.close();
  });

  it('takes a header that cannot be sent for nothing sent, and does not show it', async () => {
    const pending = http.send({ method: 'GET', path: '/', headers: { 'x-token': 'secret\nin-header' } });
    const fault = await faultOf(pending);
    expect(fault.fault).toBe('unavailable');
    expect(everythingShown(fault)).not.toContain('secret');
  });

  it('takes a time-out after the departure for an unknown outcome, and hangs up', async () => {
    server.react(() => 'hang');
    const { pending } = post();
    const fault = faultOf(pending);
    await server.arrived(1);
    clock.advance(TIMEOUT_MS - 1);
    expect(http.inFlight).toBe(1);
    clock.advance(1);
    expect(await fault).toMatchObject({ fault: 'unknown_outcome' });
  });

  it('takes a connection that breaks before or within the answer for an unknown outcome', async () => {
    server.react(() => 'break');
    expect(await faultOf(post().pending)).toMatchObject({ fault: 'unknown_outcome' });
    const resetting = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const from = createProviderHttp({ baseUrl: resetting.url, timeoutMs: TIMEOUT_MS, clock });
    const { pending, departures } = post({}, { from });
    expect(await faultOf(pending)).toMatchObject({ fault: 'unknown_outcome' });
    expect(departures).toHaveLength(1);
    await from.close();
    resetting.stop();
  });

  it('takes a time-out while connecting for nothing sent', async () => {
    // Accepts the connection and never greets: the TLS handshake stays open.
    const silent = await startTcp(() => undefined);
    const from = createProviderHttp({ baseUrl: silent.url.replace('http:', 'https:'), timeoutMs: TIMEOUT_MS, clock });
    const { pending, departures } = post({}, { from });
    const fault = faultOf(pending);
    const ping = faultOf(from.ping());
    await silent.connected(2);
    clock.advance(TIMEOUT_MS);
    expect(await fault).toMatchObject({ fault: 'unavailable' });
    expect(await ping).toMatchObject({ fault: 'unavailable' });
    expect(departures).toEqual([]);
    await from.close();
    silent.stop();
  });

  it('names the host when it connects by TLS, as a ping too', async () => {
    const hellos: string[] = [];
    const silent = await startTcp((socket) =>
      socket.once('data', (data) => {
        hellos.push(data.toString('latin1'));
        socket.destroy();
      }),
    );
    const baseUrl = silent.url.replace('http://127.0.0.1', 'https://localhost');
    const from = createProviderHttp({ baseUrl, timeoutMs: TIMEOUT_MS, clock });
    expect(await faultOf(from.ping())).toMatchObject({ fault: 'unavailable' });
    expect(await faultOf(post({}, { from }).pending)).toMatchObject({ fault: 'unavailable' });
    expect(hellos.map((hello) => hello.includes('localhost'))).toEqual([true, true]);
    await from.close();
    silent.stop();
  });

  it('never sends a request that was called off while it waited for a socket', async () => {
    server.react(({ body }) => (body === 'answered' ? { body: {} } : 'hang'));
    const hanging = Array.from({ length: MAX_SOCKETS }, () => post('hanging').pending.catch(() => undefined));
    await server.arrived(MAX_SOCKETS);
    const shutdown = new AbortController();
    const waiting = post('called off', { signal: shutdown.signal });
    const fault = faultOf(waiting.pending);
    shutdown.abort();
    expect(await fault).toMatchObject({ fault: 'unavailable' });
    clock.advance(TIMEOUT_MS);
    await Promise.all(hanging);
    await post('answered').pending;
    expect(waiting.departures).toEqual([]);
    expect(server.seen.map(({ body }) => body)).not.toContain('called off');
  });

  it('leaves a request that has departed to its answer when it is called off', async () => {
    const shutdown = new AbortController();
    server.react(() => {
      shutdown.abort();
      return { body: { fine: true } };
    });
    expect(await post({}, { signal: shutdown.signal }).pending).toMatchObject({ json: { fine: true } });
    const before = post({}, { signal: shutdown.signal });
    expect(await faultOf(before.pending)).toMatchObject({ fault: 'unavailable' });
    expect(before.departures).toEqual([]);
  });

  it.each([
    ['seconds', { 'retry-after': '7' }, {}, 7_000],
    ['a date', { 'retry-after': 'Sat, 21 Nov 2026 00:00:09 GMT' }, {}, 9_000],
    ['seconds in the body', {}, { retryAfter: 1.5 }, 1_500],
    ['nothing', {}, {}, undefined],
    ['nonsense', { 'retry-after': 'soon' }, {}, undefined],
  ])('reports 429 with %s', async (_title, headers, body, retryAfterMs) => {
    server.react(() => ({ status: 429, headers: headers, body }));
    expect(await faultOf(post().pending)).toMatchObject({ fault: 'rate_limited', retryAfterMs, providerCode: '429' });
  });

  it('believes no Retry-After without measure or from the past', () => {
    expect(readRetryAfterMs('999999', clock)).toBe(MAX_RETRY_AFTER_MS);
    expect(readRetryAfterMs('Fri, 20 Nov 2026 00:00:00 GMT', clock)).toBe(0);
    expect(readRetryAfterMs(['2', '3'], clock)).toBe(2_000);
    expect(readRetryAfterMs('-1', clock)).toBe(0);
  });

  it.each([
    [500, {}, 'unknown_outcome'],
    [503, {}, 'unknown_outcome'],
    [503, { 'retry-after': '1' }, 'unavailable'],
    [599, {}, 'unknown_outcome'],
  ])('takes HTTP %i with %o for %s', async (status, headers, fault) => {
    server.react(() => ({ status, headers: headers, text: 'oops' }));
    expect(await faultOf(post().pending)).toMatchObject({ fault, providerCode: String(status) });
  });

  it.each([
    [200, ''],
    [200, '<html>'],
    [201, '{"half":'],
    [302, 'moved'],
  ])('takes HTTP %i with %j for an unknown outcome', async (status, text) => {
    server.react(() => ({ status, text }));
    expect(await faultOf(post().pending)).toMatchObject({ fault: 'unknown_outcome' });
  });

  it('answers a 4xx without JSON as such', async () => {
    server.react(() => ({ status: 403, text: '<html>' }));
    expect(await post().pending).toEqual({ status: 403, json: undefined });
  });

  it('reads no answer that is too large', async () => {
    const blanks = ' '.repeat(MAX_ANSWER_BYTES);
    server.react(({ body }) => ({ text: body === 'too large' ? `{}${blanks}` : `{}${blanks.slice(2)}` }));
    expect((await post('just').pending).json).toEqual({});
    expect(await faultOf(post('too large').pending)).toMatchObject({ fault: 'unknown_outcome' });
  });

  it('pings without a request, and works again after it', async () => {
    await http.ping();
    expect(server.seen).toEqual([]);
    server.react(() => ({ body: {} }));
    await post().pending;
  });

  it('breaks what is under way when it is closed, and sends nothing afterwards', async () => {
    server.react(() => 'hang');
    const fault = faultOf(post().pending);
    await server.arrived(1);
    await http.close();
    expect(await fault).toMatchObject({ fault: 'unknown_outcome' });
    const late = post();
    expect(await faultOf(late.pending)).toMatchObject({ fault: 'unavailable' });
    expect(late.departures).toEqual([]);
  });

  it.each([
    ['a refused call', { status: 429, body: {} }],
    ['a failure', { status: 500, text: 'secret-in-answer' }],
    ['nonsense', { text: 'secret-in-answer' }],
    ['half an answer', 'break'],
  ] as const)('shows no header, query, body or answer in the fault of %s', async (_title, reaction) => {
    server.react(() => reaction);
    const fault = await faultOf(post({ password: 'secret-in-body' }).pending);
    expect(everythingShown(fault)).not.toMatch(/secret/);
  });
});

/** A server below HTTP. */
async function startTcp(onConnection: (socket: Socket) => void) {
  const sockets: Socket[] = [];
  const waiting: { count: number; connected: () => void }[] = [];
  const tcp = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
    for (const { count, connected } of waiting) if (sockets.length >= count) connected();
  });
  await new Promise<void>((resolve) => tcp.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(tcp.address() as AddressInfo).port}`,
    async connected(count: number): Promise<void> {
      if (sockets.length < count) await new Promise<void>((connected) => waiting.push({ count, connected }));
    },
    stop(): void {
      for (const socket of sockets) socket.destroy();
      tcp.close();
    },
  };
}
