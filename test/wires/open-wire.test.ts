import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { localWire } from '../../src/wires/local-wire.ts';
import { openWire } from '../../src/wires/open-wire.ts';
import { RemoteWire } from '../../src/wires/remote-wire.ts';
import { settle } from '../events/log.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { Ear } from './ear.ts';

const deps = () => ({ clock: new ManualClock(), random: () => 0, log: pino({ level: 'silent' }) });
const NOWHERE = 'postgres://127.0.0.1:9/none';

describe('the choice of a wire', () => {
  it('is none for a process that has its store alone, whatever the URL of the wire', async () => {
    expect(await openWire({ eventsUrl: null, databaseUrl: null }, deps())).toBe(localWire);
    expect(await openWire({ eventsUrl: 'nats://127.0.0.1:9', databaseUrl: null }, deps())).toBe(localWire);
  });

  it('is what the URL names, else the database, and none of them keeps anybody from starting', async () => {
    for (const eventsUrl of ['nats://127.0.0.1:9', 'redis://127.0.0.1:9', 'rediss://127.0.0.1:9', null]) {
      const wire = await openWire({ eventsUrl, databaseUrl: NOWHERE }, deps());
      expect(wire).toBeInstanceOf(RemoteWire);
      await expect(wire.ping()).rejects.toThrow('not connected');
      await wire.close();
    }
    await expect(openWire({ eventsUrl: 'amqp://127.0.0.1', databaseUrl: NOWHERE }, deps())).rejects.toThrow(
      'no wire for amqp:',
    );
  });

  it('asks the server that the URL names', async () => {
    for (const [protocol, port] of [
      ['nats', 4222],
      ['redis', 6379],
      ['postgres', 5432],
    ] as const) {
      const asked = Promise.withResolvers<void>();
      await using server = await TcpProxy.start('tcp://127.0.0.1:9', 9, { onConnection: () => asked.resolve() });
      const url = server.through(`${protocol}://127.0.0.1:${port}/`);
      const own = protocol === 'postgres';
      const wire = await openWire({ eventsUrl: own ? null : url, databaseUrl: own ? url : NOWHERE }, deps());
      await asked.promise;
      await wire.close();
    }
  });
});

describe('the wire of a process that is alone', () => {
  it('is always connected, and tells nothing to nobody', async () => {
    const ear = new Ear(localWire);
    localWire.listen('a');
    localWire.publish(['a']);
    localWire.unlisten('a');
    await localWire.ping();
    await settle();
    expect([ear.moved, ear.gaps]).toEqual([[], 0]);
    await localWire.close();
  });
});
