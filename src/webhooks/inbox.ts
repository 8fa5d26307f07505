import type { Logger } from 'pino';
import type { Connections } from '../connections/connection.ts';
import type { WebhookAnswer, WebhookRequest } from '../datasources/datasource.ts';
import type { Clock } from '../kernel/clock.ts';
import { MINUTE } from '../kernel/duration.ts';
import type { WebhookStatements } from '../store/store.ts';
import { formatContent } from './content.ts';

/** What a provider is told about what it posted. */
export type WebhookReply =
  | { readonly kind: 'taken'; readonly answer: WebhookAnswer }
  /** No such connection, or one that takes no webhooks. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'forged' }
  | { readonly kind: 'unreadable' }
  /** The store failed: to be posted again. */
  | { readonly kind: 'notKept' };

/** One line of the log tells of so much time of forged webhooks at one connection. */
export const FORGERY_LOG_MS = MINUTE;

export interface InboxDeps {
  readonly connections: Connections;
  readonly store: WebhookStatements;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called when something was kept that is to be worked off. */
  readonly onKept: (connectionId: string) => void;
}

/**
 * Where providers post. A webhook is verified, then kept, then answered; what follows from it is worked out after that, so that no
 * provider has to wait for anything but one row.
 */
export class WebhookInbox {
  readonly #deps: InboxDeps;
  readonly #forgeries = new Map<string, { sinceMs: number; count: number }>();

  constructor(deps: InboxDeps) {
    this.#deps = deps;
  }

  async receive(connectionId: string, request: WebhookRequest): Promise<WebhookReply> {
    const { connections, store, clock, log, onKept } = this.#deps;
    const reader = connections.get(connectionId)?.dataSource.webhooks ?? null;
    if (reader === null) return { kind: 'unknown' };
    const nowMs = clock.now();
    const reading = reader.read(request, nowMs);
    if (reading.kind === 'forged') this.#noteForgery(connectionId, nowMs);
    if (reading.kind === 'forged' || reading.kind === 'unreadable') return reading;
    if (reading.kind === 'changes') {
      try {
        const { key, reports } = reading;
        if (await store.keep({ connectionId, key, content: formatContent(reports), nowMs })) onKept(connectionId);
      } catch (error) {
        log.error({ err: error, connection: connectionId }, 'the store could not keep a webhook');
        return { kind: 'notKept' };
      }
    }
    return { kind: 'taken', answer: reading.answer };
  }

  /** Whoever floods the endpoint must not flood the log. */
  #noteForgery(connectionId: string, nowMs: number): void {
    const noted = this.#forgeries.get(connectionId);
    if (noted !== undefined && nowMs < noted.sinceMs + FORGERY_LOG_MS) {
      noted.count++;
      return;
    }
    this.#deps.log.warn(
      { connection: connectionId, before: noted?.count ?? 0 },
      'a webhook was refused: wrong secret or signature, or too old',
    );
    this.#forgeries.set(connectionId, { sinceMs: nowMs, count: 0 });
  }
}
