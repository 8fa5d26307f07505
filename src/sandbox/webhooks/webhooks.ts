import type { Clock, Random } from '../../kernel/clock.ts';
import { SANDBOX_CREDENTIALS } from '../connections.ts';
import type { SandboxConnectionId } from '../connections.ts';
import type { OrderBook } from '../control/knobs.ts';
import type { GeweRules } from '../gewe/groups.ts';
import type { TencentRules } from '../tencent/groups.ts';
import { NO_VETO, readVeto } from '../tencent/veto.ts';
import type { Veto } from '../tencent/veto.ts';
import type { Group } from '../world/group.ts';
import type { World } from '../world/world.ts';
import type { Worlds } from '../worlds.ts';
import { Courier } from './courier.ts';
import type { Errand } from './courier.ts';
import { drawDelays } from './disturbances.ts';
import { createGeweReporter } from './gewe.ts';
import { imkitReporter } from './imkit.ts';
import { WebhookJournal } from './journal.ts';
import type { WebhookCounts, WebhookEntry } from './journal.ts';
import { beforeInvite, TENCENT_HABITS, tencentReporter } from './tencent.ts';
import type { Habits, Reporter, Webhook } from './webhook.ts';
import { createZimReporter } from './zim.ts';

/** What the sandbox has posted since it started or was reset. */
export interface SandboxWebhooks {
  /** The newest, the oldest of them first. */
  readonly entries: readonly WebhookEntry[];
  /** Of all, by connection; a connection without any is absent. */
  readonly counts: Readonly<Partial<Record<SandboxConnectionId, WebhookCounts>>>;
  /** Attempts at the target now, and those that wait for others of their group to end. Their deadlines go by the clock: a test that moves it past them meanwhile loses them. */
  readonly onTheWire: number;
  /** On the wire, or waiting on the clock: delayed, held back, or until the next attempt. */
  readonly underWay: number;
  /** Resolves when nothing is on the wire; what waits on the clock goes on waiting. */
  idle(): Promise<void>;
}

export interface WebhookDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly orders: OrderBook;
  readonly worlds: Worlds;
}

/** Listens to the worlds and posts what their providers would; nothing before there is a target. */
export class WebhookDesk implements SandboxWebhooks {
  readonly #deps: WebhookDeps;
  readonly #journal = new WebhookJournal();
  readonly #courier: Courier;
  readonly #gewe: Reporter<GeweRules>;
  #target: string | null = null;

  constructor(deps: WebhookDeps) {
    const { clock, random, worlds } = deps;
    this.#deps = deps;
    this.#courier = new Courier(clock, this.#journal);
    this.#gewe = createGeweReporter(random);
    this.#follow('wechat', worlds.wechat, this.#gewe);
    this.#follow('tencent', worlds.tencent, tencentReporter);
    this.#follow('imkit', worlds.imkit, imkitReporter);
    this.#follow('zim', worlds.zim, createZimReporter(random));
  }

  get entries(): readonly WebhookEntry[] {
    return this.#journal.entries;
  }

  get counts(): SandboxWebhooks['counts'] {
    return this.#journal.counts;
  }

  get onTheWire(): number {
    return this.#courier.onTheWire;
  }

  get underWay(): number {
    return this.#courier.underWay;
  }

  idle(): Promise<void> {
    return this.#courier.idle();
  }

  /**
   * Posts to `baseUrl` from now on, and greets it; null: nowhere. What is under way to an earlier target is lost.
   *
   * @throws TypeError when it is no http URL
   */
  sendTo(baseUrl: string | null): void {
    const target = baseUrl === null ? null : readTarget(baseUrl);
    this.#courier.stop();
    this.#target = target;
    if (target === null) return;
    const url = urlOf(target, 'wechat');
    for (const webhook of this.#gewe.greet(url)) {
      this.#courier.carry(this.#errand('wechat', webhook, this.#gewe.habits, target), { delayMs: 0, swap: false });
    }
  }

  /** Asks before an invite at Tencent, where that is ordered; null: nobody is asked. */
  askBeforeInvite(group: Group<TencentRules>, accounts: readonly string[], operatorId: string): Promise<Veto> | null {
    const order = this.#deps.orders.webhooks('tencent', group.id);
    if (this.#target === null || order.beforeInvite !== true) return null;
    const webhook = beforeInvite(group, accounts, { operatorId, atMs: this.#deps.clock.now(), order });
    return this.#courier
      .ask(this.#errand('tencent', webhook, TENCENT_HABITS, this.#target))
      .then((reply) => (reply?.status === 200 ? readVeto(reply.text) : NO_VETO));
  }

  /** The target stays. */
  reset(): void {
    this.#courier.stop();
    this.#journal.clear();
  }

  async close(): Promise<void> {
    this.#target = null;
    await this.#courier.close();
  }

  #follow<Rules>(connection: SandboxConnectionId, world: World<Rules>, reporter: Reporter<Rules>): void {
    world.onChange((change, group) => {
      if (this.#target === null) return;
      const order = this.#deps.orders.webhooks(connection, group.id);
      for (const webhook of reporter.report(change, group, order)) {
        this.#dispatch(connection, webhook, reporter.habits, this.#target);
      }
    });
  }

  #dispatch(connection: SandboxConnectionId, webhook: Webhook, habits: Habits, target: string): void {
    const order = this.#deps.orders.webhooks(connection, webhook.groupId);
    const [first, ...copies] = drawDelays(order, this.#deps.random);
    const errand = this.#errand(connection, webhook, habits, target);
    if (first === undefined) {
      this.#journal.end(errand.entry, 'order');
      return;
    }
    this.#courier.carry(errand, { delayMs: first, swap: order.reorder ?? false });
    for (const delayMs of copies) {
      const copy = this.#errand(connection, webhook, habits, target, errand.entry.sequence);
      this.#courier.carry(copy, { delayMs, swap: false });
    }
  }

  #errand(
    connection: SandboxConnectionId,
    webhook: Webhook,
    habits: Habits,
    target: string,
    repeatOf: number | null = null,
  ): Errand {
    const { event, groupId: group } = webhook;
    const entry = this.#journal.open({ atMs: this.#deps.clock.now(), connection, event, group, repeatOf });
    return { entry, webhook, habits, url: urlOf(target, connection) };
  }
}

/**
 * The URL without a slash at the end.
 *
 * @throws TypeError when it is no http URL
 */
export function readTarget(baseUrl: string): string {
  if (!URL.canParse(baseUrl) || new URL(baseUrl).protocol !== 'http:')
    throw new TypeError(`expected an http URL to send webhooks to, got ${baseUrl}`);
  return baseUrl.replace(/\/+$/, '');
}

function urlOf(target: string, connection: SandboxConnectionId): string {
  const { gewe, imkit } = SANDBOX_CREDENTIALS;
  const secrets: Readonly<Partial<Record<SandboxConnectionId, string>>> = {
    wechat: gewe.webhook.pathSecret,
    imkit: imkit.webhook.pathSecret,
  };
  const secret = secrets[connection];
  return `${target}/webhooks/${connection}${secret === undefined ? '' : `/${encodeURIComponent(secret)}`}`;
}
