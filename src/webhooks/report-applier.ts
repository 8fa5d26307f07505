import type { Connection, Connections } from '../connections/connection.ts';
import type { ChangeReport, ReadDesk } from '../datasources/datasource.ts';
import { DataSourceError, ReadRefused } from '../datasources/fault.ts';
import { backoffMs } from '../kernel/backoff.ts';
import type { Clock, Random } from '../kernel/clock.ts';
import { MINUTE, SECOND } from '../kernel/duration.ts';
import type { GroupRef } from '../kernel/ids.ts';
import { sightingOrder } from '../members/sightings.ts';
import { recordGroupGone } from '../reconciliation/group-gone.ts';
import { lookAtGroup } from '../reconciliation/look.ts';
import type { KeptWebhook } from '../store/records.ts';
import { FIRST_ROUND_MS, MAX_SIGHTINGS, type Sighting, type SightingOrder, type Store } from '../store/store.ts';

/** When a provider does not answer the question that a report raises, it is asked again so often, and then left to the rounds. */
export const QUESTION_RETRY = { attempts: 10, firstDelayMs: SECOND, maxDelayMs: 5 * MINUTE };

export interface GroupReports {
  readonly group: GroupRef;
  /** In the order in which they came. */
  readonly webhooks: readonly (KeptWebhook & { readonly reports: readonly ChangeReport[] })[];
}

export interface ApplierDeps {
  readonly store: Pick<Store, 'sightings' | 'rounds' | 'members' | 'webhooks'>;
  readonly connections: Connections;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: { warn(detail: object, message: string): void };
  /** For reads of a connection that may wait. */
  readonly deskOf: (connection: Connection, signal: AbortSignal) => ReadDesk;
}

/** A round that asks whether a report was the last word comes so much later for each thousand members that it has to ask for. */
const CONFIRMATION_PER_THOUSAND_MS = FIRST_ROUND_MS;

/**
 * What follows from reports. One that the provider vouches for counts at once, and a round soon after it asks whether it was the last
 * word; any other is only a reason to ask, and the answer counts.
 */
export class ReportApplier {
  readonly #deps: ApplierDeps;
  readonly #stopping = new AbortController();

  constructor(deps: ApplierDeps) {
    this.#deps = deps;
  }

  /** Asks nothing any more: questions that wait are put off, for whoever comes next. */
  stop(): void {
    this.#stopping.abort(new Error('Rollcall is shutting down'));
  }

