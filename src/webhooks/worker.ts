import type { Logger } from 'pino';
import type { Connections } from '../connections/connection.ts';
import type { CancelTimer, Clock } from '../kernel/clock.ts';
import { SECOND } from '../kernel/duration.ts';
import type { Store } from '../store/store.ts';
import { ConnectionWebhooks } from './connection-webhooks.ts';
import type { ReportApplier } from './report-applier.ts';

/** How often it is looked for what other instances left behind, in milliseconds. */
export const LEFTOVERS_MS = SECOND;

export interface WorkerDeps {
  readonly store: Pick<Store, 'webhooks'>;
  readonly connections: Connections;
  readonly applier: ReportApplier;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Works off kept webhooks, those of each connection by themselves: a provider that is slow to tell holds up no other. */
export class WebhookWorker {
  readonly #deps: WorkerDeps;
  readonly #connections: ReadonlyMap<string, ConnectionWebhooks>;
  #cancelTimer: CancelTimer = () => {};

  constructor(deps: WorkerDeps) {
    this.#deps = deps;
    this.#connections = new Map(deps.connections.all().map(({ id }) => [id, new ConnectionWebhooks(id, deps)]));
  }

  start(): void {
    const { clock } = this.#deps;
    for (const connection of this.#connections.values()) connection.wake();
    this.#cancelTimer = clock.setTimer(clock.now() + LEFTOVERS_MS, () => this.start());
  }

  /** Something was kept that this connection reported. */
  wake(connectionId: string): void {
    this.#connections.get(connectionId)?.wake();
  }

  /** Begins nothing any more, and resolves when what is under way has ended; the rest stays kept. */
  async stop(): Promise<void> {
    this.#cancelTimer();
    this.#deps.applier.stop();
    await Promise.all([...this.#connections.values()].map((connection) => connection.stop()));
  }
}
