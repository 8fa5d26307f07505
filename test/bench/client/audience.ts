import { setTimeout as realDelay } from 'node:timers/promises';
import type { Ear, OpenSubscriber, Subscriber } from './subscriber.ts';

/** Sockets that are being opened at once. */
const OPENING = 64;
/** How long deliveries may take, in milliseconds; only a broken server takes so long. */
const PATIENCE_MS = 120_000;
/** Servers take the last subscriptions meanwhile, in milliseconds: no protocol says when they have. */
const SETTLING_MS = 200;
/** How long a probe may take before the next one, in milliseconds. */
const PROBE_MS = 2_000;

/** Many subscribers of one server, counted together. */
export class Audience implements Disposable {
  readonly #subscribers: Subscriber[] = [];
  #heard = 0;
  #waiting: { readonly until: number; readonly resolve: () => void; readonly reject: (error: Error) => void } | null =
    null;
  #failure: Error | null = null;
  /** The data of the first event that anybody heard. */
  sample = '';

  /** Opens all of them; they hear nothing before {@link settle}. */
  async open(url: string, count: number, openOne: OpenSubscriber): Promise<void> {
    const ear: Ear = {
      heard: (events) => {
        this.#heard += events;
        if (this.#waiting !== null && this.#heard >= this.#waiting.until) this.#waiting.resolve();
      },
      sample: (payload) => {
        this.sample ||= payload;
      },
      failed: (why) => {
        this.#failure ??= new Error(`a subscription failed: ${why.slice(0, 300)}`);
        this.#waiting?.reject(this.#failure);
      },
    };
    let opened = 0;
    const openAll = async (): Promise<void> => {
      while (opened < count) {
        opened++;
        const subscriber = await openOne(url, ear);
        this.#subscribers.push(subscriber);
        await subscriber.opened;
      }
    };
    await Promise.all(Array.from({ length: OPENING }, openAll));
  }

  /** Publishes until one event has reached everybody: then all subscriptions are there. */
  async settle(publish: () => Promise<void>): Promise<void> {
    await realDelay(SETTLING_MS);
    for (;;) {
      const heard = this.hears(this.#subscribers.length);
      await publish();
      const late = realDelay(PROBE_MS, 'late' as const);
      if ((await Promise.race([heard, late])) !== 'late') return;
      heard.catch(() => {});
      await realDelay(PROBE_MS);
    }
  }

  /** Resolves when so many events have been heard from now on, over all subscribers. */
  async hears(events: number): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    this.#heard = 0;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const late = setTimeout(() => reject(new Error(`${this.#heard} of ${events} events were heard`)), PATIENCE_MS);
    this.#waiting = { until: events, resolve, reject };
    await promise.finally(() => clearTimeout(late));
  }

  get size(): number {
    return this.#subscribers.length;
  }

  [Symbol.dispose](): void {
    for (const subscriber of this.#subscribers) subscriber[Symbol.dispose]();
  }
}
