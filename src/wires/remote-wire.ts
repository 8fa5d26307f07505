import type { Logger } from 'pino';
import { backoffMs } from '../kernel/backoff.ts';
import { type Clock, type Random, sleep } from '../kernel/clock.ts';
import { withDeadline } from '../kernel/deadline.ts';
import type { Connect, WireConnection } from './connection.ts';
import { Outbox } from './outbox.ts';
import { GAP_KEY, topicKey } from './topic-key.ts';
import type { EventWire } from './wire.ts';

/** How long the other end may take to answer before the connection counts as lost, in milliseconds. */
export const ANSWER_WITHIN_MS = 5_000;
/** How long a farewell may take, in milliseconds. */
export const CLOSE_WITHIN_MS = 1_000;
/** How long to wait before a new connection is tried; it is tried for ever. */
export const RECONNECT = { attempts: Number.POSITIVE_INFINITY, firstDelayMs: 100, maxDelayMs: 2_000 } as const;

export interface RemoteWireDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/**
 * A wire over a server: keeps one connection, replaces it for as long as it takes, and remembers what has to be told when it
 * stands again. It begins to connect when it is made, and nothing waits for that.
 *
 * | state | enters when | what is published |
 * |---|---|---|
 * | down | made; the connection ended; the server did not answer in time | dropped, and made good by a gap later |
 * | up | connected, and all topics are listened to: `onGap` | sent |
 * | closed | closed | dropped |
 */
export class RemoteWire implements EventWire {
  readonly #connect: Connect;
  readonly #deps: RemoteWireDeps;
  readonly #closing = new AbortController();
  readonly #outbox = new Outbox();
  /** Topics by their keys. */
  readonly #listened = new Map<string, string>();
  #connection: WireConnection | null = null;
  #up = false;
  /** Why the connection is given up, if not by itself. */
  #fault: Error | null = null;
  /** That it is down has been logged. */
  #outageKnown = false;
  #moved: (topic: string) => void = () => {};
  #gap: () => void = () => {};

  constructor(connect: Connect, deps: RemoteWireDeps) {
    this.#connect = connect;
    this.#deps = deps;
    void this.#stayConnected();
  }

  publish(topics: readonly string[]): void {
    if (!this.#closing.signal.aborted) this.#outbox.add(topics.map(topicKey));
  }

  listen(topic: string): void {
    const key = topicKey(topic);
    if (this.#listened.has(key)) return;
    this.#listened.set(key, topic);
    const connection = this.#connection;
    if (connection !== null) void this.#answered(connection, connection.listen([key])).catch(() => {});
  }

  unlisten(topic: string): void {
    const key = topicKey(topic);
    if (this.#listened.delete(key)) this.#connection?.unlisten(key);
  }

  onMoved(listener: (topic: string) => void): void {
    this.#moved = listener;
  }

  onGap(listener: () => void): void {
    this.#gap = listener;
  }

  async ping(): Promise<void> {
    const connection = this.#connection;
    if (connection === null || !this.#up) throw new Error('the event wire is not connected');
    await this.#answered(connection, connection.ping());
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const connection = this.#connection;
    if (connection !== null) await this.#end(connection);
  }

  async #stayConnected(): Promise<void> {
    const { clock, random } = this.#deps;
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted;) {
      const wasUp = await this.#connectOnce();
      failures = wasUp ? 1 : failures + 1;
      await sleep(clock, backoffMs(RECONNECT, failures, random), signal).catch(() => {});
    }
  }

  /** Lives through one connection, and tells whether it stood. */
  async #connectOnce(): Promise<boolean> {
    this.#fault = null;
    let connection: WireConnection | null = null;
    try {
      connection = await this.#connect((key) => this.#hear(key));
      if (this.#closing.signal.aborted) return false;
      await this.#begin(connection);
      this.#noteOutage(await connection.ended);
      return true;
    } catch (error) {
      this.#noteOutage(error as Error);
      return false;
    } finally {
      this.#connection = null;
      this.#up = false;
      this.#outbox.shut();
      if (connection !== null) await this.#end(connection);
    }
  }

  async #begin(connection: WireConnection): Promise<void> {
    this.#connection = connection;
    await this.#answered(connection, connection.listen([GAP_KEY, ...this.#listened.keys()]));
    this.#up = true;
    if (this.#outageKnown) this.#deps.log.info('events travel between instances again');
    this.#outageKnown = false;
    this.#outbox.open((batch) => this.#answered(connection, connection.send(batch)));
    this.#gap();
  }

  #hear(key: string): void {
    if (this.#closing.signal.aborted) return;
    if (key === GAP_KEY) return this.#gap();
    const topic = this.#listened.get(key);
    if (topic !== undefined) this.#moved(topic);
  }

  /** Gives the connection up when the answer is a refusal or does not come. */
  async #answered(connection: WireConnection, answer: Promise<void>): Promise<void> {
    const late = (): Error => new Error(`no answer in ${ANSWER_WITHIN_MS} ms`);
    try {
      await withDeadline(this.#deps.clock, ANSWER_WITHIN_MS, answer, late);
    } catch (error) {
      if (connection === this.#connection) this.#fault ??= error as Error;
      void this.#end(connection);
      throw error;
    }
  }

  async #end(connection: WireConnection): Promise<void> {
    const late = (): Error => new Error('the farewell took too long');
    await withDeadline(this.#deps.clock, CLOSE_WITHIN_MS, connection.close(), late).catch(() => {});
  }

  /** Once an outage. Only the message: what stands beside it in an error may name the server with its password. */
  #noteOutage(error: Error): void {
    if (this.#outageKnown || this.#closing.signal.aborted) return;
    this.#outageKnown = true;
    const reason = (this.#fault ?? error).message;
    this.#deps.log.warn({ reason }, 'events do not travel between instances; each looks for them every second');
  }
}
