import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Connect, WireConnection } from '../../src/wires/connection.ts';
import { ANSWER_WITHIN_MS, CLOSE_WITHIN_MS, RECONNECT, RemoteWire } from '../../src/wires/remote-wire.ts';
import { GAP_KEY, topicKey } from '../../src/wires/topic-key.ts';
import { settle } from '../events/log.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { Ear } from './ear.ts';
import { WrittenLog } from './written-log.ts';

/** A server that answers, refuses or says nothing, as the test has it. */
class Server {
  mood: 'answers' | 'refuses' | 'is silent' = 'answers';
  attempts = 0;
  readonly listened: string[][] = [];
  readonly sent: string[][] = [];
  readonly connections: { hear: (key: string) => void; end: (error: Error) => void }[] = [];

  readonly connect: Connect = async (hear) => {
    this.attempts++;
    await this.#answer();
    const ended = Promise.withResolvers<Error>();
    this.connections.push({ hear, end: ended.resolve });
    const connection: WireConnection = {
      ended: ended.promise,
      listen: (keys) => {
        this.listened.push([...keys]);
        return this.#answer();
      },
      unlisten: () => {},
      send: (keys) => {
        this.sent.push([...keys]);
        return this.#answer();
      },
      ping: () => this.#answer(),
      close: async () => {
        ended.resolve(new Error('closed'));
        if (this.mood === 'is silent') await new Promise(() => {});
      },
    };
    return connection;
  };

  get newest() {
    return this.connections.at(-1)!;
  }

  #answer(): Promise<void> {
    if (this.mood === 'refuses') return Promise.reject(new Error('refused'));
    return this.mood === 'answers' ? Promise.resolve() : new Promise(() => {});
  }
}

describe('a wire over a server', () => {
  let clock: ManualClock;
  let server: Server;
  let written: WrittenLog;
  let wire: RemoteWire;
  let ear: Ear;
  beforeEach(() => {
    clock = new ManualClock();
    server = new Server();
    written = new WrittenLog();
  });
  const start = async (): Promise<void> => {
    const started = (wire = new RemoteWire(server.connect, { clock, random: () => 0, log: written.log }));
    onTestFinished(async () => {
      server.mood = 'answers';
      await started.close();
    });
    ear = new Ear(wire);
    await settle();
  };
  const pass = async (ms: number): Promise<void> => {
    clock.advance(ms);
    await settle();
  };

  it('gives a server up that does not answer in time, and connects anew', async () => {
    for (const ask of [() => wire.ping(), async () => wire.publish(['a']), async () => wire.listen('a')]) {
      server = new Server();
      written = new WrittenLog();
      await start();
      server.mood = 'is silent';
      ask().catch(() => {});
      await pass(ANSWER_WITHIN_MS - 1);
      await expect(Promise.race([wire.ping(), settle()])).resolves.toBeUndefined();
      await pass(1);
      expect(written.lines).toHaveLength(1);
      expect(written.lines[0]).toContain(`no answer in ${ANSWER_WITHIN_MS} ms`);
      await expect(wire.ping()).rejects.toThrow('not connected');
      server.mood = 'answers';
      await pass(CLOSE_WITHIN_MS);
      await pass(RECONNECT.firstDelayMs);
      await wire.ping();
      expect(ear.gaps).toBe(2);
    }
  });

  it('tries for ever, ever more slowly, and one line a whole outage says why', async () => {
    server.mood = 'refuses';
    await start();
    await pass(0);
    for (let tries = 1; tries < 30; tries++) await pass(RECONNECT.maxDelayMs / 2);
    expect(server.attempts).toBe(30);
    expect(written.lines).toHaveLength(1);
    expect(written.lines[0]).toContain('refused');
    server.mood = 'answers';
    await pass(RECONNECT.maxDelayMs);
    expect(written.lines).toHaveLength(2);
    await wire.ping();
    server.newest.end(new Error('gone'));
    await settle();
    expect(written.count(/"reason":"gone"/)).toBe(1);
    await pass(RECONNECT.firstDelayMs / 2);
    await wire.ping();
    expect(server.attempts).toBe(32);
  });

  it('says everything anew that it listens to, and then that hints may be lost', async () => {
    await start();
    wire.listen('a');
    wire.listen('b');
    wire.listen('a');
    wire.unlisten('b');
    server.newest.end(new Error('gone'));
    await settle();
    wire.listen('c');
    await pass(RECONNECT.firstDelayMs);
    expect(server.listened).toEqual([
      [GAP_KEY],
      [topicKey('a')],
      [topicKey('b')],
      [GAP_KEY, topicKey('a'), topicKey('c')],
    ]);
    expect(ear.gaps).toBe(2);
    server.newest.hear(topicKey('b'));
    server.newest.hear(topicKey('c'));
    server.newest.hear(GAP_KEY);
    expect([ear.moved, ear.gaps]).toEqual([['c'], 3]);
  });

  it('makes good for what it could not send, and only then', async () => {
    await start();
    wire.publish([]);
    wire.publish(['a']);
    await settle();
    server.newest.end(new Error('gone'));
    await settle();
    await pass(RECONNECT.firstDelayMs);
    expect(server.sent).toEqual([[topicKey('a')]]);
    server.newest.end(new Error('gone'));
    await settle();
    wire.publish(['b']);
    await pass(RECONNECT.firstDelayMs);
    expect(server.sent.slice(1)).toEqual([[GAP_KEY]]);
  });

  it('ends while it connects, waits, or is not answered any more, and leaves no connection behind', async () => {
    server.mood = 'refuses';
    await start();
    await wire.close();
    await settle();
    expect(clock.pending).toBe(0);
    expect(server.attempts).toBe(1);

    server.mood = 'answers';
    await start();
    server.mood = 'is silent';
    const closed = wire.close();
    await pass(CLOSE_WITHIN_MS);
    await closed;
    expect(written.lines).toHaveLength(1);
  });

  it('closes a connection at once that comes about after it was closed itself', async () => {
    const coming = Promise.withResolvers<void>();
    const late = new RemoteWire(
      async (hear) => {
        await coming.promise;
        return server.connect(hear);
      },
      { clock, random: () => 0, log: written.log },
    );
    await late.close();
    coming.resolve();
    await settle();
    expect(server.listened).toEqual([]);
    expect(clock.pending).toBe(0);
    expect(written.lines).toEqual([]);
  });
});
