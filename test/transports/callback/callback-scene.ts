import type { Access } from '../../../src/access/access.ts';
import { CALLBACK_TIMEOUT_MS } from '../../../src/transports/callback/posts.ts';
import { CallbackRouter, type Manners, type RoutedSubscription } from '../callback-router.ts';
import { type HttpAnswer, postJson } from '../clients.ts';
import { GROUP, Stage } from '../stage.ts';
import { until } from '../time.ts';

export const SUBSCRIBE = `subscription { memberStateChanged(groupId: "${GROUP}") { sequence } }`;

interface Asked {
  readonly query?: string;
  readonly heartbeatIntervalMs?: number;
  /** Instead of the subscription's own. */
  readonly extensions?: object;
}

/** A router, and the service that calls it back. */
export class CallbackScene implements AsyncDisposable {
  readonly router: CallbackRouter;
  readonly stage: Stage;

  private constructor(router: CallbackRouter, stage: Stage) {
    this.router = router;
    this.stage = stage;
  }

  static async start({ manners, access }: { manners?: Manners; access?: Access } = {}): Promise<CallbackScene> {
    const router = await CallbackRouter.start(manners);
    return new CallbackScene(router, await Stage.start({ callbackOrigins: [router.origin], access }));
  }

  ask(
    routed: RoutedSubscription,
    { query = SUBSCRIBE, heartbeatIntervalMs, extensions }: Asked = {},
  ): Promise<HttpAnswer> {
    return postJson(`${this.stage.url}/graphql`, {
      query,
      extensions: extensions ?? routed.extension(heartbeatIntervalMs),
    });
  }

  /** A subscription that has begun. */
  async begin(heartbeatIntervalMs?: number): Promise<RoutedSubscription> {
    const routed = this.router.subscription();
    const { status, text } = await this.ask(routed, {
      ...(heartbeatIntervalMs !== undefined && { heartbeatIntervalMs }),
    });
    if (status !== 200) throw new Error(text);
    return routed;
  }

  /** Resolves when the router has taken so many messages of the subscription. */
  taken(routed: RoutedSubscription, count: number): Promise<void> {
    return until(`${count} messages were taken`, () => routed.messages.length >= count && routed.underWay === 0);
  }

  /** The same, and the service knows it: time may move without ending the wait for an answer. */
  async settled(routed: RoutedSubscription, count: number): Promise<void> {
    await this.taken(routed, count);
    const { clock, front } = this.stage;
    await until(
      'each subscription waits for its next sign of life alone',
      () => clock.pending === front.callbacks.open,
    );
  }

  /** Moves time to the next attempt once a message has failed. */
  async nextAttempt(): Promise<void> {
    const { clock } = this.stage;
    // The time for an answer is longer than every wait for an attempt that this is used for.
    await until(
      'the next attempt is waited for',
      () => (clock.nextAtMs ?? Infinity) < clock.now() + CALLBACK_TIMEOUT_MS,
    );
    clock.advanceTo(clock.nextAtMs ?? 0);
  }

  /** Resolves when nothing of any subscription is left. */
  freed(): Promise<void> {
    const { feed, front } = this.stage;
    return until('everything is freed', () => feed.subscribers === 0 && front.callbacks.open === 0);
  }

  get log(): string {
    return JSON.stringify(this.stage.front.lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
    await this.router[Symbol.asyncDispose]();
    if (this.router.complaints.length > 0) throw new Error(this.router.complaints.join('\n'));
  }
}
