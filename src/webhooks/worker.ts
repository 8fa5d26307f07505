import type { Logger } from 'pino';
import type { Connections } from '../connections/connection.ts';
import type { CancelTimer, Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import { formatGroupId, type GroupRef } from '../kernel/ids.ts';
import type { KeptWebhook } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { parseContent } from './content.ts';
import type { GroupReports, ReportApplier } from './report-applier.ts';

/** How often it is looked for what other instances left behind, in milliseconds. */
export const LEFTOVERS_MS = SECOND;
/** Webhooks that are taken at once. */
export const WEBHOOKS_PER_TAKE = 100;
/** Groups whose reports are worked off at once. */
export const GROUPS_AT_ONCE = 16;
/** What is not worked off after so long comes again, here or elsewhere. */
export const WEBHOOK_LEASE_MS = 30 * SECOND;

export interface WorkerDeps {
  readonly store: Pick<Store, 'webhooks'>;
  readonly connections: Connections;
  readonly applier: ReportApplier;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Works off kept webhooks: those of one group in the order in which they came, those of different groups beside each other. */
export class WebhookWorker {
  readonly #deps: WorkerDeps;
  /** The last work of each group that has any. */
  readonly #groups = new Map<string, Promise<void>>();
  #working: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #cancelTimer: CancelTimer = () => {};

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
  }

  start(): void {
    const { clock } = this.#deps;
    this.wake();
    this.#cancelTimer = clock.setTimer(clock.now() + LEFTOVERS_MS, () => this.start());
  }

  /** Something was kept, or may have been left behind. */
  wake(): void {
    this.#again = true;
    this.#working ??= this.#work();
  }

  /** Begins nothing any more, and resolves when what is under way has ended; the rest stays kept. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer();
    this.#deps.applier.stop();
    await this.#working;
    await Promise.all(this.#groups.values());
  }

  async #work(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      await this.#takeSome().catch((error: unknown) => {
        this.#deps.log.error({ err: error }, 'the store could not hand out webhooks');
      });
    }
    this.#working = null;
  }

  async #takeSome(): Promise<void> {
    const { store, connections, clock } = this.#deps;
    if (this.#groups.size >= GROUPS_AT_ONCE) await Promise.race(this.#groups.values());
    const ids = connections.all().map(({ id }) => id);
    const nowMs = clock.now();
    const taken = await store.webhooks.take(ids, WEBHOOKS_PER_TAKE, nowMs, nowMs + WEBHOOK_LEASE_MS);
    if (taken.length === WEBHOOKS_PER_TAKE) this.#again = true;
    for (const reports of byGroup(taken)) this.#begin(reports);
  }

  #begin(reports: GroupReports): void {
    const key = formatGroupId(reports.group);
    const before = this.#groups.get(key) ?? Promise.resolve();
    const work = before
      .then(() => this.#deps.applier.apply(reports))
      // Comes again when its lease is over.
      .catch((error: unknown) => this.#deps.log.error({ err: error, group: key }, 'a webhook could not be worked off'))
      .finally(() => {
        if (this.#groups.get(key) === work) this.#groups.delete(key);
      });
    this.#groups.set(key, work);
  }
}

/** What was taken, by group, each in the order in which it came. A webhook is about one group. */
function byGroup(taken: readonly KeptWebhook[]): GroupReports[] {
  const groups = new Map<string, { group: GroupRef; webhooks: GroupReports['webhooks'][number][] }>();
  for (const webhook of taken) {
    const reports = parseContent(webhook.content);
    const group = { connectionId: webhook.connectionId, externalId: reports[0]?.groupId ?? '' };
    const key = formatGroupId(group);
    const known = groups.get(key) ?? { group, webhooks: [] };
    groups.set(key, known);
    known.webhooks.push({ ...webhook, reports });
  }
  return [...groups.values()];
}
