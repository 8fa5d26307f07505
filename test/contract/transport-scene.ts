import { expect } from 'vitest';
import type { Access } from '../../src/access/access.ts';
import type { StreamedResult, Subscriber, Surroundings, TransportClient } from '../transports/clients.ts';
import { Stage } from '../transports/stage.ts';
import { until } from '../transports/time.ts';

export const CHANGES = `subscription ($groupId: ID, $operationId: ID, $userId: ID, $after: String) {
  memberStateChanged(groupId: $groupId, operationId: $operationId, userId: $userId, after: $after) {
    cursor sequence to membership { account state }
  }
}`;

/** Long accounts, many times over: the sockets' own buffers shall fill before the reader's events do. */
export const BULKY_CHANGES = `subscription ($groupId: ID) { memberStateChanged(groupId: $groupId) {
  sequence ${Array.from({ length: 48 }, (_, n) => `m${n}: membership { account }`).join(' ')}
} }`;

export const bulkyAccounts = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, n) => `${from + n}-${'x'.repeat(480)}`);

/** How many looks at a condition, a millisecond each at least, go by before time moves again: what is on its way shall arrive. */
const LOOKS = 25;

/** The service, and those who subscribe to it in one way. */
export class TransportScene implements AsyncDisposable {
  readonly #transport: TransportClient;
  readonly #surroundings: Surroundings | undefined;
  readonly #subscribers: Subscriber[] = [];
  readonly stage: Stage;

  private constructor(transport: TransportClient, surroundings: Surroundings | undefined, stage: Stage) {
    this.#transport = transport;
    this.#surroundings = surroundings;
    this.stage = stage;
  }

  static async start(transport: TransportClient, access?: Access): Promise<TransportScene> {
    const surroundings = await transport.surround?.();
    return new TransportScene(transport, surroundings, await Stage.start({ access, ...callbacksOf(surroundings) }));
  }

  /** For a service of another schema. */
  get callbacks(): Pick<Surroundings, 'callbackOrigins'> {
    return callbacksOf(this.#surroundings);
  }

  async open(query: string, variables: object): Promise<Subscriber> {
    const subscriber = await this.#transport.subscribe(this.stage.url, query, variables);
    this.#subscribers.push(subscriber);
    return subscriber;
  }

  /** Subscribes, and goes on when the server has the subscription. */
  async subscribe(variables: object, query = CHANGES): Promise<Subscriber> {
    const known = this.stage.feed.subscribers;
    const subscriber = await this.open(query, variables);
    await until('the feed has the subscriber', () => this.stage.feed.subscribers > known);
    return subscriber;
  }

  async take(subscriber: Subscriber, count: number): Promise<StreamedResult['data'][]> {
    const changes: unknown[] = [];
    while (changes.length < count) {
      const result = await subscriber.next();
      expect(result?.errors).toBeUndefined();
      changes.push(result?.data.memberStateChanged);
    }
    return changes;
  }

  /** The only thing that a subscription without a chance is told. */
  async refusal(variables: object, query = CHANGES): Promise<Record<string, unknown>> {
    const known = this.stage.feed.subscribers;
    const subscriber = await this.open(query, variables);
    const result = await subscriber.next();
    expect(result?.data ?? null).toBeNull();
    expect(result?.errors).toHaveLength(1);
    expect(await subscriber.next()).toBeNull();
    expect(this.stage.feed.subscribers).toBe(known);
    return { ...result?.errors?.[0]?.extensions };
  }

  /** Waits for what the server does once it sees that a client has gone. */
  async noticed(what: string, holds: () => boolean): Promise<void> {
    let looks = 0;
    await until(what, () => {
      if (!holds() && looks++ % LOOKS === 0) this.stage.clock.advance(this.#transport.noticedAfterMs);
      return holds();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const subscriber of this.#subscribers) subscriber.vanish();
    await this.stage[Symbol.asyncDispose]();
    await this.#surroundings?.[Symbol.asyncDispose]();
  }
}

const callbacksOf = (surroundings: Surroundings | undefined): Pick<Surroundings, 'callbackOrigins'> => ({
  callbackOrigins: surroundings?.callbackOrigins ?? [],
});
