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
