import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Results, ResultText } from '../../src/graphql/fan-out/results.ts';
import { HEARTBEAT_MS, Heartbeats } from '../../src/transports/heartbeat.ts';
import { eventStreamFormat } from '../../src/transports/streams/sse.ts';
import { StreamWriter } from '../../src/transports/streams/stream-writer.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { soon, until } from './time.ts';

/** More than the sockets' own buffers hold. */
const BULK = new Results([new ResultText('x'.repeat(32 * 1024 * 1024), null)]);

describe('a stream whose client takes nothing any more', () => {
  it('is written to no more once it has ended, and is cut', async () => {
    const clock = new ManualClock();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
    client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const [, response] = (await soon('request', once(server, 'request'))) as [unknown, ServerResponse];
    const errors: Error[] = [];
    response.on('error', (error) => errors.push(error));

    const writer = new StreamWriter(response, eventStreamFormat, new Heartbeats(clock));
    const left = writer.take(BULK);
    clock.advance(HEARTBEAT_MS - 1);
    writer.end();
    writer.end();
    expect(writer.take(BULK)).toBeNull();
    clock.advance(1);
    clock.advance(HEARTBEAT_MS);
    await until('the client is cut', () => response.closed);
    expect(await left).toBeUndefined();
    expect(errors).toEqual([]);
    client.destroy();
    server.close();
  });
});

describe('results in a stream', () => {
  const RESULTS = new Results([new ResultText('{"data":1}', null), new ResultText('{"data":"é"}', null)]);
  const EVENTS = 'event: next\ndata: {"data":1}\n\nevent: next\ndata: {"data":"é"}\n\n';
  const COMPLETE = 'event: complete\ndata:\n\n';
  const STREAM = `:\n\n${EVENTS}${EVENTS}${COMPLETE}`;

  /** What follows the head of the last answer to these requests, each of which is a stream, the first one begun last. */
  async function answerTo(requests: readonly string[]): Promise<string> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const responses: ServerResponse[] = [];
    server.on('request', (_request, response) => responses.push(response));
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const chunks: Buffer[] = [];
    client.on('data', (chunk: Buffer) => chunks.push(chunk));
    client.write(requests.join(''));
    await until('all requests are there', () => responses.length === requests.length);
    const heartbeats = new Heartbeats(new ManualClock());
    for (const response of responses.toReversed()) {
      const writer = new StreamWriter(response, eventStreamFormat, heartbeats);
      for (let times = 0; times < 2; times++) expect(writer.take(RESULTS)).toBeNull();
      writer.end();
    }
    await soon('end', once(client, 'end'));
    client.destroy();
    server.close();
    const text = Buffer.concat(chunks).toString('utf8');
    const last = text.slice(text.lastIndexOf('HTTP/1.'));
    return last.slice(last.indexOf('\r\n\r\n') + 4);
  }
  const dechunked = (text: string): string => text.replaceAll(/(^|\r\n)[0-9a-f]+\r\n/g, '').replace(/\r\n(\r\n)?$/, '');
  const CLOSING = 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

  it('are chunks, made once for all', async () => {
    const text = await answerTo([CLOSING]);
    expect(text).toContain(`\r\n${Buffer.byteLength(EVENTS).toString(16)}\r\n${EVENTS}\r\n`);
    expect(dechunked(text)).toBe(STREAM);
  });

  it('are no chunks for a client that knows none', async () => {
    expect(await answerTo(['GET / HTTP/1.0\r\nHost: x\r\n\r\n'])).toBe(STREAM);
  });

  it('wait for their turn behind another answer over the same connection', async () => {
    const first = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n';
    expect(dechunked(await answerTo([first, CLOSING]))).toBe(STREAM);
  });
});
