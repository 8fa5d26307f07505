import type { Logger } from 'pino';
import type { ChangeReport } from '../datasources/datasource.ts';
import type { Clock } from '../kernel/clock.ts';
import { MINUTE, SECOND } from '../kernel/duration.ts';
import type { KeptWebhook } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { parseContent } from './content.ts';
import type { GroupReports, ReportApplier } from './report-applier.ts';

/** Webhooks of one connection that are held at once: the others wait in the store, however many there are. */
export const WEBHOOKS_AT_ONCE = 16;
/** What is not worked off after so long comes again, here or elsewhere. */
export const WEBHOOK_LEASE_MS = 10 * SECOND;
/** A webhook that cannot be read was kept by another version of this service; so much later it is tried again, here or there. */
export const UNREADABLE_MS = 5 * MINUTE;

type Taken = GroupReports['webhooks'][number];

export interface ConnectionWebhooksDeps {
  readonly store: Pick<Store, 'webhooks'>;
  readonly applier: ReportApplier;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Works off the webhooks of one connection: those of one group in the order in which they came, those of different groups beside each other. */
export class ConnectionWebhooks {
  readonly #connectionId: string;
  readonly #deps: ConnectionWebhooksDeps;
  /** The keys of those that wait here or are under way. */
  readonly #held = new Set<number>();
  /** Of each group that is being worked on, what has come since. */
  readonly #waiting = new Map<string, Taken[]>();
  readonly #underWay = new Set<Promise<void>>();
  #isTaking = false;
  #moreKept = false;
  #stopped = false;

  constructor(connectionId: string, deps: ConnectionWebhooksDeps) {
    this.#connectionId = connectionId;
    this.#deps = deps;
  }

  /** Something was kept, or may have been left behind. */
  wake(): void {
    this.#moreKept = true;
    this.#takeWhileRoom();
  }

  /** Begins nothing any more, and resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  get #hasRoom(): boolean {
    return !this.#stopped && this.#held.size < WEBHOOKS_AT_ONCE;
  }

  #takeWhileRoom(): void {
    if (this.#isTaking || !this.#hasRoom) return;
    this.#isTaking = true;
    this.#follow(this.#takeAll());
  }

  async #takeAll(): Promise<void> {
    while (this.#moreKept && this.#hasRoom) {
      this.#moreKept = false;
      await this.#take().catch((error: unknown) => {
        this.#deps.log.error({ err: error, connection: this.#connectionId }, 'the store could not hand out webhooks');
      });
    }
    this.#isTaking = false;
  }

  async #take(): Promise<void> {
    const { store, clock } = this.#deps;
    const room = WEBHOOKS_AT_ONCE - this.#held.size;
    const nowMs = clock.now();
    const taken = await store.webhooks.take([this.#connectionId], room, nowMs, nowMs + WEBHOOK_LEASE_MS);
    if (taken.length === room) this.#moreKept = true;
    const idle = new Set<string>();
    const unreadable: number[] = [];
    for (const webhook of taken) {
      // Its lease ran out while it waits here, and was prolonged by this.
      if (this.#held.has(webhook.key)) continue;
      const reports = this.#reportsOf(webhook);
      const groupId = reports[0]?.groupId;
      if (groupId === undefined) unreadable.push(webhook.key);
      else if (this.#hold(groupId, { ...webhook, reports })) idle.add(groupId);
    }
    for (const groupId of idle) this.#follow(this.#workOff(groupId));
    if (unreadable.length > 0) await store.webhooks.putOff(unreadable, nowMs + UNREADABLE_MS, nowMs);
  }

  /** None when it cannot be read. */
  #reportsOf({ key, content }: KeptWebhook): readonly ChangeReport[] {
    try {
      return parseContent(content);
    } catch (error) {
      this.#deps.log.error({ err: error, connection: this.#connectionId, key }, 'a kept webhook cannot be read');
      return [];
    }
  }

  /** Returns whether nobody works on the group yet. */
  #hold(groupId: string, webhook: Taken): boolean {
    this.#held.add(webhook.key);
    const waiting = this.#waiting.get(groupId);
    if (waiting === undefined) this.#waiting.set(groupId, [webhook]);
    else waiting.push(webhook);
    return waiting === undefined;
  }

  async #workOff(groupId: string): Promise<void> {
    const group = { connectionId: this.#connectionId, externalId: groupId };
    for (let webhooks = this.#next(groupId); webhooks.length > 0; webhooks = this.#next(groupId)) {
      await this.#deps.applier.apply({ group, webhooks }).catch((error: unknown) => {
        // Comes again when its lease is over.
        this.#deps.log.error(
          { err: error, connection: this.#connectionId, group: groupId },
          'a webhook could not be worked off',
        );
      });
      for (const { key } of webhooks) this.#held.delete(key);
      if (this.#moreKept) this.#takeWhileRoom();
    }
    this.#waiting.delete(groupId);
  }

  /** All that waits of a group: one look answers for all of them. */
  #next(groupId: string): readonly Taken[] {
    return this.#waiting.get(groupId)?.splice(0) ?? [];
  }

  #follow(work: Promise<void>): void {
    const followed = work.finally(() => this.#underWay.delete(followed));
    this.#underWay.add(followed);
  }
}
