import type { Clock, Random } from '../kernel/clock.ts';
import { systemRandom } from '../kernel/clock.ts';
import {
  PATH_PREFIXES,
  SANDBOX_CONNECTION_IDS,
  SANDBOX_CREDENTIALS,
  SANDBOX_OPERATOR,
  sandboxConnections,
} from './connections.ts';
import type { SandboxConnection, SandboxConnectionId } from './connections.ts';
import { OrderBook } from './control/knobs.ts';
import type { ControlOrder } from './control/order.ts';
import { parseOrder } from './control/parse.ts';
import type { Front } from './front.ts';
import { createGeweFront } from './gewe/front.ts';
import { jsonAnswer } from './http/answer.ts';
import { answerControl } from './http/control-routes.ts';
import { exchange } from './http/exchange.ts';
import type { Reply } from './http/exchange.ts';
import type { ReceivedRequest } from './http/received.ts';
import { WebServer } from './http/server.ts';
import { createImkitFront } from './imkit/front.ts';
import { issueClientToken } from './imkit/token.ts';
import { RunningJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import type { Doing } from './people/order.ts';
import { carryOut, createPeople } from './people/people.ts';
import type { People } from './people/people.ts';
import { QuotaWindows } from './quota.ts';
import { createTencentAppFront } from './tencent-app/front.ts';
import { createTencentFront } from './tencent/front.ts';
import { Inviting } from './tencent/invite.ts';
import { readTarget, WebhookDesk } from './webhooks/webhooks.ts';
import type { SandboxWebhooks } from './webhooks/webhooks.ts';
import type { WorldChange } from './world/change.ts';
import { backendOf, createWorlds } from './worlds.ts';
import { createZimFront } from './zim/front.ts';

/** How long an invitee takes to accept, where the options do not say otherwise. */
export const DEFAULT_ACCEPT_AFTER_MS = 1500;

export interface SandboxOptions {
  /** All waiting and all timestamps go by it. */
  readonly clock: Clock;
  /** For ids in answers and webhooks, and for what webhooks suffer on order. Default: the system's. */
  readonly random?: Random | undefined;
  /** Default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** How long after the invite a pending invitee accepts. Default {@link DEFAULT_ACCEPT_AFTER_MS}. */
  readonly acceptAfterMs?: number | undefined;
  /** Where webhooks go from the start, see {@link Sandbox.sendWebhooksTo}. Default: nowhere. */
  readonly webhooksTo?: string | undefined;
}

/** Five simulated providers behind one HTTP server. */
export interface Sandbox {
  /** Without a slash at the end. */
  readonly url: string;
  /** Ready for the configuration file's `connections`, with the credentials that the sandbox checks. */
  readonly connections: readonly SandboxConnection[];
  /** Requests that now wait on the clock, or for ever. */
  readonly parked: number;
  readonly journal: Journal;
  readonly webhooks: SandboxWebhooks;
  readonly people: People;
  /**
   * Posts every change from now on to `${baseUrl}/webhooks/<connectionId>[/<pathSecret>]`, as its provider would; null: nowhere.
   * What is under way to an earlier URL is lost. Survives a reset.
   *
   * @throws TypeError when it is no http URL
   */
  sendWebhooksTo(baseUrl: string | null): void;
  /** @throws TypeError when the order is not understood */
  control(order: ControlOrder): void;
  /** The members of a group, the owner first; empty when there is no such group (yet). */
  members(connectionId: SandboxConnectionId, groupId: string): readonly string[];
  /** Who has been invited to a group and has not answered, the oldest invite first. */
  pendingInvitees(connectionId: SandboxConnectionId, groupId: string): readonly string[];
  /** Calls the listener after every change to a group, or to who is in or invited to it. Returns the function that ends it. */
  onChange(listener: (change: WorldChange) => void): () => void;
  /** As at the start: seed groups, no orders, empty journals, fresh quotas. Requests that wait are broken off, webhooks are lost. */
  reset(): void;
  /** Breaks off requests and webhooks that wait, closes every socket, and stops listening. */
  close(): Promise<void>;
}

/** Starts listening; rejects when the port is taken, or `webhooksTo` is no http URL. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const {
    clock,
    random = systemRandom,
    host = '127.0.0.1',
    port = 0,
    acceptAfterMs = DEFAULT_ACCEPT_AFTER_MS,
  } = options;
  const target = options.webhooksTo === undefined ? null : readTarget(options.webhooksTo);
  const worlds = createWorlds({ clock, acceptAfterMs });
  const desk = { orders: new OrderBook(), quotas: new QuotaWindows(), journal: new RunningJournal() };
  const webhooks = new WebhookDesk({ clock, random, orders: desk.orders, worlds });
  const people = createPeople(worlds);
  const inviting = new Inviting(worlds.tencent, (...question) => webhooks.askBeforeInvite(...question));
  const zim = createZimFront({ world: worlds.zim, clock, random });
  const fronts: Readonly<Record<SandboxConnectionId, Front>> = {
    wechat: createGeweFront({ world: worlds.wechat, random }),
    tencent: createTencentFront({ world: worlds.tencent, inviting, clock }),
    'tencent-app': createTencentAppFront({ world: worlds.tencent, inviting }),
    imkit: createImkitFront({ world: worlds.imkit, clock }),
    zim,
  };

  const control = (order: ControlOrder): void => desk.orders.note(parseOrder(order));

  function reset(): void {
    webhooks.reset();
    for (const world of Object.values(worlds)) world.reset();
    zim.reset();
    desk.orders.clear();
    desk.quotas.clear();
    desk.journal.clear();
    server.releaseParked();
  }

  const own = {
    journal: desk.journal,
    webhooks,
    control,
    carryOut: (doing: Doing): void => carryOut(doing, people),
    reset,
  };

  function respond(request: ReceivedRequest): Reply | Promise<Reply> {
    const answer = answerControl(request, own);
    if (answer !== null) return { kind: 'answer', answer, delayMs: 0 };
    const connectionId = SANDBOX_CONNECTION_IDS.find((id) => isBelow(PATH_PREFIXES[id], request.path));
    if (connectionId !== undefined) {
      const path = request.path.slice(PATH_PREFIXES[connectionId].length);
      return exchange(fronts[connectionId], { ...request, path }, desk);
    }
    const error = `nothing is served at ${request.path}`;
    return { kind: 'answer', answer: jsonAnswer({ error }, 404), delayMs: 0 };
  }

  const server = new WebServer({ clock, host, port, respond });
  const url = await server.listen();
  webhooks.sendTo(target);
  const imkitToken = issueClientToken(SANDBOX_OPERATOR, SANDBOX_CREDENTIALS.imkit.signingKey, null);
  const peek = (connectionId: SandboxConnectionId, groupId: string) => worlds[backendOf(connectionId)].peek(groupId);

  return {
    url,
    connections: sandboxConnections(url, imkitToken),
    journal: desk.journal,
    webhooks,
    people,
    sendWebhooksTo: (baseUrl) => webhooks.sendTo(baseUrl),
    get parked() {
      return server.parked;
    },
    control,
    members: (connectionId, groupId) => [...(peek(connectionId, groupId)?.members.keys() ?? [])],
    pendingInvitees: (connectionId, groupId) => [...(peek(connectionId, groupId)?.pending.keys() ?? [])],
    onChange(listener) {
      const ends = Object.values(worlds).map((world) => world.onChange((change: WorldChange) => listener(change)));
      return () => {
        for (const end of ends) end();
      };
    },
    reset,
    async close() {
      for (const world of Object.values(worlds)) world.close();
      await Promise.all([webhooks.close(), server.close()]);
    },
  };
}

const isBelow = (prefix: string, path: string): boolean => path === prefix || path.startsWith(`${prefix}/`);
