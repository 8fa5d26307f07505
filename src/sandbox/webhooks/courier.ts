import type { Clock } from '../../kernel/clock.ts';
import { sleep } from '../../kernel/clock.ts';
import { Swaps } from './disturbances.ts';
import type { LostBy, WebhookEntry, WebhookJournal } from './journal.ts';
import { Poster } from './post.ts';
import type { Reply } from './post.ts';
import type { Habits, Webhook } from './webhook.ts';

/** Webhooks that are under way or wait, retries included; beyond it the oldest is lost. */
export const MAX_WEBHOOKS = 10_000;

/** One webhook on its way to one URL. */
export interface Errand {
  readonly entry: WebhookEntry;
  readonly webhook: Webhook;
  readonly url: string;
  readonly habits: Habits;
}

/** How its first attempt leaves. */
export interface Leave {
  readonly delayMs: number;
  /** Changes places with the next one of its group. */
  readonly swap: boolean;
}

/** Carries webhooks to their URLs: those of one group one after the other, those of several groups at once. */
export class Courier {
  readonly #clock: Clock;
  readonly #journal: WebhookJournal;
  readonly #poster: Poster;
  readonly #swaps: Swaps;
  /** What is under way or waits, the oldest first. */
  readonly #underWay = new Map<Errand, AbortController>();
  /** By group: the end of the last attempt of its queue. */
  readonly #queues = new Map<string, Promise<unknown>>();
  /** Attempts that are at the target, or wait for those before them to end. */
  readonly #attempts = new Set<Promise<unknown>>();

  constructor(clock: Clock, journal: WebhookJournal) {
    this.#clock = clock;
    this.#journal = journal;
    this.#poster = new Poster(clock);
    this.#swaps = new Swaps(clock);
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  get onTheWire(): number {
    return this.#attempts.size;
  }

  /** Resolves when nothing is on the wire; what waits for the clock goes on waiting. */
  async idle(): Promise<void> {
    do {
      // What has just become due enters the wire within this turn.
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.allSettled(this.#attempts);
    } while (this.#attempts.size > 0);
  }

  carry(errand: Errand, leave: Leave): void {
    void this.#run(errand, leave, this.#begin(errand));
  }

  /** One attempt at once, for a question that waits for its answer; null when there is none. */
  async ask(errand: Errand): Promise<Reply | null> {
    const ended = this.#begin(errand);
    const reply = await this.#onTheWire(this.#attempt(errand, 1, ended.signal));
    this.#journal.end(errand.entry, endOf(reply));
    this.#underWay.delete(errand);
    return reply;
  }

  /** Everything under way or waiting is lost. */
  stop(): void {
    for (const errand of this.#underWay.keys()) this.#lose(errand, 'stopped');
  }

  async close(): Promise<void> {
    this.stop();
    await Promise.allSettled(this.#attempts);
    this.#poster.close();
  }

  async #run(errand: Errand, leave: Leave, { signal }: AbortController): Promise<void> {
    try {
      this.#journal.end(errand.entry, await this.#carry(errand, leave, signal));
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      this.#underWay.delete(errand);
    }
  }

  async #carry(errand: Errand, { delayMs, swap }: Leave, signal: AbortSignal): Promise<'delivered' | LostBy> {
    const group = queueOf(errand);
    if (delayMs > 0) await sleep(this.#clock, delayMs, signal);
    const send = (attempt: number): Promise<Reply | null> =>
      this.#inTurn(group, () => this.#attempt(errand, attempt, signal));
    const letPass = this.#swaps.takePlace(group);
    let answered = swap && letPass === null ? this.#swaps.hold(group, signal, () => send(1)) : send(1);
    letPass?.();
    for (let attempt = 1; ; attempt++) {
      const end = endOf(await answered);
      const pauseMs = errand.habits.retryAfterMs[attempt - 1];
      if (end === 'delivered' || pauseMs === undefined) return end;
      await sleep(this.#clock, pauseMs, signal);
      answered = send(attempt + 1);
    }
  }

  async #attempt({ entry, webhook, url, habits }: Errand, attempt: number, signal: AbortSignal): Promise<Reply | null> {
    if (signal.aborted) return null;
    const parcel = webhook.pack(this.#clock.now(), attempt);
    this.#journal.attempted(entry, parcel.body);
    const reply = await this.#poster.post({ url, parcel, deadlineMs: habits.deadlineMs, signal });
    if (reply !== null) this.#journal.answered(entry, reply.status);
    return reply;
  }

  #inTurn<Result>(group: string, run: () => Promise<Result>): Promise<Result> {
    const before = this.#queues.get(group);
    const mine = this.#onTheWire(before === undefined ? run() : before.then(run));
    this.#queues.set(group, mine);
    const leave = (): void => void (this.#queues.get(group) === mine && this.#queues.delete(group));
    mine.then(leave, leave);
    return mine;
  }

  #onTheWire<Result>(attempt: Promise<Result>): Promise<Result> {
    this.#attempts.add(attempt);
    const leave = (): void => void this.#attempts.delete(attempt);
    attempt.then(leave, leave);
    return attempt;
  }

  #begin(errand: Errand): AbortController {
    const controller = new AbortController();
    this.#underWay.set(errand, controller);
    const [oldest] = this.#underWay.keys();
    if (this.#underWay.size > MAX_WEBHOOKS && oldest !== undefined) this.#lose(oldest, 'overflow');
    return controller;
  }

  /** At once, whatever it waits for. */
  #lose(errand: Errand, by: LostBy): void {
    const controller = this.#underWay.get(errand);
    this.#underWay.delete(errand);
    this.#journal.end(errand.entry, by);
    controller?.abort();
  }
}

/** Webhooks about no group queue up as if they were about one. */
const queueOf = ({ entry }: Errand): string => `${entry.connection}\n${entry.group ?? ''}`;

function endOf(reply: Reply | null): 'delivered' | 'unanswered' | 'refused' {
  if (reply === null) return 'unanswered';
  return reply.status >= 200 && reply.status <= 299 ? 'delivered' : 'refused';
}