  /** Resolves when all of it is done or put off. */
  async apply({ group, webhooks }: GroupReports): Promise<void> {
    const connection = this.#deps.connections.get(group.connectionId);
    if (connection === undefined) return;
    const raisingQuestions: GroupReports['webhooks'][number][] = [];
    // Counted once: in a large group that takes its time.
    let known: number | null = null;
    for (const webhook of webhooks) {
      const asks = webhook.reports.some(({ trusted, change }) => !trusted || change === 'membersChanged');
      if (asks) {
        raisingQuestions.push(webhook);
        continue;
      }
      known ??= (await this.#deps.store.rounds.standing(group))?.known ?? null;
      await this.#believe(group, webhook, known);
    }
    if (raisingQuestions.length > 0) await this.#ask(connection, { group, webhooks: raisingQuestions });
  }

  /** @param known memberships of the group; null when nothing is known of it */
  async #believe(
    group: GroupRef,
    { key, reports }: GroupReports['webhooks'][number],
    known: number | null,
  ): Promise<void> {
    const sightings: Sighting[] = [];
    for (const { change, accounts } of reports) {
      if (change === 'groupGone') await recordGroupGone(this.#deps, group, 'WEBHOOK');
      const occurrence = OCCURRENCES[change];
      if (occurrence === undefined) continue;
      for (const account of accounts) {
        sightings.push({ account, occurrence, cause: 'WEBHOOK', beginsMembership: true });
      }
    }
    if (sightings.length === 0 && known === null) return this.#deps.store.webhooks.done([key]);
    const thousands = Math.ceil(((known ?? 0) + sightings.length) / 1_000);
    const concernsGroup = reports.some(({ change }) => change === 'groupChanged' || change === 'groupGone');
    // In parts, and the last one says that the webhook is done: begun again after a crash, the first parts change nothing.
    for (let from = 0; from === 0 || from < sightings.length; from += MAX_SIGHTINGS) {
      const isLast = from + MAX_SIGHTINGS >= sightings.length;
      await this.#record(group, isLast ? thousands * CONFIRMATION_PER_THOUSAND_MS : null, {
        sightings: sightings.slice(from, from + MAX_SIGHTINGS),
        facts: concernsGroup && isLast ? 'outdated' : null,
        webhookKey: isLast ? key : null,
      });
    }
  }

  /** One look answers all questions that were raised before it. */
  async #ask(connection: Connection, { group, webhooks }: GroupReports): Promise<void> {
    const { store } = this.#deps;
    const reports = webhooks.flatMap((webhook) => webhook.reports);
    const keys = webhooks.map(({ key }) => key);
    try {
      await lookAtGroup(this.#deps, {
        group,
        connection,
        desk: this.#deps.deskOf(connection, this.#stopping.signal),
        cause: 'WEBHOOK',
        followAll: false,
        reported: lastWords(reports),
        freshFacts: reports.some(({ change }) => change === 'groupChanged'),
      });
    } catch (error) {
      return this.#whenUntold(connection, { group, webhooks }, error);
    }
    await store.webhooks.done(keys);
  }

  async #whenUntold(connection: Connection, { group, webhooks }: GroupReports, error: unknown): Promise<void> {
    const { store, clock, random, log } = this.#deps;
    const keys = webhooks.map(({ key }) => key);
    if (this.#stopping.signal.aborted) return store.webhooks.putOff(keys, clock.now(), clock.now());
    if (!(error instanceof DataSourceError || error instanceof ReadRefused)) throw error;
    const attempts = Math.max(...webhooks.map((webhook) => webhook.attempts)) + 1;
    log.warn(
      { connection: connection.id, group: group.externalId, attempts },
      `a reported change could not be looked at: ${error.message}`,
    );
    const gone = webhooks.some((webhook) => webhook.reports.some(({ change }) => change === 'groupGone'));
    if (error instanceof ReadRefused && error.reason === 'groupMissing' && gone) {
      await recordGroupGone(this.#deps, group, 'WEBHOOK');
    } else if (error instanceof DataSourceError && attempts < QUESTION_RETRY.attempts) {
      const nowMs = clock.now();
      return store.webhooks.putOff(keys, nowMs + backoffMs(QUESTION_RETRY, attempts, random), nowMs);
    } else {
      await this.#record(group, FIRST_ROUND_MS, {});
    }
    await store.webhooks.done(keys);
  }

  /** @param roundInMs when a round is to look again; null: none for this */
  async #record(group: GroupRef, roundInMs: number | null, seen: Partial<SightingOrder>): Promise<void> {
    const nowMs = this.#deps.clock.now();
    const roundAtMs = roundInMs === null ? null : nowMs + roundInMs;
    await this.#deps.store.sightings.record(sightingOrder(group, nowMs, { ...seen, roundAtMs }));
  }
}

const OCCURRENCES: Readonly<Partial<Record<ChangeReport['change'], Sighting['occurrence']>>> = {
  joined: 'seenIn',
  left: 'left',
  removed: 'removed',
};

/** Of each account that was reported, how it went out by the last report, if it is out. */
function lastWords(reports: readonly ChangeReport[]): Map<string, 'seenOut' | 'left' | 'removed'> {
  const words = new Map<string, 'seenOut' | 'left' | 'removed'>();
  for (const { change, accounts } of reports) {
    const word = change === 'left' || change === 'removed' ? change : 'seenOut';
    for (const account of accounts) words.set(account, word);
  }
  return words;
}
